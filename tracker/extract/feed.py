"""A feed → its links: RSS, Atom, RDF or JSON Feed, also a broken one. A feed never gives evidence, only addresses.

Whatever its encoding is said to be, the feed is decoded as any other document, and handed to the parser as UTF-8.
"""

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser

from tracker.extract.decoding import check_size, decode, unzipped
from tracker.extract.documents import Entry, Feed, Unreadable
from tracker.extract.entities import decode_entities
from tracker.extract.json_feed import read_json_feed
from tracker.extract.links import MAX_ENTRIES, MAX_TITLE_CHARS, kind_of_address, newest, page_address, web_address
from tracker.extract.moments import read_moment
from tracker.extract.text import tidy

MAX_BYTES = 5_000_000
_MAX_TTL_S = 30 * 86_400
_MAX_LINKS = 20
_NAME_CHARS = 200
_ADDRESS_CHARS = 2_000
# RSS 1.0 syndication module: sy:updatePeriod divided by sy:updateFrequency.
_PERIOD_S = {"hourly": 3_600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
# An entry without a link is passed over, so some more are read than are kept.
_MAX_READ = 2 * MAX_ENTRIES
_START = re.compile(r"<(?:[a-z]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
DECLARES_ENTITY = re.compile(r"<!\s{0,9}ENTITY", re.IGNORECASE)
_DECLARATION = re.compile(r"\s{0,99}<\?xml[^>]{0,300}\?>", re.IGNORECASE)
# A feed begins here; warnings of a broken server and blank lines may stand before it.
_ROOT = re.compile(r"<(?:\?xml\b|rss\b|feed\b|(?:\w{1,20}:)?RDF\b|channel\b)", re.IGNORECASE)
_MAX_LITTER = 20_000
_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|bdo|big|blockquote|br|center|cite|code|del|dfn|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|"
    r"nobr|ol|p|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|ul|var|wbr)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)


def extract_feed(body: bytes, *, url: str, charset: str | None = None) -> Feed:
    """The Feed in `body`, as fetched from `url`, with at most `MAX_ENTRIES` entries, the newest, in the publisher's
    order.

    `charset` is what the HTTP header says. Links are made absolute; entries without an http(s) link and repeated
    links are left out. Raises Unreadable: "too_large", "broken_feed" (no feed, or one that declares XML entities: no
    feed needs its own, and expanding them is how a small file becomes a large one or reads another).
    """
    check_size(body)
    try:
        text = decode(unzipped(body, most=MAX_BYTES), charset)
    except Unreadable as refusal:
        raise _no_feed() if refusal.code == "not_text" else refusal from refusal
    return read_feed(text, url=url)


def read_feed(text: str, *, url: str) -> Feed:
    """As `extract_feed`, of a text that was decoded already."""
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return read_json_feed(text, url=url)
    if DECLARES_ENTITY.search(text):
        raise Unreadable("broken_feed", "This feed declares XML entities, which no feed needs.")
    # A stream, because feedparser takes bytes that look like a path for the name of a file to open.
    parsed = feedparser.parse(
        io.BytesIO(_both_ends(_without_litter(text)).encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},  # no address: links stay as written
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    entries = _entries(parsed, url)
    if not entries and not parsed.get("version"):
        raise _no_feed()
    return Feed(
        title=_title(parsed.feed, is_atom=_is_atom(parsed)),
        entries=tuple(entries),
        ttl_s=_ttl_s(parsed.feed),
        hub_url=_linked(parsed.feed, "hub", url),
        self_url=_linked(parsed.feed, "self", url),
    )


def _no_feed() -> Unreadable:
    return Unreadable("broken_feed", "This is not a feed that can be read.")


def _without_litter(text: str) -> str:
    """The feed without what stands before it, and without an XML declaration, whose encoding is no longer true."""
    start = _ROOT.search(text, 0, _MAX_LITTER)
    text = text[start.start() :] if start else text
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :].lstrip() if declaration else text


def _both_ends(text: str) -> str:
    """The feed without what stands in the middle of a very long one: the newest entries are at one of its ends, and the
    reader takes a second for some thousand.
    """
    starts = [found.start() for found in _START.finditer(text)]
    if len(starts) <= _MAX_READ:
        return text
    half = _MAX_READ // 2
    return text[: starts[half]] + text[starts[-half] :]


def _entries(parsed: Any, url: str) -> list[Entry]:
    base = url if _is_atom(parsed) else web_address(url, str(parsed.feed.get("link") or "")) or url
    found: dict[str, Entry] = {}
    for item in parsed.entries:
        link, media_type = next(_links(item), ("", ""))
        address = page_address(base, link) if link else ""
        if address and address not in found:
            title, kind = _title(item, is_atom=_is_atom(parsed)), kind_of_address(address, media_type)
            found[address] = Entry(address, title, _moment(item), kind, *_publisher(item, parsed, url))
    return newest(found.values(), most=MAX_ENTRIES)


def _is_atom(parsed: Any) -> bool:
    return str(parsed.get("version")).startswith("atom")


def _links(item: Any) -> Iterator[tuple[str, str]]:
    """Where an entry may say what it is about, best first, with the type it names. A permanent id that is an address is
    as good as a link.
    """
    stated = [(str(link.get("href") or "").strip(), link) for link in item.get("links") or ()]
    pages = [(href, str(link.get("type"))) for href, link in stated if href and link.get("rel") == "alternate"]
    if address := str(item.get("feedburner_origlink") or "").strip():
        yield address, ""
    yield from sorted(pages, key=lambda page: page[1] not in ("text/html", "application/xhtml+xml"))
    identity = str(item.get("id") or "").strip()
    if identity.lower().startswith(("http://", "https://")):
        yield identity, ""
    for href, link in stated:
        if href and "pdf" in str(link.get("type")):
            yield href, str(link.get("type"))
    own = str(item.get("link") or "").strip()
    if own and not stated:
        yield own, ""


def _title(item: Any, *, is_atom: bool) -> str:
    """As feed readers show it: a title of Atom that is no HTML word for word, any other as HTML (RSS does not say)."""
    title = str(item.get("title") or "")
    is_plain = is_atom and (item.get("title_detail") or {}).get("type") == "text/plain"
    return (tidy(title) if is_plain else _plain(title))[:MAX_TITLE_CHARS]


def _publisher(item: Any, parsed: Any, url: str) -> tuple[str, str]:
    """Whom an item names as its publisher (RSS 2.0 and Atom <source>, Dublin Core), by name and address; both empty
    where that is nobody, or the feed itself.
    """
    source = item.get("source") or {}
    href = str(source.get("href") or source.get("link") or "").strip()
    address = web_address(url, href) if href else ""
    name = _plain(source.get("title") or source.get("value") or item.get("publisher"))
    own = {_plain(parsed.feed.get("title")), _plain(parsed.feed.get("publisher"))} - {""}
    own_address = {url, str(parsed.feed.get("link") or "").strip()}
    if (address and address in own_address) or (not address and name in own):
        return "", ""
    return name[:_NAME_CHARS], address if len(address) <= _ADDRESS_CHARS else ""


def _plain(value: Any) -> str:
    """Text that may be HTML: without its tags, its entities as characters. Words in angle brackets are no tags."""
    return tidy(decode_entities(_TAG.sub("", str(value or ""))))


def _moment(item: Any) -> datetime | None:
    # Not item.get: for a missing "updated" it would answer with "published" and warn that it did.
    for name in ("published", "updated", "created"):
        written = str(dict.get(item, name) or "")
        if moment := read_moment(written) or (None if written.isdigit() else _parsed_moment(item, name)):
            return moment
    return None


def _parsed_moment(item: Any, name: str) -> datetime | None:
    """What feedparser makes of it: it knows some languages more."""
    moment = dict.get(item, f"{name}_parsed")
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
            seconds = int(60 * float(str(feed["ttl"]).strip()))
        elif period := _PERIOD_S.get(str(feed.get("sy_updateperiod") or "").strip().lower()):
            seconds = period // max(1, int(str(feed.get("sy_updatefrequency") or "1").strip()))
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return min(seconds, _MAX_TTL_S) if seconds > 0 else None
