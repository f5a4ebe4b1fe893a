"""An RSS or Atom feed → its links. A feed never gives evidence, only addresses to read."""

import calendar
import io
import re
from datetime import UTC, datetime
from itertools import islice
from time import struct_time
from typing import Any

import feedparser

from tracker.extract.decoding import check_size
from tracker.extract.documents import Entry, Feed, Unreadable
from tracker.extract.metadata import web_address
from tracker.extract.text import tidy

MAX_ENTRIES = 500
_MAX_TITLE_CHARS = 500
_MAX_TTL_S = 30 * 86_400
_MAX_LINKS = 20
# RSS 1.0 syndication module: sy:updatePeriod divided by sy:updateFrequency.
_PERIOD_S = {"hourly": 3_600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
# An entry without a link is passed over, so some more are read than are kept.
_MAX_READ = 2 * MAX_ENTRIES
_START = re.compile(rb"<(?:[a-zA-Z]{1,20}:)?(?:item|entry)[\s>]")
_ENTITY = re.compile(rb"<!\s{0,9}(?:E\x00?N\x00?T\x00?I\x00?T\x00?Y)|\x00E\x00N\x00T\x00I\x00T\x00Y", re.IGNORECASE)


def extract_feed(body: bytes, *, url: str) -> Feed:
    """The Feed in `body`, as fetched from `url`, with at most `MAX_ENTRIES` entries in the publisher's order.

    Links are made absolute; entries without an http(s) link and repeated links are left out. Raises Unreadable:
    "too_large", "broken_feed" (no feed, or one that declares XML entities: no feed needs its own, and expanding
    them is how a small file becomes a large one or reads another).
    """
    check_size(body)
    if _ENTITY.search(body):
        raise Unreadable("broken_feed", "This feed declares XML entities, which no feed needs.")
    # A stream, because feedparser takes bytes that look like a path for the name of a file to open.
    parsed = feedparser.parse(
        io.BytesIO(_beginning(body)),
        response_headers={"content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    entries = _entries(parsed, url)
    if not entries and not parsed.get("version"):
        raise Unreadable("broken_feed", "This is not a feed that can be read.")
    return Feed(
        title=_title(parsed.feed),
        entries=tuple(entries),
        ttl_s=_ttl_s(parsed.feed),
        hub_url=_linked(parsed.feed, "hub", url),
        self_url=_linked(parsed.feed, "self", url),
    )


def _beginning(body: bytes) -> bytes:
    """The feed up to the entry after the last that is read: the reader takes a second for some thousand entries."""
    beyond = next(islice(_START.finditer(body), _MAX_READ, None), None)
    return body[: beyond.start()] if beyond else body


def _entries(parsed: Any, url: str) -> list[Entry]:
    found: dict[str, Entry] = {}
    for item in parsed.entries:
        address = web_address(url, str(item.get("link") or ""))
        if address and item.get("link"):
            found.setdefault(address, Entry(address, _title(item), _moment(item)))
        if len(found) == MAX_ENTRIES:
            break
    return list(found.values())


def _title(item: Any) -> str:
    return tidy(re.sub(r"<[^<>]{1,200}>", "", str(item.get("title") or "")))[:_MAX_TITLE_CHARS]


def _moment(item: Any) -> datetime | None:
    moment = item.get("published_parsed") or item.get("updated_parsed")
    if not isinstance(moment, struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _linked(feed: Any, relation: str, url: str) -> str:
    """The first web address the feed links to as `relation`, over https where it gives a choice; else empty."""
    links = [link for link in feed.get("links") or () if relation in str(link.get("rel") or "").lower().split()]
    found = [web_address(url, str(link.get("href") or "")) for link in links[:_MAX_LINKS] if link.get("href")]
    return next((each for each in found if each.startswith("https:")), next(filter(None, found), ""))


def _ttl_s(feed: Any) -> int | None:
    """RSS 2.0 `<ttl>` is in minutes. None where the feed states none, or nonsense."""
    try:
        if feed.get("ttl"):
            seconds = 60 * int(str(feed["ttl"]).strip())
        elif period := _PERIOD_S.get(str(feed.get("sy_updateperiod") or "").strip().lower()):
            seconds = period // max(1, int(str(feed.get("sy_updatefrequency") or "1").strip()))
        else:
            return None
    except ValueError:
        return None
    return min(seconds, _MAX_TTL_S) if seconds > 0 else None
