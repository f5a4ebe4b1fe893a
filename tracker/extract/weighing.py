"""What a page's text says of the marks and names around it.

Publishers mark the article (`<article>`, `<main>`, `itemprop="articleBody"`) and name what stands around it ("share",
"related", "comments"). Neither is believed: both are weighed by the sentences they hold.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from tracker.extract.blocks import Block, Node, names
from tracker.extract.text import words

_SENTENCE_CHARS = 60
_WORDS_CHARS = 20
_HEADINGS = words("h2 h3 h4 h5 h6")
_SENTENCE_ENDS = tuple(".!?…。！？؟।\"'”’»)]")
_AROUND = words("nav footer aside header form button figcaption select dialog menu label")
_AROUND_ROLES = words("navigation complementary contentinfo banner search dialog alertdialog menu menubar toolbar")
_COMMENTS = words("comments comment commentlist disqus respond replies")
_PRUNED = _AROUND | words(
    "div ul ol li section p figure table span style svg noscript iframe img picture link meta template"
)
_BANNERS = words("cookie cookies consent gdpr cmp onetrust")
_MAY_NAME = re.compile("comment|disqus|respond|replies|cookie|consent|gdpr|cmp|onetrust", re.IGNORECASE)  # of these two
_MARK_SHARE = 1 / 3
"""A mark that holds less of the page's sentences says nothing of where the article is."""
_BULK_SHARE = 1 / 2
"""A name that would drop so much of what is marked drops nothing."""
_STORY_SHARE = 1 / 2
_SHOWN_SHARE = 2 / 3
_FEW_CHARS = 250

_PART = r"(?:article|art|body|content|copy|entry|main|page|post|story|text|single|field|inner|wrapper|container|column)"
_PLAIN_NAME = re.compile(rf"{_PART}(?:[-_]*{_PART}){{0,5}}", re.IGNORECASE)
_POINTING = re.compile(r"article|body|content|entry|main|post|story|text|single|primary", re.IGNORECASE)
# Words of class names that name furniture in every house style met so far.
_FURNITURE = words(
    "footer foot colophon copyright masthead "
    "ad ads advert adverts advertisement advertising advertorial dfp gpt sponsored outbrain taboola teads "
    "promo promos cookie cookies consent gdpr cmp onetrust share sharing shares sharebar social sociable "
    "addtoany addthis related recirc recirculation recommended recommendations recommendation readmore "
    "comments comment commentlist disqus respond newsletter subscribe signup paywall regwall breadcrumb "
    "breadcrumbs navigation nav navbar menu sidebar pagination pager toolbar byline timestamp "
    "lastmod tags taglist popup modal overlay tooltip trending popular mostread ticker"
)
# An id counts where each of its words names what stands around an article: "share-buttons", not "share-buyback".
_AROUND_NAMES = words(
    "ad ads advert banner bar bottom box breadcrumb breadcrumbs btn button buttons comment comments consent container "
    "cookie cookies content disqus dsq foot footer form head header links list main menu modal most nav navbar "
    "navigation newsletter page panel popular popup post primary promo recommended related respond section share "
    "sharing sidebar signup social sponsored stories story subscribe tags text thread toolbar top widget wrap wrapper "
    "article articles area body entry inner outer left right secondary aside author bio "
    "gdpr ccpa cmp onetrust notice notification overlay dialog"
)


class Prose:
    """The sentences of a page, outside of what HTML itself marks as around its main content, and what holds them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._around: dict[Node, bool] = {}
        self._has_sentence = False
        self._headlines = {parent for block in blocks if block.holder.tag == "h1" for parent in _path(block.holder)}
        self.shown = [block for block in blocks if self._is_shown(block)]
        """Every block there that is no link and belongs to no teaser."""
        self.teasers = _teasers(blocks, _held(self.shown), _size(self.shown))
        """The elements that only lead to other pages: a linked heading and a few words each, side by side."""
        if self.teasers:
            self.shown = [block for block in self.shown if self.teasers.isdisjoint(_path(block.holder))]
        self.parts = {node for block in self.shown for node in _path(block.holder)}
        """The elements with such blocks."""
        self.blocks = [block for block in self.shown if _is_sentence(block)]
        self.size = _size(self.blocks)
        """Characters of sentences."""
        weighed = self.blocks if self.size >= _FEW_CHARS else self.shown
        self.held = _held(weighed)
        """Characters inside each element: of sentences, or of all that is shown where sentences are few."""
        self.total = _size(weighed)

    def has_headline(self, node: Node) -> bool:
        """Whether the element holds a headline of the first rank."""
        return node in self._headlines

    def story(self) -> list[Block]:
        """The sentences of the innermost element that holds half of them all, where there is one below the body."""
        inner = [node for node, size in self.held.items() if size >= _STORY_SHARE * self.total]
        best = max(inner, key=_depth, default=None)
        if best is None or best.tag in ("body", "html"):
            return []
        return [block for block in self.blocks if best in _path(block.holder)]

    def shown_part(self) -> list[Block]:
        """All words but links of a short page: of the marked element that holds most of them, else of the whole."""
        enough = _SHOWN_SHARE * _size(self.shown)
        most = [node for node, size in _held(self.shown).items() if size >= enough]
        inner = max(most, key=_depth, default=None)
        marked = next((node for node in (_path(inner) if inner is not None else ()) if _is_marked(node)), None)
        return [block for block in self.shown if marked is None or marked in _path(block.holder)]

    def _is_shown(self, block: Block) -> bool:
        if _is_link(block) or self._is_around(block.holder):
            return False
        self._has_sentence = self._has_sentence or _says_something(block)
        return True

    def _is_around(self, node: Node) -> bool:
        path = []
        for part in _path(node):
            if (known := self._around.get(part)) is not None:
                break
            path.append(part)
        else:
            known = False
        for part in reversed(path):
            known = known or self._begins_around(part)
            self._around[part] = known
        return bool(known)

    def _begins_around(self, node: Node) -> bool:
        if node.tag in ("body", "html", "main"):
            return False
        if node.tag in _AROUND or node.get("role") in _AROUND_ROLES:
            return node.tag not in ("form", "header") or not self._frames_the_page(node)
        if node in self._headlines:
            return False
        if not _MAY_NAME.search(f"{node.get('class')} {node.get('id')}"):
            return False
        named = set(names(node))
        # Comments stand below an article, and a banner outside of it.
        is_of_comments = self._has_sentence and not _COMMENTS.isdisjoint(named)
        is_banner = not _BANNERS.isdisjoint(named) and not any(part.tag in ("article", "main") for part in _path(node))
        return (is_of_comments or is_banner) and not _is_of_a_heading(node)

    def _frames_the_page(self, node: Node) -> bool:
        """Whether a form or header holds the article, as where a page builder puts the whole page into one form."""
        return node in self._headlines or next(node.iterdescendants("article", "main"), None) is not None


def is_furniture(node: Node) -> bool:
    """Whether an element says by its kind, its role or its name that it stands around the article, after `weigh`."""
    return (
        node.tag in _AROUND
        or node.get("role") in _AROUND_ROLES
        or node.get("aria-hidden") == "true"
        or not _FURNITURE.isdisjoint(names(node))
    )


def prune(prose: Prose) -> None:
    """Take from the page what holds none of its words but links, menus and what HTML marks as around."""
    for node in prose.parts:
        for child in list(node) if len(node) else ():
            if child not in prose.parts and child.tag in _PRUNED and not (child.tail or "").strip():
                node.remove(child)


def weigh(prose: Prose) -> None:
    """Take from the page the marks and names that its sentences speak against, so that nobody is misled by them."""
    alike = _sizes_of_alike(prose)
    for node, size in prose.held.items():
        if node.tag in ("body", "html"):
            _leave(node, [])
            continue
        if size < _MARK_SHARE * prose.total and not _is_headed(prose, node, size):
            _unmark(node)
        together = max(size, alike[_kind(node)])
        if together >= _BULK_SHARE * prose.held[_marked_around(node)]:
            _leave(node, [name for name in (node.get("class") or "").split() if _PLAIN_NAME.fullmatch(name)])
        elif (name := node.get("id")) and not _AROUND_NAMES.issuperset(names_of_id(name)):
            del node.attrib["id"]


def names_of_id(name: str) -> set[str]:
    """The words of an id, in lower case."""
    return {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)}


def _is_headed(prose: Prose, node: Node, size: int) -> bool:
    """Whether an element is short because its article is: it has the headline, and more text than what is beside it."""
    return prose.has_headline(node) and 4 * size >= _MARK_SHARE * prose.total


def _sizes_of_alike(prose: Prose) -> Counter[tuple[Node | None, str, str]]:
    """How much all elements of one kind hold that stand side by side, such as the posts of a live blog."""
    sizes: Counter[tuple[Node | None, str, str]] = Counter()
    for node, size in prose.held.items():
        sizes[_kind(node)] += size
    return sizes


def _kind(node: Node) -> tuple[Node | None, str, str]:
    return node.getparent(), str(node.tag), node.get("class") or ""


def _marked_around(node: Node) -> Node:
    """The nearest element around that is marked as the article, else the page."""
    top = node
    for parent in node.iterancestors():
        if _is_marked(parent):
            return parent
        top = parent
    return top


def _is_marked(node: Node) -> bool:
    return node.tag in ("article", "main") or node.get("itemprop") == "articleBody" or node.get("role") == "main"


def _unmark(node: Node) -> None:
    if node.tag in ("article", "main"):
        node.tag = "div"
    for name in ("itemprop", "role"):
        if node.get(name) in ("articleBody", "article", "main"):
            del node.attrib[name]
    kept = [name for name in (node.get("class") or "").split() if not _POINTING.search(name)]
    if len(kept) < len((node.get("class") or "").split()):
        node.set("class", " ".join(kept))
    if _POINTING.search(node.get("id") or "") and not _AROUND_NAMES.issuperset(names_of_id(node.get("id") or "")):
        del node.attrib["id"]


def _leave(node: Node, kept: list[str]) -> None:
    """Leave an element these names only, and no kind that says it stands around."""
    if node.tag in _AROUND:
        node.tag = "div"
    if node.get("id") and not _PLAIN_NAME.fullmatch(node.get("id") or ""):
        del node.attrib["id"]
    if node.get("class"):
        node.set("class", " ".join(kept))
    for name in ("aria-hidden", "data-lp-replacement-content", "data-component"):
        node.attrib.pop(name, "")


def _is_of_a_heading(node: Node) -> bool:
    """Whether an element is named by an id alone that tells of a subject: "comment-from-the-minister"."""
    name = node.get("id") or ""
    return not node.get("class") and bool(name) and not _AROUND_NAMES.issuperset(names_of_id(name))


def _teasers(blocks: Iterable[Block], held: Counter[Node], total: int) -> set[Node]:
    """The elements side by side that have one linked heading each, unless they are most of the page."""
    heads = [block.holder for block in blocks if block.holder.tag in _HEADINGS and _is_link(block)]
    count = Counter(parent for head in heads for parent in head.iterancestors())
    cards: dict[Node | None, set[Node]] = {}
    for head in heads:
        path = [node for node in _path(head) if count[node] <= 1]
        cards.setdefault(path[-1].getparent(), set()).add(path[-1])
    found = [card for side_by_side in cards.values() if len(side_by_side) > 1 for card in side_by_side]
    return set(found) if 2 * sum(held[card] for card in found) < total else set()


def _says_something(block: Block) -> bool:
    return len(block.text) >= _WORDS_CHARS and block.text.endswith(_SENTENCE_ENDS) and block.holder.tag not in _HEADINGS


def _is_link(block: Block) -> bool:
    return 2 * block.linked > len(block.text) and not block.text.endswith(_SENTENCE_ENDS)


def _is_sentence(block: Block) -> bool:
    text = block.text
    return len(text) >= _SENTENCE_CHARS and 3 * block.linked <= len(text) and text.endswith(_SENTENCE_ENDS)


def _held(blocks: Iterable[Block]) -> Counter[Node]:
    held: Counter[Node] = Counter()
    for block in blocks:
        for node in _path(block.holder):
            held[node] += len(block.text)
    return held


def _size(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _depth(node: Node) -> int:
    return sum(1 for _ in node.iterancestors())


def _path(node: Node) -> list[Node]:
    return [node, *node.iterancestors()]
