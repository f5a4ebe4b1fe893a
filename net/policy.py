"""What a request may do: the limits of a fetch, and what each kind of document may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from types import MappingProxyType

KIB = 1024
MB = 1_000_000


MEDIA = ("image/", "audio/", "video/", "font/")
"""How the types begin that are no document, and whose bytes are not looked at."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of document may be.

    `accept` is the Accept header sent; `types` matches a whole content type (lower case, without
    parameters, empty when the server named none); `max_bytes` counts after decompression;
    `truncates` cuts at that limit instead of failing.
    """

    accept: str
    types: re.Pattern[str]
    max_bytes: int
    truncates: bool = False


def _types(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "html": Kind(
            "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5",
            _types(r"text/html", r"application/xhtml\+xml", r"text/plain"),
            5 * MB,
        ),
        "feed": Kind(
            "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,"
            "text/xml;q=0.9,application/json;q=0.8,text/plain;q=0.5",
            # Servers send feeds as anything; what is none is refused when it is read.
            _types(
                r"(?:application|text)/(?:xml|json|[\w.-]+\+(?:xml|json))",
                r"text/(?:plain|html)",
                r"application/octet-stream",
                r"",
            ),
            5 * MB,
        ),
        # Kept in gzip form it is no encoding of the transfer, so it comes as a type of its own.
        "sitemap": Kind(
            "application/xml,text/xml;q=0.9,application/gzip;q=0.9,text/plain;q=0.5,*/*;q=0.1",
            _types(
                r"(?:application|text)/(?:xml|[\w.-]+\+xml)",
                r"application/(?:x-)?gzip(?:-compressed)?",
                r"application/octet-stream",
                r"text/plain",
            ),
            20 * MB,
        ),
        # RFC 9309 §2.5: at least 500 KiB must be parsed, the rest may be ignored.
        "robots": Kind("text/plain,*/*;q=0.1", _types(r"text/[\w.+-]+", r""), 500 * KIB, truncates=True),
        "json": Kind(
            "application/json,application/*+json;q=0.9,text/plain;q=0.5",
            _types(r"application/(?:[\w.-]+\+)?json", r"text/(?:json|plain|javascript)"),
            5 * MB,
        ),
        "pdf": Kind("application/pdf", _types(r"application/(?:x-)?pdf", r"application/octet-stream"), 20 * MB),
        "text": Kind("text/plain,text/*;q=0.5", _types(r"text/[\w.+-]+", r""), 5 * MB),
        # What our own rendering service answers: a page within JSON.
        "rendered": Kind("application/json", _types(r"application/json"), 20 * MB),
        # What a person names before anybody knows what it is: a page, a list, a PDF.
        "document": Kind("text/html,application/xhtml+xml,*/*;q=0.9", _types(rf"(?!{'|'.join(MEDIA)}).*"), 20 * MB),
        "any": Kind("*/*", _types(r".*"), 5 * MB),
    }
)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The limits every request of a batch keeps to. Times in seconds, sizes in bytes.

    `refused_networks` are closed whatever else is allowed: an operator's own NAT64 prefix, which reaches IPv4 addresses
    that nobody checked. `allowed_private` opens single (address, port) pairs that are not public, for requests that a
    person configured; a redirect never reaches them, and nothing does when `webhook` is true.
    `max_bytes` overrides the size limit of a kind. `max_expansion` is how many bytes one byte on the
    wire may become. `ca_file` replaces the bundled certificate authorities; verification itself
    cannot be switched off. `resolve` takes libcurl's "host:port:address[,address]" entries in place
    of DNS; the address is checked all the same.
    """

    user_agent: str
    allowed_ports: frozenset[int] = frozenset({80, 443})
    allowed_private: frozenset[tuple[str, int]] = frozenset()
    refused_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    webhook: bool = False
    connect_timeout_s: float = 10.0
    total_timeout_s: float = 30.0
    max_redirects: int = 5
    max_connections: int = 100
    max_per_host: int = 2
    max_bytes: Mapping[str, int] = field(default_factory=dict)
    max_expansion: int = 100
    ca_file: str = ""
    resolve: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.user_agent.isascii() or not self.user_agent.isprintable() or not self.user_agent:
            raise ValueError("user_agent must be printable ASCII: it is sent as a header")
        if unknown := self.max_bytes.keys() - KINDS.keys():
            raise ValueError(f"max_bytes names unknown kinds: {', '.join(sorted(unknown))}")
        # libcurl waits with select(), which knows no file descriptor beyond 1023.
        if not 1 <= self.max_connections <= 500 or self.max_per_host < 1:
            raise ValueError("max_connections must be 1 to 500 and max_per_host at least 1")
        if min(self.connect_timeout_s, self.total_timeout_s) <= 0:
            raise ValueError("timeouts must be positive: there is no request without an end")

    def limit(self, kind: str) -> int:
        """The most bytes a document of `kind` may have after decompression."""
        return self.max_bytes.get(kind, KINDS[kind].max_bytes)
