"""The pages of a newsroom file and their claims, with the labels kept apart, and how such a page is served."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.assess_rows import KINDS
from benchmarks.jsonl import BadRows, read_objects, text_of

LABELS = ("supports", "refutes", "neutral")

_LAYOUT = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title>{published}</head>
<body>
<header><a href="/">The Almanac</a></header>
<main>
<article>
<h1>{title}</h1>
{body}
</article>
</main>
<footer><p>The Almanac, every morning.</p></footer>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class PageClaim:
    """A claim as a journalist would have recorded it; `speaker` is empty where nobody speaks."""

    text: str
    kind: str
    speaker: str


@dataclass(frozen=True, slots=True)
class NewsPage:
    """A page of the press; the paragraphs numbered in `key` settle its claims, and stand there after its edit alone."""

    id: str
    title: str
    published: str
    language: str
    paragraphs: tuple[str, ...]
    key: frozenset[int]
    table: tuple[tuple[str, ...], ...]
    claims: tuple[PageClaim, ...]

    def settled_by(self, quote: str) -> bool:
        """Whether a passage of the page has words of a paragraph that settles its claims."""
        parts = [" ".join(part.split()) for part in quote.splitlines() if part.strip()]
        key = [" ".join(self.paragraphs[place].split()) for place in self.key]
        return any(part in text for part in parts for text in key)

    def body(self, *, edited: bool) -> bytes:
        shown = [text for number, text in enumerate(self.paragraphs) if edited or number not in self.key]
        parts = [f"<p>{html.escape(text)}</p>" for text in shown]
        if self.table and edited:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in self.table)
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        date = html.escape(self.published)
        meta = f'<meta property="article:published_time" content="{date}">' if date else ""
        title, language = html.escape(self.title), html.escape(self.language)
        return _LAYOUT.format(title=title, language=language, published=meta, body="\n".join(parts)).encode()


def read_pages(path: Path) -> tuple[list[NewsPage], list[list[str]]]:
    """The pages of a JSON Lines file, and apart from them the label of each page's claims, in order.

    Only `benchmarks.newsroom_scores` ever sees the second part. Raises BadRows, OSError.
    """
    pages, labels = [], []
    for number, row in read_objects(path):
        pages.append(_page(row, number))
        labels.append([_label(claim, number) for claim in row["claims"]])
    if not pages:
        raise BadRows("the file holds no rows.")
    return pages, labels


def _page(row: Mapping[str, Any], number: int) -> NewsPage:
    paragraphs, key, claims = row.get("paragraphs"), row.get("key"), row.get("claims")
    if not _texts(paragraphs) or not paragraphs:
        raise BadRows(f"line {number}: paragraphs must be a list of texts.")
    if not isinstance(key, list) or not key or any(place not in range(len(paragraphs)) for place in key):
        raise BadRows(f"line {number}: key must list at least one paragraph by its number, the first being 0.")
    if not isinstance(claims, list) or not all(isinstance(claim, Mapping) for claim in claims):
        raise BadRows(f"line {number}: claims must be a list of objects.")
    table = row.get("table") or []
    if not isinstance(table, list) or not all(_texts(cells) for cells in table):
        raise BadRows(f"line {number}: table must be a list of lists of texts.")
    return NewsPage(
        id=text_of(row, "id", number),
        title=text_of(row, "title", number),
        published=text_of(row, "published", number, default=""),
        language=text_of(row, "language", number, default="en"),
        paragraphs=tuple(paragraphs),
        key=frozenset(key),
        table=tuple(tuple(cells) for cells in table),
        claims=tuple(_claim(claim, number) for claim in claims),
    )


def _texts(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(each, str) for each in value)


def _claim(row: Mapping[str, Any], number: int) -> PageClaim:
    kind = text_of(row, "kind", number)
    if kind not in KINDS:
        raise BadRows(f"line {number}: kind must be one of {', '.join(KINDS)}.")
    return PageClaim(text_of(row, "text", number), kind, text_of(row, "speaker", number, default=""))


def _label(row: Mapping[str, Any], number: int) -> str:
    label = row.get("label")
    if label not in LABELS:
        raise BadRows(f"line {number}: label must be one of {', '.join(LABELS)}.")
    return str(label)
