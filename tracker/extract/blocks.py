"""A parsed page → its paragraphs, headings, list items and rows.

One reader gives the words of every page, so that the same article always yields the same text. It knows block from
inline elements, and leaves out what nobody sees, what is struck through, and the marks of notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tracker.extract.superscripts import is_note, is_raised, may_be_raised, raised, without_raised_digits
from tracker.extract.tables import data_table, statements
from tracker.extract.text import tidy, words

Node = etree._Element

_UNSEEN = words("script style noscript template head title meta link iframe object embed audio video canvas svg math")
# What begins a line of its own (HTML, section 15.3); everything else is inline, elements of a page's own making too.
_BLOCK = words(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu nav ol optgroup option p pre "
    "search section select summary table tbody textarea tfoot thead tr ul xmp"
)
_STRUCK = words("s strike del")
_STRUCK_NAMES = words("line-through strikethrough strike-through")
_COUNTED = words("a time")
_TAKEN_WHOLE = words("table sup a span")
# "has-sidebar", "no-comments": about the page's layout; "tag-cookies", "category-ads": about its subject.
_NOT_NAMING = words("has with no without is not tag category cat topic type")
_PAYWALL = words("paywall regwall paywalled")
_NOTICE_CHARS = 1_500
_LARGE_CELL_CHARS = 200
_MOST_NAME_CHARS = 2_000
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration[a-z-]{0,20}\s{0,5}:[^;]{0,40}line-through", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, row, or cell of a data table: its words, and the element that holds it."""

    text: str
    holder: Node
    linked: int  # characters that stand inside links
    timed: int  # characters that stand inside <time>
    row: str = ""  # of a data table's cell: its row as it is shown


def read_blocks(root: Node) -> list[Block]:
    """The blocks under `root` in reading order: all that a reader may see, without struck words and marks of notes."""
    reader = _Reader(root)
    # Not recursive: the depth of a page is its author's choice, that of Python's stack is not.
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            reader.leave(node)
            if node is not root:
                reader.words(node.tail)
        elif node is not root and (_is_left_out(node) or (node.tag in _TAKEN_WHOLE and reader.takes_whole(node))):
            if node.tag in _BLOCK:
                reader.flush()
            reader.words(node.tail)
        else:
            reader.enter(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
    reader.flush()
    return reader.blocks


def is_unseen(node: Node) -> bool:
    """Whether the element is nothing that a reader of the page may see: a script, the head, what is hidden."""
    if node.tag in _UNSEEN or node.get("hidden") is not None:
        return True
    style = node.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _is_left_out(node: Node) -> bool:
    return node.tag in _STRUCK or is_unseen(node) or _is_struck(node)


def _is_struck(node: Node) -> bool:
    """Whether an element's words are struck through by its style, or by a name that means nothing else."""
    style, name = node.get("style"), node.get("class")
    if style is not None and _STRUCK_STYLE.search(style):
        return True
    return name is not None and "through" in name and not _STRUCK_NAMES.isdisjoint(name.split())


def names(node: Node) -> Iterator[str]:
    """The words that class and id are made of, in lower case: "relatedStories" is "related" and "stories"."""
    for name in f"{node.get('class', '')[:_MOST_NAME_CHARS]} {node.get('id', '')[:_MOST_NAME_CHARS]}".split():
        parts = [part.lower() for part in _WORD.findall(name)]
        if parts and parts[0] not in _NOT_NAMING:
            yield from parts


def inner_text(node: Node) -> str:
    """All words inside the element, tidied."""
    return tidy("".join(str(part) for part in node.itertext()))


def is_paywall(node: Node) -> bool:
    """Whether the element is a notice that the rest is for subscribers: a reader sees it, and it says something.

    One that holds a text of some length is no notice, but the text that such a name was given to.
    """
    if "wall" not in f"{node.get('class')} {node.get('id')}".lower() or _PAYWALL.isdisjoint(names(node)):
        return False
    if any(is_unseen(part) for part in (node, *node.iterancestors())):
        return False
    return 0 < sum(len(block.text) for block in read_blocks(node)) <= _NOTICE_CHARS


class _Reader:
    """Collects words until a block ends."""

    def __init__(self, root: Node) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._holders: list[Node] = [root]  # the elements around that begin a line of their own, and the root
        self._links = self._times = 0  # how many <a>, <time> are open
        self._linked = self._timed = 0
        self._breaks = 0

    def takes_whole(self, node: Node) -> bool:
        """Read an element that is more than the words in it: a data table, raised characters, the mark of a note."""
        if node.tag == "table":
            return self._take_table(node)
        if node.tag == "span" and not may_be_raised(node):
            return False
        before, after = "".join(self._parts[-3:])[-20:], node.tail or ""
        if is_note(node, before=before, after=after):
            return True
        if is_raised(node):
            self.words(raised("".join(map(str, node.itertext())), before=before, after=after))
            return True
        return False

    def _take_table(self, node: Node) -> bool:
        rows = data_table(node)
        if rows is None:
            return False
        self.flush()
        read = {cell: read_blocks(cell) for row in rows for cell in row if cell is not None}
        said = {cell: " ".join(block.text for block in blocks) for cell, blocks in read.items()}
        for row, cells in zip(rows, statements(rows, said), strict=True):
            shown = " ".join(said[cell] for cell in dict.fromkeys(row) if cell is not None)
            for cell, text in cells:
                linked = sum(block.linked for block in read[cell])
                self.blocks.append(Block(text, cell.getparent(), linked, 0, shown))
        return True

    def enter(self, node: Node) -> None:
        tag = node.tag
        if tag in _COUNTED:
            self._links += tag == "a"
            self._times += tag == "time"
        elif tag == "br":
            self._parts.append(" ")
            self._breaks += 1
            if self._breaks > 1:
                self.flush()
        elif tag in ("td", "th") and not _is_large(node):
            if any(part.strip() for part in self._parts):
                self._parts.append(" | ")
        elif tag in _BLOCK or tag in ("td", "th"):
            self.flush()
            self._holders.append(node)
        self.words(node.text)

    def leave(self, node: Node) -> None:
        if (tag := node.tag) in _COUNTED:
            self._links -= tag == "a"
            self._times -= tag == "time"
        elif self._holders[-1] is node:
            self.flush()
            self._holders.pop()

    def words(self, text: str | None) -> None:
        if not text:
            return
        if size := len(text.strip()):
            self._breaks = 0
            self._linked += size if self._links else 0
            self._timed += size if self._times else 0
        elif not self._parts:
            return
        self._parts.append(text)

    def flush(self) -> None:
        if not self._parts:
            return
        text = without_raised_digits(tidy("".join(self._parts)))
        if text:
            holder = self._holders[-1]
            if holder.tag == "tr":
                text = text.strip("| ")
        if text:
            self.blocks.append(Block(text, holder, self._linked, self._timed))
        self._parts, self._linked, self._timed, self._breaks = [], 0, 0, 0


def _is_large(cell: Node) -> bool:
    """Whether a cell of a layout holds more than a few words: it is a column of the page, not a part of a row."""
    own = len(cell.text or "")
    for child in cell:
        own += len(child.tail or "")
        if child.tag in _BLOCK or child.tag == "br":
            return True
    return own > _LARGE_CELL_CHARS
