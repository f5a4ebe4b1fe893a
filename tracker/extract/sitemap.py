"""A sitemap → its links, newest first: a set of addresses or an index of other sitemaps (sitemaps.org, protocol 0.9),
with the dates and titles of a news sitemap, also kept in gzip form, also as plain lines.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from lxml import etree

from tracker.extract.decoding import check_size, decode, unzipped
from tracker.extract.documents import Entry, Feed, Unreadable
from tracker.extract.feed import DECLARES_ENTITY, read_feed
from tracker.extract.links import MAX_ENTRIES, MAX_TITLE_CHARS, kind_of_address, page_address, web_address
from tracker.extract.text import tidy

MAX_BYTES = 20_000_000
MAX_SITEMAPS = 50
"""Of one index: those beyond are older, and old sitemaps do not change."""
_FEEDS = ("rss", "feed", "rdf")
_CUT_ADDRESS = re.compile(r"<(?:\w{1,20}:)?loc\s*>[^<]*", re.IGNORECASE)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def extract_sitemap(body: bytes, *, url: str, charset: str | None = None) -> Feed:
    """The Feed in the sitemap `body`, as fetched from `url`; the entries of an index have the kind "sitemap".

    At most `MAX_ENTRIES` addresses or `MAX_SITEMAPS` sitemaps, those changed last; where no dates are given, those
    listed first. A feed, which the protocol allows too, is read as one. Raises Unreadable: "too_large", "broken_gzip",
    "not_text", "broken_sitemap".
    """
    check_size(body, most=MAX_BYTES)
    text = decode(unzipped(body, most=MAX_BYTES), charset).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return _of_lines(text, url)
    if DECLARES_ENTITY.search(text):
        raise Unreadable("broken_sitemap", "This sitemap declares XML entities, which no sitemap needs.")
    root, listed = _listed(text)
    if root in _FEEDS:
        return read_feed(text, url=url)
    if root not in ("urlset", "sitemapindex"):
        raise _no_sitemap()
    entries = _newest(listed, url, kind="sitemap" if root == "sitemapindex" else "")
    return Feed(title="", entries=tuple(entries), ttl_s=None)


def _no_sitemap() -> Unreadable:
    return Unreadable("broken_sitemap", "This is not a sitemap that can be read.")


def _of_lines(text: str, url: str) -> Feed:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = dict.fromkeys(line for line in lines if line.startswith(("http://", "https://")) and web_address(url, line))
    if not found or 2 * len(found) < len(set(lines)):
        raise _no_sitemap()
    entries = [Entry(address, "", None, kind_of_address(address)) for address in list(found)[:MAX_ENTRIES]]
    return Feed(title="", entries=tuple(entries), ttl_s=None)


def _listed(text: str) -> tuple[str, list[dict[str, str]]]:
    """The name of the root element, and for each item what it says: "loc", "lastmod", "publication_date", "title".

    Namespaces are not looked at, since sitemaps often name the wrong ones. What is damaged ends the list.
    """
    if declaration_end := (text.find("?>") + 2 if text.startswith("<?xml") else 0):
        text = text[declaration_end:]
    source = io.BytesIO(text.encode("utf-8", "replace"))
    # huge_tree stays off: nesting beyond 256 levels and giant names end the reading.
    events = etree.iterparse(
        source,
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root, found = "", []
    try:
        for event, node in events:
            name = _local(node)
            if event == "start":
                root = root or name
                if root in _FEEDS:
                    break
            elif name in ("url", "sitemap"):
                found.append(dict(_said(node)))
                node.clear()
                if (parent := node.getparent()) is not None:
                    parent.remove(node)
    except etree.LxmlError:
        pass  # cut off or damaged: what came before counts
    if found and _CUT_ADDRESS.fullmatch(text, text.rfind("<")):
        found.pop()
    return root, found


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _said(item: Any) -> Iterator[tuple[str, str]]:
    for node in item:
        name = _local(node)
        if name in ("loc", "lastmod"):
            yield name, (node.text or "").strip()
        elif name == "news":
            for part in node:
                if _local(part) in ("publication_date", "title"):
                    yield _local(part), (part.text or "").strip()


def _newest(listed: list[dict[str, str]], url: str, *, kind: str) -> list[Entry]:
    """Each address once, as the first item that lists it says. Only addresses that are kept are resolved: that takes
    longer than all the rest, and a sitemap lists fifty thousand.
    """
    items: dict[str, dict[str, str]] = {}
    for item in listed:
        items.setdefault(item.get("loc", ""), item)
    most = MAX_SITEMAPS if kind else MAX_ENTRIES
    found: dict[str, Entry] = {}
    # Equal moments stay in the publisher's order.
    for item in sorted(items.values(), key=_changed_at, reverse=True):
        if len(found) == most:
            break
        address = page_address(url, item["loc"]) if item.get("loc") else ""
        if address and address not in found:
            found[address] = _entry(item, address, kind)
    return list(found.values())


def _changed_at(item: dict[str, str]) -> datetime:
    return _moment(item.get("lastmod", "")) or _moment(item.get("publication_date", "")) or _LONG_AGO


def _entry(item: dict[str, str], address: str, kind: str) -> Entry:
    published_at = _moment(item.get("publication_date", "")) or _moment(item.get("lastmod", ""))
    title = tidy(item.get("title", ""))[:MAX_TITLE_CHARS]
    return Entry(address, title, published_at, kind or kind_of_address(address))


def _moment(value: str) -> datetime | None:
    """A W3C date-time in UTC; a day counts from its beginning, and so does a time without an offset."""
    value = value.strip()
    try:
        if len(value) <= 10:
            day = date.fromisoformat(value if len(value) == 10 else f"{value}-01"[:10])
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
