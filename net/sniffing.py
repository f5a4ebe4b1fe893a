"""Sniffing: whether bytes are a document of the kind asked for, where their server names another type or none. Pure.

A short form of the WHATWG MIME Sniffing Standard: marks at the beginning, and bytes that no text has (section 7.1).
"""

import re

from net.policy import KINDS

HEAD_BYTES = 4_096
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MARKS = b"\xef\xbb\xbf \t\r\n\x0c"
# What may stand before the first element: an XML declaration, a doctype, comments.
_PROLOGUE = re.compile(rb"(?:<\?[^>]{0,500}>|<!--.{0,2000}?-->|<![^>]{0,500}>|\s)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?([a-zA-Z]{1,20})(?=[\s/>])")
_LISTS = {b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex"}
_PDF, _GZIP = b"%PDF-", b"\x1f\x8b"
# What may be shown of the type a server names: nothing that could end a line or colour a terminal.
_NAMEABLE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)


def looks_like(kind: str, body: bytes) -> bool:
    """Whether the bytes may be a document of `kind` (a key of `policy.KINDS`); a page may be a PDF."""
    head = body[:HEAD_BYTES]
    if _PDF in head[:1024]:
        return kind in ("pdf", "html", "document")
    if kind in ("sitemap", "document") and head.startswith(_GZIP):
        return True
    if is_binary(head):
        return False
    start = head.lstrip(_MARKS)
    is_json = start[:1] in (b"{", b"[")
    root = _root(start)
    match kind:
        case "json":
            return is_json
        case "html":
            return bool(root) and root not in _LISTS
        case "feed":
            return root in _LISTS or is_json
        case "sitemap":
            return root in _LISTS or start.startswith((b"http://", b"https://"))
        case "document":
            return bool(start)
        case "text" | "robots":
            return bool(start) and not root and not is_json
    return False


def is_binary(head: bytes) -> bool:
    """Whether the beginning holds bytes that no text has; UTF-16 has them, and says so by its byte-order mark."""
    return _BINARY.search(head[:1_445]) is not None and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def notice_of_type(kind: str, content_type: str) -> str:
    """What to tell of an answer that was read as `kind` though its server names no type of that kind; else empty."""
    if KINDS[kind].types.fullmatch(content_type):
        return ""
    named = f"calls it {content_type}" if is_nameable(content_type) else "does not say what it is"
    return f"The server {named}; it was read as what its content shows."


def is_nameable(content_type: str) -> bool:
    """Whether the type that a server names may be shown to people."""
    return _NAMEABLE.fullmatch(content_type) is not None


def _root(start: bytes) -> bytes:
    """The first element's name in lower case, "html" where only a doctype says so; empty where there is no markup."""
    if not start.startswith(b"<"):
        return b""
    prologue = _PROLOGUE.match(start)
    found = _ROOT.match(start, prologue.end() if prologue else 0)
    if found:
        return found[1].lower()
    return b"html" if start[:14].lower() == b"<!doctype html" else b""
