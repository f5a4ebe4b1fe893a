"""The day a page was published, in the page's own time.

Publishers mostly state it in UTC, which is another day than readers see for the evening's news in America. So a moment
in UTC is held against the day that the page shows, and against that in its address.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, islice
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date
from lxml import html as lxml_html

from tracker.extract.blocks import Node, inner_text, names
from tracker.extract.moments import days_in, month_of, read_stated
from tracker.extract.text import words

# htmldate takes "today" for its upper bound unless told; extraction must not depend on the day it runs.
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)
_MAX_JSON_CHARS = 300_000
_MAX_NODES = 500
_MAX_LINES = 20
_MAX_LINE_CHARS = 200
_MAX_ITEM_CHARS = 120
_MAX_BYLINE_CHARS = 80
_MOST_BELOW_HEADLINE = 200  # elements
_ELSEWHERE = words("a aside nav footer figure figcaption caption blockquote script style noscript table h2 h3 h4 title")
_ELSEWHERE_NAMES = words("comment comments related recommended caption tweet widget sidebar copyright teaser card")
_ARTICLE = re.compile(r"(?:Article|Posting|Report|PressRelease|CreativeWork)$")
_STATED_KEYS = ("datePublished", "uploadDate", "dateCreated")
_BROKEN_JSON = re.compile(r'"(?:datePublished|uploadDate)"\s{0,9}:\s{0,9}"([^"\\]{8,40})"')
_METAS = (
    "article:published_time",
    "datepublished",
    "article_date_original",
    "article:published",
    "og:article:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "publication_date",
    "citation_publication_date",
    "citation_online_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "date.issued",
    "displaydate",
    "bt:pubdate",
    "rbpubdate",
    "originalpublicationdate",
    "cxenseparse:recs:publishtime",
    "article.published",
    "article:publicationdate",
    "published_time_telegram",
    "uploaddate",
)
_DATE_NAMES = words(
    "date datetime time timestamp dateline published publish publication pubdate byline posted meta updated"
)
_MAY_NAME = re.compile("date|time|publi|posted|byline|meta", re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|revised|edited|corrected|aktualisiert|geändert|mis à jour|modifié|actualizado|aggiornato"
    r"|atualizado|bijgewerkt)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_IN_ADDRESS = re.compile(r"[/_-]((?:19|20)\d\d)([/_-])(\d{1,2}|[a-z]{3,9})\2(\d{1,2})(?![\d])", re.IGNORECASE)
_COMPACT_IN_ADDRESS = re.compile(r"[/_-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A day that the page states for programs. `moves` are the days, beside it, that it may have been at the place of
    the publisher: none where the page names an offset, or no time.
    """

    day: date
    moves: tuple[int, ...]


def published_on(root: Node, *, url: str, metas: Mapping[str, str]) -> date | None:
    """The day on which the parsed page at `url` was published; None where it states none. `metas` are its `<meta>`."""
    stated = next(_stated(root, metas), None)
    in_address = day_of_address(url)
    if stated is None:
        return in_address or _beside_headline(root) or _on_a_line(root) or _found_by_htmldate(root)
    if not stated.moves:
        return stated.day
    local: list[date] = []
    for day in _local_days(root, metas):
        if day == stated.day:
            return day
        local.append(day)
    local += [in_address] if in_address else []
    return next((day for day in local if (day - stated.day).days in stated.moves), stated.day)


def day_of_address(url: str) -> date | None:
    """The day that the path of an address names, as those of news do: /2019/11/18/, /2019/nov/18/, -2019-11-18."""
    path = urlsplit(url).path
    for year, _, month, day in _IN_ADDRESS.findall(path):
        if found := _day(year, month if month.isdigit() else month_of(month), day):
            return found
    compact = _COMPACT_IN_ADDRESS.search(path)
    return _day(*compact.groups()) if compact else None


def _day(year: str, month: str | int | None, day: str) -> date | None:
    try:
        return _sane(date(int(year), int(month or 0), int(day)))
    except ValueError:
        return None


def _sane(day: date | None) -> date | None:
    return day if day and _EARLIEST <= day <= _LATEST else None


def _stated(root: Node, metas: Mapping[str, str]) -> Iterator[_Stated]:
    """What the page states for programs, best first."""
    for value in _stated_values(root, metas):
        if stated := _read(value):
            yield stated


def _stated_values(root: Node, metas: Mapping[str, str]) -> Iterator[str]:
    article, other = _structured(root)
    yield from article
    yield from (metas[name] for name in _METAS if name in metas)
    for node in root.iter("time", "meta", "span", "div", "p", "abbr"):
        if "datePublished" in (node.get("itemprop") or "").split() or "pubdate" in node.attrib:
            yield node.get("datetime") or node.get("content") or node.get("title") or inner_text(node)[:_MAX_LINE_CHARS]
    if len({value[:10] for value in other}) == 1:  # of several they are other things' days
        yield from other


def _structured(root: Node) -> tuple[list[str], list[str]]:
    """The days in the page's JSON-LD: of articles, and of what else it says it is, such as a video."""
    articles: list[str] = []
    pages: list[str] = []
    others: list[str] = []
    for node in _nodes(root):
        types = node.get("@type")
        kinds = [kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)]
        values = [node.get(key) for key in _STATED_KEYS]
        value = next((found for found in values if found and isinstance(found, str)), "")
        if not value:
            continue
        if any(_ARTICLE.search(kind) for kind in kinds):
            articles.append(value)
        elif "WebPage" in kinds:
            pages.append(value)
        else:
            others.append(value)
    return [*articles, *pages], others


def _nodes(root: Node) -> Iterator[dict[str, Any]]:
    """The nodes of all JSON-LD: at the top, in its lists, its @graph and what the page is about. Of JSON that cannot be
    parsed, what it says of its day.
    """
    for script in root.iter("script"):
        source = script.text or ""
        if "ld+json" not in script.get("type", "") or len(source) > _MAX_JSON_CHARS:
            continue
        try:
            yield from islice(_inner(json.loads(source, strict=False)), _MAX_NODES)
        except (ValueError, RecursionError):
            if found := _BROKEN_JSON.search(source):
                yield {"@type": "Article", "datePublished": found[1]}


def _inner(value: object) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting[:0] = item[:_MAX_NODES]
        elif isinstance(item, dict):
            yield item
            waiting += [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item]


def _read(value: str) -> _Stated | None:
    moment = read_stated(value)
    if moment is None or not _sane(moment.date()):
        return None
    if moment.utcoffset() or ":" not in value:
        return _Stated(moment.date(), ())
    # West of Greenwich it is still the day before, in the East already the next.
    return _Stated(
        moment.date(), tuple(move for move, may_be in ((-1, moment.hour < 12), (1, moment.hour >= 10)) if may_be)
    )


def _local_days(root: Node, metas: Mapping[str, str]) -> Iterator[date]:
    """The days that the page shows or states in its own time, the surest first."""
    written = [value for value in (metas[name] for name in _METAS if name in metas) if not value[:4].isdigit()]
    for value in written:
        yield from filter(_sane, days_in(value))
    for node in _lines(root):
        yield from filter(_sane, _line_days(node))
    if beside := _beside_headline(root):
        yield beside


def _line_days(node: Node) -> list[date]:
    """The days of a line: as it reads, else as its markup says with an offset."""
    text = inner_text(node)[:_MAX_LINE_CHARS]
    if _UPDATED.search(f"{node.get('class', '')} {text}".replace("-", " ")):
        return []
    moment = read_stated(node.get("datetime") or "")
    local = [moment.date()] if moment and (moment.utcoffset() or moment.tzinfo is None) else []
    return days_in(text) or local


def _found_by_htmldate(root: Node) -> date | None:
    """The day that htmldate finds in those parts of the page that say when it was published.

    Given the whole page, htmldate falls back on any date it finds in the article's own sentences or in a list of
    other articles: those dates say nothing about this page.
    """
    page = lxml_html.Element("html")
    head, body = lxml_html.Element("head"), lxml_html.Element("body")
    page.extend([head, body])
    for node in root.iter("meta"):
        meta = lxml_html.Element("meta")
        for name, value in node.items():
            meta.set(name, value)
        head.append(meta)
    for node in _lines(root):
        line = lxml_html.Element("time" if node.tag == "time" else "span")
        line.text = inner_text(node)[:_MAX_LINE_CHARS]
        line.set("class", "date")
        if node.get("datetime"):
            line.set("datetime", node.get("datetime", ""))
        body.append(line)
    found = find_date(page, extensive_search=False, original_date=True, min_date=str(_EARLIEST), max_date=str(_LATEST))
    return date.fromisoformat(found) if found else None


def _on_a_line(root: Node) -> date | None:
    """The first whole day on a line that is named or marked up as one that says when."""
    return next((day for node in _lines(root) for day in _line_days(node) if _sane(day)), None)


def _beside_headline(root: Node) -> date | None:
    """The day that stands below the headline with hardly a word beside it: "By Alice Smith, 4 March 2026"."""
    below = (
        dropwhile(lambda node: node.tag != "h1", root.iter("*")) if root.find(".//h1") is not None else root.iter("*")
    )
    for node in islice(below, 1, _MOST_BELOW_HEADLINE):
        own = " ".join(" ".join([node.text or "", *(child.tail or "" for child in node)]).split())
        days = days_in(own) if len(own) <= _MAX_BYLINE_CHARS else []
        if len(days) == 1 and _sane(days[0]) and not _is_sentence(own) and not _is_elsewhere(node):
            return days[0]
    return None


def _is_sentence(line: str) -> bool:
    said = [word for word in _WORD.findall(line) if month_of(word) is None]
    return _UPDATED.search(line) is not None or (line.endswith((".", "!", "?", ":")) and len(said) > 1)


def _is_elsewhere(node: Node) -> bool:
    """Whether it is no line of its own, or one about something else: a link, a quote, a picture, a comment."""
    around = [node, *node.iterancestors()]
    return any(
        parent.tag in _ELSEWHERE or not _ELSEWHERE_NAMES.isdisjoint(names(parent)) or _is_list_of_links(parent)
        for parent in around
    )


def _lines(root: Node) -> list[Node]:
    return list(islice((node for node in root.iter("time", "p", "div", "span", "li") if _says_when(node)), _MAX_LINES))


def _says_when(node: Node) -> bool:
    if len(node) > 4 or not (node.tag == "time" or _is_named_so(node)):
        return False
    return not any(_is_of_others(parent) for parent in node.iterancestors())


def _is_named_so(node: Node) -> bool:
    written = f"{node.get('class', '')} {node.get('id', '')}"
    return _MAY_NAME.search(written) is not None and not _DATE_NAMES.isdisjoint(names(node))


def _is_of_others(parent: Node) -> bool:
    """Whether what stands in this element is about other pages, or a sentence. A list may be one of facts, too."""
    return parent.tag in ("aside", "nav", "footer", "p") or _is_list_of_links(parent)


def _is_list_of_links(parent: Node) -> bool:
    if parent.tag != "li":
        return False
    links = [len(inner_text(link)) for link in parent.iter("a")]
    return len(inner_text(parent)) > _MAX_ITEM_CHARS or any(length > _MAX_ITEM_CHARS // 5 for length in links)
