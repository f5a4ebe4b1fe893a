"""Sniffing: tell the kind of a document by its content type and bytes, for addresses pasted without it. Pure."""

import json
import re

_HEAD_BYTES = 4_096
_LISTS = {"rss": "feed", "feed": "feed", "rdf": "feed", "urlset": "sitemap", "sitemapindex": "sitemap"}
_DECLARATIONS = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,500}\?>|<!--.{0,2000}?-->|<![^>]{0,500}>|\s)*", re.DOTALL
)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z]{1,20})[\s/>]")
_JSON_FEED = "https://jsonfeed.org/version/"


def kind_of(content: bytes, content_type: str) -> str:
    """The kind of resource that bytes with this content type are: "html", "feed", "sitemap", "json", "pdf" or "text".

    The bytes count for more than the type, since feeds are sent as anything. What nothing speaks for is a page.
    """
    head = content[:_HEAD_BYTES]
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x1f\x8b"):
        return "sitemap"  # only sitemaps are kept compressed by those who publish them (sitemaps.org)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _kind_of_json(content)
    root = _ROOT.match(head, _end_of_declarations(head))
    if root and (kind := _LISTS.get(root.group(1).decode().lower())):
        return kind
    if "json" in content_type:
        return "json"
    if "pdf" in content_type:
        return "pdf"
    return "text" if content_type == "text/plain" and not root else "html"


def _end_of_declarations(head: bytes) -> int:
    found = _DECLARATIONS.match(head)
    return found.end() if found else 0


def _kind_of_json(content: bytes) -> str:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return "json"
    is_feed = isinstance(value, dict) and str(value.get("version", "")).startswith(_JSON_FEED)
    return "feed" if is_feed else "json"
