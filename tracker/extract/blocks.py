"""A parsed page → its paragraphs, and what around them is furniture rather than article.

One reader gives the words of every page, so that the same article always yields the same text. It knows block from
inline elements, leaves out what HTML itself marks as furniture (nav, aside, footer …), and what publishers mark so
in class names and ids ("share-buttons", "related-stories").
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from lxml import etree

from tracker.extract.text import tidy, words

Node = etree._Element

_DROPPED = words(
    "script style noscript template nav aside footer form button select option input textarea label dialog "
    "menu iframe object embed video audio canvas svg math map figcaption head title meta link fieldset "
    "progress"
)
_UNSEEN = words("script style noscript template head title meta link iframe object embed audio video canvas svg math")
_INLINE = words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr nobr picture source"
)
_DROPPED_ROLES = words("navigation complementary contentinfo banner search dialog alertdialog menu menubar toolbar")
# Words of class names and ids that name furniture in every house style met so far.
_FURNITURE = words(
    "footer foot colophon copyright masthead "
    "ad ads advert adverts advertisement advertising advertorial dfp gpt sponsored outbrain taboola teads "
    "promo promos cookie cookies consent gdpr cmp onetrust share sharing shares sharebar social sociable "
    "addtoany addthis related recirc recirculation recommended recommendations recommendation readmore "
    "comments comment commentlist disqus respond newsletter subscribe signup paywall regwall breadcrumb "
    "breadcrumbs navigation nav navbar menu sidebar pagination pager toolbar byline timestamp "
    "lastmod tags taglist popup modal overlay tooltip trending popular mostread ticker"
)
# "has-sidebar", "no-comments": about the page's layout; "tag-cookies", "category-ads": about its subject.
_NOT_NAMING = words("has with no without is not tag category cat topic type")
_PAYWALL = words("paywall regwall paywalled")
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\[\s*(?:\d{1,3}|[a-z]|note \d{1,3})\s*\]")  # "[12]": renumbered by every edit elsewhere


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row: its words, and the element that directly holds it."""

    text: str
    holder: Node
    linked: int  # characters that stand inside links
    timed: int  # characters that stand inside <time>


def read_blocks(
    root: Node, *, keep: Container[Node] = frozenset(), leave_out: Callable[[Node], bool] | None = None
) -> list[Block]:
    """The blocks under `root` in reading order, without its furniture, or without what `leave_out` says instead.

    Nothing in `keep` counts as furniture because of its name.
    """
    drops = leave_out or (lambda node: is_furniture(node, keep=keep))
    reader = _Reader(root)
    # Not recursive: the depth of a page is its author's choice, that of Python's stack is not.
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            reader.leave(node)
            if node is not root:
                reader.words(node.tail)
        elif node is not root and drops(node):
            if node.tag not in _INLINE:
                reader.flush()
            reader.words(node.tail)
        else:
            reader.enter(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
    reader.flush()
    return reader.blocks


def is_furniture(node: Node, *, keep: Container[Node] = frozenset()) -> bool:
    """Whether the element is something around the article: by its kind, its role, its being hidden, or its name."""
    if node.tag in _DROPPED:
        return node not in keep or node.tag != "form"  # some page builders put the whole page into one form
    if node.tag == "sup" and _NOTE_MARK.fullmatch(inner_text(node)):
        return True
    attributes = node.attrib
    if not attributes:
        return False
    if attributes.get("role") in _DROPPED_ROLES or attributes.get("aria-hidden") == "true" or "hidden" in attributes:
        return True
    if _HIDDEN_STYLE.search(attributes.get("style", "")):
        return True
    return node not in keep and not _FURNITURE.isdisjoint(names(node))


def is_unseen(node: Node) -> bool:
    """Whether the element is nothing that a reader of the page may see: a script, the head, what is hidden."""
    if node.tag in _UNSEEN:
        return True
    attributes = node.attrib
    return bool(attributes) and ("hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style", ""))))


def names(node: Node) -> Iterator[str]:
    """The words that class and id are made of, in lower case: "relatedStories" is "related" and "stories"."""
    for name in f"{node.get('class', '')} {node.get('id', '')}".split():
        parts = [part.lower() for part in _WORD.findall(name)]
        if parts and parts[0] not in _NOT_NAMING:
            yield from parts


def inner_text(node: Node) -> str:
    """All words inside the element, tidied."""
    return tidy("".join(str(part) for part in node.itertext()))


def is_paywall(node: Node) -> bool:
    """Whether the element is the notice that the rest is for subscribers."""
    return not _PAYWALL.isdisjoint(names(node))


class _Reader:
    """Collects words until a block ends."""

    def __init__(self, root: Node) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._holders: list[Node] = [root]
        self._links = self._times = 0  # how many <a>, <time> are open
        self._linked = self._timed = 0
        self._breaks = 0

    def enter(self, node: Node) -> None:
        tag = node.tag
        if tag == "br":
            self._parts.append(" ")
            self._breaks += 1
            if self._breaks > 1:
                self.flush()
        elif tag in ("td", "th"):
            if any(part.strip() for part in self._parts):
                self._parts.append(" | ")
        elif tag not in _INLINE:
            self.flush()
            self._holders.append(node)
        self._links += tag == "a"
        self._times += tag == "time"
        self.words(node.text)

    def leave(self, node: Node) -> None:
        tag = node.tag
        self._links -= tag == "a"
        self._times -= tag == "time"
        if tag not in _INLINE and tag not in ("br", "td", "th"):
            self.flush()
            self._holders.pop()

    def words(self, text: str | None) -> None:
        if not text:
            return
        self._parts.append(text)
        size = len(text.strip())
        if size:
            self._breaks = 0
            self._linked += size if self._links else 0
            self._timed += size if self._times else 0

    def flush(self) -> None:
        text = tidy("".join(self._parts)) if self._parts else ""
        if text:
            holder = self._holders[-1]
            if holder.tag == "tr":
                text = text.strip("| ")
            self.blocks.append(Block(text, holder, self._linked, self._timed))
        self._parts, self._linked, self._timed, self._breaks = [], 0, 0, 0
