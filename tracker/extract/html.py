"""An HTML page → its Document: of the whole page, of a part that a person picked, or, as a rule, of its main text."""

import re
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

from tracker.extract.blocks import Node, read_blocks
from tracker.extract.decoding import check_markup, check_size, decode
from tracker.extract.documents import Document, Unreadable
from tracker.extract.languages import language_of
from tracker.extract.main_text import MainText, main_text
from tracker.extract.metadata import read_metadata
from tracker.extract.passages import MAX_SENTENCE_CHARS, sentences
from tracker.extract.selectors import pick_nodes
from tracker.extract.stand_ins import ends_at_a_wall, stand_in
from tracker.extract.text import tidy

# Every sentence is held against the claims: some hundred pages of prose, and more than any article has.
MAX_SENTENCES = 10_000
_SIGN = re.compile(r"[^\w\s,]")
_EARLY_END = re.compile("</(?:html|body)>", re.IGNORECASE)
_MOST_CLUE_CHARS = 500
_MOST_CLUE_PARTS = 50


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
    _alive = list(root.iter())  # lxml makes elements anew that nobody holds, each time they are looked at
    about = read_metadata(root, url=url)
    try:
        read = _part(root, part, selector)
    except Unreadable as refusal:
        # A robot check or a page that is gone has nothing to pick either: then that is the reason.
        _refuse_stand_ins(root, about.title, "\n\n".join(main_text(root).paragraphs or _whole(root)))
        raise refusal from refusal
    text = "\n\n".join(read.paragraphs)
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
        partly=read.partly,
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


def _part(root: Node, part: str, selector: str) -> MainText:
    if part == "main":
        return main_text(root)
    if part == "whole":
        return MainText(_whole(root))
    paragraphs: list[str] = []
    for picked in pick_nodes(root, part=part, selector=selector):
        paragraphs.extend([tidy(picked)] if isinstance(picked, str) else _whole(picked))
    if not any(paragraphs):
        raise Unreadable("selector_empty", "What the selector matches here holds no text.")
    return MainText([paragraph for paragraph in paragraphs if paragraph])


def _whole(node: Node) -> list[str]:
    return [block.text for block in read_blocks(node)]
