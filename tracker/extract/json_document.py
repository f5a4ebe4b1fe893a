"""A JSON document, such as an API's answer → its Document: a paragraph for each value picked."""

import json
import re
from collections.abc import Iterator
from typing import Any, Self

from lxml import etree
from lxml import html as lxml_html

from tracker.extract.blocks import read_blocks
from tracker.extract.decoding import check_markup, check_size, decode
from tracker.extract.documents import Document, Unreadable
from tracker.extract.entities import decode_entities
from tracker.extract.languages import guess_language
from tracker.extract.metadata import language_tag
from tracker.extract.selectors import pick_values
from tracker.extract.text import tidy

MAX_DEPTH = 100
MAX_PARAGRAPHS = 10_000
_MARKUP = re.compile(
    r"<(?:p|div|br|a|b|i|em|strong|ul|ol|li|h[1-6]|span|table|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE
)
_NAMES = ("id", "name", "title", "headline", "label")
_NESTED = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)


def extract_json(
    body: bytes, *, url: str, charset: str | None = None, part: str = "main", selector: str = ""
) -> Document:
    """The Document in `body`, as fetched from `url`: each value that `selector` picks, else each item at the top.

    A string is a paragraph, or several where it holds HTML; an object is one paragraph of "name: value" pairs, so
    that its figures stay together. Figures are as they are written. The members of an object have no order (RFC 8259
    §1), so they are read in one that is always the same: what names it, then by the alphabet. Raises
    Unreadable: "too_large", "not_text", "too_deep", "too_long", "broken_json",
    "empty", "selector_empty".
    """
    check_size(body)
    value = parse_json(body, charset)
    picked = [value] if part in ("main", "whole") else pick_values(value, part=part, selector=selector)
    text = "\n\n".join(_bounded(paragraph for each in picked for paragraph in _paragraphs(each)))
    if not text:
        raise Unreadable("empty", "This JSON document holds no words or figures.")
    about = value if isinstance(value, dict) else {}
    return Document(
        text=text,
        title=_first_text(about, "title", "name", "headline"),
        language=language_tag(_first_text(about, "language", "lang")) or guess_language(text),
        published_on=None,
        modified_at=None,
        canonical_url="",
        site_name="",
    )


def parse_json(body: bytes, charset: str | None = None) -> Any:
    """The value in `body` (RFC 8259). Raises Unreadable: "not_text", "too_deep", "broken_json"."""
    text = decode(body, charset).lstrip("\ufeff")
    _check_depth(text)
    try:
        return json.loads(text, strict=False, parse_float=_Written, parse_constant=str, object_pairs_hook=_ordered)
    except (ValueError, RecursionError) as error:
        raise Unreadable("broken_json", "This is not a JSON document that can be read.") from error


def _ordered(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object with its members in the order that is always the same: what names it first, then by the alphabet."""
    return dict(sorted(members, key=lambda member: (_rank(member[0]), member[0])))


def _rank(name: str) -> int:
    return _NAMES.index(name) if name in _NAMES else len(_NAMES)


class _Written(float):
    """A number that is said as it was written: 71.50, 0.00004, more digits than a float holds."""

    written: str

    def __new__(cls, written: str) -> Self:
        number = super().__new__(cls, written)
        number.written = written
        return number

    def __str__(self) -> str:
        return self.written


def _check_depth(text: str) -> None:
    depth = 0
    for found in _NESTED.finditer(text):
        sign = found.group()
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Unreadable("too_deep", f"This JSON document is nested more than {MAX_DEPTH} levels deep.")
        elif sign in "]}":
            depth -= 1


def _bounded(paragraphs: Iterator[str]) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number >= MAX_PARAGRAPHS:
            raise Unreadable("too_long", f"This JSON document holds more than {MAX_PARAGRAPHS:,} values.")
        if paragraph:
            yield paragraph


def _paragraphs(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _paragraphs(item)
    elif isinstance(value, dict):
        long: list[str] = []
        yield "; ".join(_pairs(value, "", long))
        for text in long:
            yield from _paragraphs(text)
    elif isinstance(value, str) and _MARKUP.search(value):
        yield from _of_markup(value)
    else:
        yield _said(value)


def _pairs(value: dict[str, Any], prefix: str, long: list[str]) -> Iterator[str]:
    """ "name: value" of every member that says something; prose and HTML go to `long`, to be paragraphs."""
    for name, member in value.items():
        label = tidy(f"{prefix}{name}")
        if isinstance(member, dict):
            yield from _pairs(member, f"{label} ", long)
        elif isinstance(member, list):
            for item in member:
                if isinstance(item, dict):
                    yield from _pairs(item, f"{label} ", long)
                elif isinstance(item, list):
                    long.extend(_paragraphs(item))
            if said := ", ".join(filter(None, (_said(item) for item in member if not isinstance(item, dict | list)))):
                yield f"{label}: {said}"
        elif isinstance(member, str) and (_MARKUP.search(member) or "\n" in member.strip() or len(member) > 300):
            long.append(member)
        elif said := _said(member):
            yield f"{label}: {said}"


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return tidy(decode_entities(str(value)))


def _of_markup(value: str) -> list[str]:
    check_markup(value)
    try:
        root = lxml_html.fromstring(f"<div>{value}</div>")
    except (etree.LxmlError, ValueError):
        return [tidy(value)]
    return [block.text for block in read_blocks(root)]


def _first_text(about: dict[str, Any], *names: str) -> str:
    return next((_said(found)[:300] for name in names if isinstance(found := about.get(name), str) and found), "")
