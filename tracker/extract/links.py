"""Links: made absolute, and what probably stands at their end."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from tracker.extract.documents import Entry

MAX_ENTRIES = 500
"""Of one list: those beyond are not read."""
MAX_TITLE_CHARS = 500
MAX_FOUND = 20
"""Lists that one site is said to have."""

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_SITEMAP_LINE = re.compile(r"^[ \t]*site-?map[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)


def web_address(base: str, href: str) -> str:
    """`href` made absolute; empty unless it is an http(s) address with a host and, if any, a possible port."""
    try:
        address = urljoin(base, href.strip())
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return address if usable else ""
    except ValueError:
        return ""


def page_address(base: str, href: str) -> str:
    """As `web_address`, without the fragment: a page is one, however many of its places a list names."""
    return web_address(base, href).partition("#")[0]


def kind_of_address(address: str, media_type: str = "") -> str:
    """How an entry of a list is to be read: "pdf" where the list or its path says so, else as a page."""
    if media_type.partition(";")[0].strip().lower() in ("application/pdf", "application/x-pdf"):
        return "pdf"
    try:
        return "pdf" if urlsplit(address).path.lower().endswith(".pdf") else "html"
    except ValueError:
        return "html"


def newest(entries: Iterable[Entry], *, most: int) -> list[Entry]:
    """The latest of a list, in its order; undated ones count as older than all others, the first as the latest."""
    listed = list(entries)
    if len(listed) <= most:
        return listed
    latest = sorted(range(len(listed)), key=lambda at: listed[at].published_at or _LONG_AGO, reverse=True)[:most]
    return [listed[at] for at in sorted(latest)]


def sitemaps_of(robots: str, *, url: str) -> list[str]:
    """The sitemaps that the text of the robots.txt at `url` names (sitemaps.org, "Specifying the Sitemap location")."""
    named = (web_address(url, found.group(1)) for found in _SITEMAP_LINE.finditer(robots))
    return list(dict.fromkeys(filter(None, named)))[:MAX_FOUND]
