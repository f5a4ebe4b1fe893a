"""What a page says about itself: title, language, dates, canonical address, site, and whether it is for subscribers."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from tracker.extract.blocks import Node, inner_text, is_paywall, read_blocks
from tracker.extract.links import web_address
from tracker.extract.moments import read_stated
from tracker.extract.published import published_on
from tracker.extract.stand_ins import invites_to_subscribe
from tracker.extract.text import tidy

_MAX_JSON_CHARS = 300_000
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Posting|Report|PressRelease|WebPage|CreativeWork)$")
_LOCKED_TIERS = {"locked", "metered", "paid", "premium", "subscriber"}
_FIRST_YEAR = 1990  # an earlier one is a computer's nothing


@dataclass(frozen=True, slots=True)
class Metadata:
    """As in Document; `language` is empty where the page names none."""

    title: str
    language: str
    published_on: date | None
    modified_at: datetime | None
    canonical_url: str
    site_name: str
    paywalled: bool


def read_metadata(root: Node, *, url: str) -> Metadata:
    """What the parsed page at `url` states; it is never a failure to state nothing."""
    metas = _metas(root)
    data = _structured_data(root)
    return Metadata(
        title=_title(root, metas, data),
        language=_language(root, metas, data),
        published_on=published_on(root, url=url, metas=metas),
        modified_at=_moment(_text(data.get("dateModified")) or metas.get("article:modified_time", "")),
        canonical_url=_canonical(root, url),
        site_name=tidy(metas.get("og:site_name", "") or _text(_mapping(data.get("publisher")).get("name"))),
        paywalled=_paywalled(root, metas, data),
    )


def read_title(root: Node) -> str:
    """The title of the parsed page; empty where it has none."""
    return _title(root, _metas(root), {})


def _title(root: Node, metas: dict[str, str], data: dict[str, Any]) -> str:
    return tidy(_text(data.get("headline")) or metas.get("og:title", "") or _first(root, "h1") or _first(root, "title"))


def _metas(root: Node) -> dict[str, str]:
    """`<meta>` name, property, itemprop or http-equiv → content; the first one counts."""
    metas: dict[str, str] = {}
    for node in root.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or ""
        metas.setdefault(name.strip().lower(), (node.get("content") or "").strip())
    return metas


def _structured_data(root: Node) -> dict[str, Any]:
    """The first schema.org node of an article in the page's JSON-LD; a page that is only a "WebPage" comes second."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        source = script.text or ""
        if "ld+json" not in script.get("type", "") or len(source) > _MAX_JSON_CHARS:
            continue
        try:
            found.extend(node for node in _nodes(json.loads(source, strict=False)) if _is_article(node))
        except (ValueError, RecursionError):
            continue
    return min(found, key=lambda node: "WebPage" in str(node.get("@type")), default={})


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """The top-level nodes of one JSON-LD script: itself, its list, its @graph."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in graph if isinstance(node, dict)) if isinstance(graph, list) else ()


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(name, str) and _ARTICLE_TYPES.search(name)
        for name in (types if isinstance(types, list) else [types])
    )


def _language(root: Node, metas: dict[str, str], data: dict[str, Any]) -> str:
    html = root if root.tag == "html" else root.find(".//html")
    stated = (
        (
            html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang") or html.get("xml:lang") or ""
            if html is not None
            else ""
        )
        or metas.get("content-language", "").split(",")[0]
        or _text(data.get("inLanguage"))
        or metas.get("og:locale", "")
    )
    return language_tag(stated)


def language_tag(stated: str) -> str:
    """A BCP 47 tag in its usual case ("pt-BR") from what a page wrote ("PT_br"); empty if it is none."""
    parts = stated.strip().replace("_", "-").split("-")
    if not re.fullmatch("[a-zA-Z]{2,3}", parts[0]):
        return ""
    rest = [
        part.upper() if len(part) == 2 else part.title() for part in parts[1:3] if re.fullmatch("[a-zA-Z]{2,8}", part)
    ]
    return "-".join([parts[0].lower(), *rest])


def _canonical(root: Node, url: str) -> str:
    for node in root.iter("link"):
        if (node.get("rel") or "").lower() == "canonical" and (href := (node.get("href") or "").strip()):
            return web_address(url, href)
    return ""


def _paywalled(root: Node, metas: dict[str, str], data: dict[str, Any]) -> bool:
    free = data.get("isAccessibleForFree")
    if free is False or str(free).lower() in ("false", "http://schema.org/false", "https://schema.org/false"):
        return True
    if metas.get("article:content_tier", "").lower() in _LOCKED_TIERS:
        return True
    walls = (node for node in root.iter("div", "section", "aside", "p") if is_paywall(node))
    first = next(walls, None)
    if first is None:
        return False
    size = sum(len(block.text) - block.linked for block in read_blocks(root))
    return any(not _is_the_text(wall, size) for wall in chain([first], walls))


def _is_the_text(wall: Node, size: int) -> bool:
    """Whether what is named after the wall holds most of the page's words, of that `size`, and none that invites."""
    said = " ".join(block.text for block in read_blocks(wall))
    return 2 * len(said) >= size and not invites_to_subscribe(said)


def _moment(value: str) -> datetime | None:
    """A moment in UTC. Without an offset a time of day is not a moment."""
    try:
        moment = read_stated(value)
        if moment is None or moment.year < _FIRST_YEAR:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _first(root: Node, tag: str) -> str:
    node = next(root.iter(tag), None)
    return inner_text(node) if node is not None else ""


def _text(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() if isinstance(value, str) else ""


def _mapping(value: object) -> dict[str, Any]:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}
