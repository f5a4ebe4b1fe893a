"""A JSON Feed (jsonfeed.org, versions 1 and 1.1) → its links."""

import json
from datetime import UTC, datetime
from typing import Any

from tracker.extract.documents import Entry, Feed, Unreadable
from tracker.extract.links import MAX_ENTRIES, MAX_TITLE_CHARS, kind_of_address, web_address
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
        # An id is often the address; one that is none would be taken for a relative link.
        identity = item.get("id") if str(item.get("id")).startswith(("http://", "https://")) else None
        address = next(filter(None, (_address(url, item.get(name)) for name in ("url", "external_url"))), "")
        address = address or _address(url, identity)
        if address:
            at = _moment(item.get("date_published")) or _moment(item.get("date_modified"))
            found.setdefault(address, Entry(address, _said(item.get("title")), at, kind_of_address(address)))
        if len(found) == MAX_ENTRIES:
            break
    return list(found.values())


def _address(url: str, value: object) -> str:
    return web_address(url, value) if isinstance(value, str) and value.strip() else ""


def _said(value: object) -> str:
    return tidy(value)[:MAX_TITLE_CHARS] if isinstance(value, str) else ""


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
