"""The feeds that a page names, such as the front page of a newsroom."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tracker.extract.blocks import Node, inner_text
from tracker.extract.decoding import check_markup, check_size, decode
from tracker.extract.documents import Entry, Feed
from tracker.extract.html import parse
from tracker.extract.links import MAX_FOUND, web_address
from tracker.extract.metadata import read_title
from tracker.extract.text import tidy

# Types by which pages name their feeds; "application/json" is left out, as it mostly names an interface for programs.
_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x-rss+xml",
    "text/rss+xml",
}
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom)(?:/(?:index\.xml)?)?$|\.(?:rss|atom|rdf)$|/(?:rss|feed|atom|index)\.(?:xml|json)$",
    re.I,
)
_COMMENTS = re.compile(r"\bcomments?\b|\bkommentare?\b|\bcommentaires\b", re.IGNORECASE)


def find_feeds(body: bytes, *, url: str, charset: str | None = None) -> Feed:
    """The feeds that the page `body` names, as fetched from `url`, likeliest first; the title is the page's.

    First what it declares (`<link rel="alternate">`, HTML §4.6.6.4), then what it links to by a name that feeds have;
    feeds of comments come last. Raises Unreadable as `extract_html`.
    """
    check_size(body)
    markup = decode(body, charset)
    check_markup(markup)
    root = parse(markup)
    base = base_of(root, url)
    found: dict[str, Entry] = {}
    for address, title in [*_declared(root, base), *_linked(root, base)]:
        found.setdefault(address, Entry(address, title, None, "feed"))
    ranked = sorted(found.values(), key=lambda entry: bool(_COMMENTS.search(f"{entry.title} {entry.url}")))
    return Feed(title=read_title(root), entries=tuple(ranked[:MAX_FOUND]), ttl_s=None)


def base_of(root: Node, url: str) -> str:
    """The address that links of the page are relative to (HTML §4.2.3)."""
    node = next(root.iter("base"), None)
    return (web_address(url, node.get("href") or "") if node is not None and node.get("href") else "") or url


def _declared(root: Node, base: str) -> Iterator[tuple[str, str]]:
    for node in root.iter("link"):
        kind = (node.get("type") or "").split(";")[0].strip().lower()
        relations = (node.get("rel") or "").lower().split()
        if kind in _FEED_TYPES and ("alternate" in relations or "feed" in relations):
            yield from _offered(base, node.get("href") or "", node.get("title") or "")


def _linked(root: Node, base: str) -> Iterator[tuple[str, str]]:
    for node in root.iter("a"):
        href = (node.get("href") or "").strip()
        address = web_address(base, href) if href else ""
        if address and _FEED_PATH.search(urlsplit(address).path):
            yield from _offered(base, href, inner_text(node) or node.get("title") or "")


def _offered(base: str, href: str, title: str) -> Iterator[tuple[str, str]]:
    href = href.strip()
    if href.lower().startswith("feed:"):  # "feed://news.example/rss", "feed:https://news.example/rss"
        href = f"https:{href[5:]}" if href[5:7] == "//" else href[5:]
    if href and (address := web_address(base, href)):
        yield address, tidy(title)[:200]
