"""Web addresses as they enter the record: read by one strict parser, as browsers read them. Pure.

`read_url` accepts what every browser, library and person reads as the same address (the WHATWG URL standard's reading,
without its repairs) and refuses the rest by name: what one parser takes for a user name and another for a host must
never decide whose words a page holds.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes, urlsplit

from net.errors import FetchError
from net.guard import parse_url

_AROUND = " \t\r\n"
_READ = frozenset({"http", "https"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,20}):", re.IGNORECASE)
_COMPLETE = re.compile(r"https?://", re.IGNORECASE)
_AUTHORITY = re.compile(r"[a-z]+://([^/?#\\]*)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# RFC 3490 §3.1: what IDNA takes for a dot.
_OTHER_DOTS = re.compile("[\u3002\uff0e\uff61]")
# What a server may take for a slash or a step upwards, though no browser does.
_HIDDEN_STEP = re.compile(r"%(?:25)*(?:2f|5c)", re.IGNORECASE)


class BadUrl(ValueError):
    """An address that is refused; the message names what is wrong with it, and the remedy where there is one."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address taken apart. `host` is lower case and ASCII, with its port where that is unusual for
    the scheme; `path` begins with a slash and has no "." or ".." segments.
    """

    url: str
    scheme: str
    host: str
    path: str

    @property
    def site(self) -> str:
        """The address of its host."""
        return f"{self.scheme}://{self.host}/"

    def is_below(self, prefix: str) -> bool:
        """Whether its path is `prefix` or stands below it, as whole segments; the empty prefix is the whole host.

        A path that hides a slash or a backslash behind percent-encoding is below no prefix but the empty one.
        """
        if not prefix:
            return True
        return f"{self.path}/".startswith(f"{prefix}/") and not _HIDDEN_STEP.search(self.path)


@lru_cache(maxsize=16_384)
def read_url(url: str) -> WebAddress:
    """An absolute http or https address, taken apart. Raises BadUrl naming what is wrong."""
    url = url.strip(_AROUND)
    _refuse_by_name(url)
    try:
        parsed = parse_url(url)
    except FetchError as refusal:
        raise BadUrl(str(refusal)) from refusal
    host = parsed.origin.partition("://")[2]
    written = _host_of(_authority(url))
    if parsed.address and not written.startswith("[") and written != parsed.host:
        raise BadUrl(f"its host is an address in an odd spelling: write {parsed.host}.")
    return WebAddress(parsed.url, parsed.scheme, host, urlsplit(parsed.url).path or "/")


def prefix_of(address: WebAddress) -> str:
    """The path of a publisher's place on a host that many share, as a prefix: "" for the whole host."""
    return address.path.rstrip("/")


def _refuse_by_name(url: str) -> None:
    """Say plainly what is wrong where parsers are known to differ."""
    if not _COMPLETE.match(url):
        scheme = _SCHEME.match(url)
        other = f"Only http and https are read, not {scheme[1]}: " if scheme and scheme[1].lower() not in _READ else ""
        raise BadUrl(f"{other}write an http or https address, as in https://news.example/.")
    if _CONTROL.search(url):
        raise BadUrl("it contains a control character.")
    if "\\" in url:
        raise BadUrl("it contains a backslash, which browsers read as a slash.")
    if re.search(r"\s", url):
        raise BadUrl("it contains a blank: write %20.")
    authority = _authority(url)
    if not authority:
        raise BadUrl("it names no host.")
    if "@" in authority:
        raise BadUrl("it carries a user name or password: write the address without what stands before the @.")
    if "%" in authority:
        raise BadUrl(f"its host is percent-encoded: write {_decoded(authority)}.")
    if _OTHER_DOTS.search(authority):
        raise BadUrl("its host is written with a dot that is none of ASCII: write plain dots.")


def _authority(url: str) -> str:
    found = _AUTHORITY.match(url)
    return found[1] if found else ""


def _host_of(authority: str) -> str:
    """The host as written, in lower case, without its port and the root's dot."""
    return authority.lower().partition(":")[0].removesuffix(".")


def _decoded(authority: str) -> str:
    plain = unquote_to_bytes(authority).decode("utf-8", "replace")
    return plain if plain.isprintable() and plain.isascii() else "it plainly"
