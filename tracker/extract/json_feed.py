"""A JSON Feed (jsonfeed.org, versions 1 and 1.1) → its links."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tracker.extract.documents import Entry, Feed, Unreadable
from tracker.extract.entities import decode_entities
from tracker.extract.links import MAX_ENTRIES, MAX_TITLE_CHARS, kind_of_address, newest, page_address, web_address
from tracker.extract.text import tidy

_VERSION = "https://jsonfeed.org/version/"


def read_json_feed(text: str, *, url: str) -> Feed:
    """The Feed in `text`, as fetched from `url`. Raises Unreadable "broken_feed"."""
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise _no_feed() from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise _no_feed()
    entries = _entries(items, url)
    if not entries and not str(feed.get("version", "")).startswith(_VERSION):
        raise _no_feed()
    return Feed(
        title=_said(feed.get("title")),
        entries=tuple(entries),
        ttl_s=None,
        hub_url=_hub(feed.get("hubs"), url),
        self_url=_address(url, feed.get("feed_url")),
    )


def _no_feed() -> Unreadable:
    return Unreadable("broken_feed", "This is not a feed that can be read.")


def _entries(items: list[Any], url: str) -> list[Entry]:
    found: dict[str, Entry] = {}
    for item in items:
        if not isinstance(item, dict):
            continue
        link, media_type = next(_links(item), ("", ""))
        address = page_address(url, link) if link else ""
        if address and address not in found:
            at = _moment(item.get("date_published")) or _moment(item.get("date_modified"))
            found[address] = Entry(address, _said(item.get("title")), at, kind_of_address(address, media_type))
    return newest(found.values(), most=MAX_ENTRIES)


def _links(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Where an item may say what it is about, best first, with the type it names."""
    for name in ("url", "external_url", "id"):
        link = item.get(name)
        # An id is often the address; one that is none would be taken for a relative link.
        if isinstance(link, str) and link.strip() and (name != "id" or link.startswith(("http://", "https://"))):
            yield link, ""
    attached = item.get("attachments")
    for each in attached if isinstance(attached, list) else ():
        if isinstance(each, dict) and isinstance(each.get("url"), str) and "pdf" in str(each.get("mime_type")):
            yield each["url"], str(each["mime_type"])


def _address(url: str, value: object) -> str:
    return web_address(url, value) if isinstance(value, str) and value.strip() else ""


def _said(value: object) -> str:
    return tidy(decode_entities(value))[:MAX_TITLE_CHARS] if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    """RFC 3339; without an offset a time of day is not a moment."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _hub(hubs: object, url: str) -> str:
    for hub in hubs if isinstance(hubs, list) else []:
        if isinstance(hub, dict) and str(hub.get("type")).lower() == "websub":
            return _address(url, hub.get("url"))
    return ""
