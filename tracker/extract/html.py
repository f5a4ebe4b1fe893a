"""An HTML page → its Document: of the whole page, of a part that a person picked, or, as a rule, of its main text.

Where the markup says which part is the article (`itemprop="articleBody"`, `<article>`, `<main>`), that part is read,
and nothing on the rest of the page can change the result. Elsewhere trafilatura points to the main text. In both cases
the words are read by `blocks`, so that no sentence is lost to a length filter or taken for a duplicate.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import cast

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction

from tracker.extract.blocks import Block, Node, is_furniture, is_unseen, read_blocks
from tracker.extract.decoding import check_markup, check_size, decode
from tracker.extract.documents import Document, Unreadable
from tracker.extract.languages import language_of
from tracker.extract.metadata import read_metadata
from tracker.extract.passages import MAX_SENTENCE_CHARS, sentences
from tracker.extract.selectors import pick_nodes
from tracker.extract.stamps import is_furniture_line, is_stamp
from tracker.extract.stand_ins import ends_at_a_wall, stand_in
from tracker.extract.text import tidy, words

# Every sentence is held against the claims: some hundred pages of prose, and more than any article has.
MAX_SENTENCES = 10_000
_SENTENCE_ENDS = tuple(".!?…。！？؟।\"'”’»)]:;")
_WITHIN = words("p li dt dd tr h1 h2 h3 h4 h5 h6 blockquote pre figure")
_SIGN = re.compile(r"[^\w\s,]")
_EARLY_END = re.compile("</(?:html|body)>", re.IGNORECASE)
_MIN_POINTER_CHARS = 20  # a shorter line is often repeated in menus and says little about where the text is
_MIN_SCRIPT_CHARS = 60
_MOST_CLUE_CHARS = 500
_MOST_CLUE_PARTS = 50


class _Everything:
    def __contains__(self, node: object) -> bool:
        return True


_EVERYTHING = cast("Container[Node]", _Everything())


def extract_html(
    body: bytes, *, url: str, charset: str | None = None, part: str = "main", selector: str = ""
) -> Document:
    """The Document in `body`, as fetched from `url`; `charset` is what the HTTP header says.

    `part` is "main", "whole" (all that a reader may see), or "css" or "xpath" for what `selector` picks. Raises
    Unreadable: "too_large", "too_deep", "too_many_attributes", "not_text", "empty" (no text), "too_long",
    "selector_empty" (nothing to pick), or the code of a `stand_in`. Parsers of C run uninterrupted: for unknown bytes
    call this through `isolation.Extractor`.
    """
    check_size(body)
    markup = decode(body, charset)
    check_markup(markup)
    root = parse(markup)
    about = read_metadata(root, url=url)
    try:
        text = "\n\n".join(_part(root, part, selector))
    except Unreadable as refusal:
        # A robot check or a page that is gone has nothing to pick either: then that is the reason.
        _refuse_stand_ins(root, about.title, "\n\n".join(_main_text(root)) or "\n\n".join(_whole(root)))
        raise refusal from refusal
    _refuse_stand_ins(root, about.title, text)
    if not text:
        raise Unreadable("empty", "This page has no readable main text.")
    if _may_be_long(text) and len(sentences(text, about.language)) > MAX_SENTENCES:
        raise Unreadable("too_long", f"The text of this page has more than {MAX_SENTENCES:,} sentences.")
    return Document(
        text=text,
        title=about.title,
        language=language_of(text, stated=about.language),
        published_on=about.published_on,
        modified_at=about.modified_at,
        canonical_url=about.canonical_url,
        site_name=about.site_name,
        paywalled=about.paywalled or ends_at_a_wall(text),
    )


def _may_be_long(text: str) -> bool:
    """Whether it may have more sentences than are read: each ends with a sign, a paragraph, or a cut for its length."""
    return len(_SIGN.findall(text)) + text.count("\n") + len(text) // (MAX_SENTENCE_CHARS // 2) >= MAX_SENTENCES


def _refuse_stand_ins(root: Node, title: str, text: str) -> None:
    """Refuse what answers in the place of the page."""
    titles = [title, *(_beginnings(root, tag, most=1) for tag in ("title", "h1"))]
    if refusal := stand_in(titles, text, noscript=_beginnings(root, "noscript", most=5)):
        raise refusal


def _beginnings(root: Node, tag: str, *, most: int) -> str:
    """How the first elements of a name begin."""
    texts = ("".join(map(str, islice(node.itertext(), _MOST_CLUE_PARTS))) for node in islice(root.iter(tag), most))
    return " ".join(tidy(text[:_MOST_CLUE_CHARS]) for text in texts)


def parse(markup: str) -> Node:
    """The parsed page. Raises Unreadable "empty" where there is nothing to parse."""
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
        # An early end of the page, which browsers pass over, would end the article for this parser.
        whole = _EARLY_END.sub("", markup)
        return lxml_html.document_fromstring(whole.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("empty", "This page has no readable main text.") from error


def _part(root: Node, part: str, selector: str) -> list[str]:
    if part == "main":
        return _main_text(root)
    if part == "whole":
        return _whole(root)
    paragraphs: list[str] = []
    for picked in pick_nodes(root, part=part, selector=selector):
        paragraphs.extend([tidy(picked)] if isinstance(picked, str) else _whole(picked))
    if not any(paragraphs):
        raise Unreadable("selector_empty", "What the selector matches here holds no text.")
    return [paragraph for paragraph in paragraphs if paragraph]


def _whole(node: Node) -> list[str]:
    return [block.text for block in read_blocks(node, leave_out=is_unseen)]


def _main_text(root: Node) -> list[str]:
    for marked in _marked(root):
        keep = frozenset(parent for node in marked for parent in _path(node))
        blocks = [block for node in marked for block in read_blocks(node, keep=keep)]
        if _weight(blocks):
            return _body_of(blocks) or _pointed_at(root)
    return _pointed_at(root)


def _marked(root: Node) -> Iterator[list[Node]]:
    """The parts of the page that its markup calls the article, outermost only, best first; some may hold no text."""
    yield _outermost(root.iterfind(".//*[@itemprop='articleBody']"))
    articles = _outermost(root.iter("article"))
    mains = _outermost(node for node in root.iter(etree.Element) if node.tag == "main" or node.get("role") == "main")
    if len(articles) > 1:
        weight, best = max(((_weight_of([node]), node) for node in articles), key=itemgetter(0))
        # A live blog or a list has many articles of like size; a page with cards of other stories has one large one.
        yield [best] if 2 * weight >= _weight_of(mains or articles) else mains or articles
    else:
        yield articles
        yield mains


def _outermost(nodes: Iterable[Node]) -> list[Node]:
    """Those of `nodes`, given in document order, that stand neither inside another of them nor inside furniture.

    A name ("sidebar") is no reason to leave them all out: it may well name the layout of the whole page.
    """
    visible = [node for node in nodes if not any(is_furniture(part, keep=_EVERYTHING) for part in _path(node))]
    named = [node for node in visible if not any(is_furniture(part) for part in _path(node))]
    found: dict[Node, None] = {}
    for node in named or visible:
        if not any(parent in found for parent in node.iterancestors()):
            found[node] = None
    return list(found)


def _path(node: Node) -> list[Node]:
    return [node, *node.iterancestors()]


def _weight_of(nodes: list[Node]) -> int:
    return sum(_weight(read_blocks(node, keep=frozenset([node]))) for node in nodes)


def _weight(blocks: list[Block]) -> int:
    """How many characters of text, links aside, the blocks hold."""
    return sum(len(block.text) - block.linked for block in blocks)


def _pointed_at(root: Node) -> list[str]:
    """The text of a page without such markup: every paragraph of each element in which trafilatura finds main text."""
    found = bare_extraction(root, fast=True, favor_recall=True, include_comments=False, deduplicate=False)
    lines = [tidy(line) for line in (getattr(found, "text", "") or "").splitlines()]
    wanted = {line.removeprefix("- ") for line in lines if line}
    if not wanted:
        return []
    for keep in (_bulk(root), _EVERYTHING):
        blocks = read_blocks(root, keep=keep)
        holders = {
            _container(block) for block in blocks if block.text in wanted and len(block.text) >= _MIN_POINTER_CHARS
        }
        if text := _body_of([block for block in blocks if _container(block) in holders]):
            return text
    # trafilatura also reads articles that stand only in a script, as JSON-LD.
    return [line for line in lines if len(line) >= _MIN_SCRIPT_CHARS and line.endswith(_SENTENCE_ENDS)]


def _container(block: Block) -> Node:
    holder = block.holder
    parent = holder.getparent()
    return parent if holder.tag in _WITHIN and parent is not None else holder


def _bulk(root: Node) -> frozenset[Node]:
    """The elements around the headline or more than half of the text in paragraphs: layout, whatever their names."""
    held: Counter[Node] = Counter()
    total = 0
    for paragraph in root.iter("p"):
        size = sum(map(len, paragraph.itertext()))
        total += size
        for parent in paragraph.iterancestors():
            held[parent] += size
    headline = next(root.iter("h1"), None)
    around = list(headline.iterancestors()) if headline is not None else []
    return frozenset([*around, *(node for node, size in held.items() if 2 * size > total)])


def _body_of(blocks: list[Block]) -> list[str]:
    """The texts of the blocks, without the headline (it is the title), time stamps, labels and lists of links."""
    headline = next((block for block in blocks if block.holder.tag == "h1"), None)
    return [block.text for block in blocks if block is not headline and not _is_aside(block)]


def _is_aside(block: Block) -> bool:
    text = block.text
    if is_furniture_line(text) or is_stamp(text, timed=2 * block.timed > len(text)):
        return True
    return 10 * block.linked >= 9 * len(text) and not text.endswith(_SENTENCE_ENDS)
