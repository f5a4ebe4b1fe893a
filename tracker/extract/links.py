"""Links: made absolute, and what probably stands at their end."""

import re
from urllib.parse import urljoin, urlsplit

MAX_ENTRIES = 500
"""Of one list: those beyond are not read."""
MAX_TITLE_CHARS = 500
MAX_FOUND = 20
"""Lists that one site is said to have."""

_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)


def web_address(base: str, href: str) -> str:
    """`href` made absolute; empty unless it is an http(s) address with a host and, if any, a possible port."""
    try:
        address = urljoin(base, href.strip())
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return address if usable else ""
    except ValueError:
        return ""


def kind_of_address(address: str) -> str:
    """How an entry of a list is to be read: "pdf" where its path says so, else as a page."""
    try:
        return "pdf" if urlsplit(address).path.lower().endswith(".pdf") else "html"
    except ValueError:
        return "html"


def sitemaps_of(robots: str, *, url: str) -> list[str]:
    """The sitemaps that the text of the robots.txt at `url` names (sitemaps.org, "Specifying the Sitemap location")."""
    named = (web_address(url, found.group(1)) for found in _SITEMAP_LINE.finditer(robots))
    return list(dict.fromkeys(filter(None, named)))[:MAX_FOUND]
