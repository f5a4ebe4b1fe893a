"""Guard: check a URL before it is requested, and each address at connect time, against what may be contacted.

`check_url` reads a URL so strictly that libcurl cannot read it differently, and refuses what is
wrong on its face. It never resolves a name. The address is checked by `address_allowed` when the
socket is opened, on the very address about to be connected, so a name that changes its address
between two look-ups gains nothing.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address
from string import ascii_letters, digits
from urllib.parse import quote

from net import ranges
from net.errors import FetchError
from net.policy import FetchPolicy

# As written in ASCII: what the record keeps, and more than any publisher needs.
MAX_URL_LENGTH = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_URL = re.compile(r"(?P<scheme>[A-Za-z]+)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?")
# Blanks and control characters of ASCII and of Unicode, the backslash (a slash to some parsers),
# line and direction marks, lone surrogates.
_ODD = re.compile(
    r"[\x00-\x20\x7f-\xa0\\\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff]"
)
_PORT = re.compile(r"[0-9]{1,5}")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # RFC 3490 §3.1
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
# IDNA 2003, which Python speaks, maps these to other letters than IDNA 2008, which registries
# speak: the same text would name two hosts (UTS #46 §4, "deviation characters").
_DEVIATIONS = frozenset("ßς\u200c\u200d")
# Scripts that stand together in one name: UTS #39 §5.2, "highly restrictive".
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
_KEPT = ascii_letters + digits + "%/?:@!$&'()*+,;=-._~[]|^`{}"


def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether `address` is a plain public unicast address (see `ranges`); unreadable ones are not."""
    return ranges.is_public(address)


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """A URL taken apart and written the one way it is sent: no fragment, no user, host in ASCII.

    `host` is lower case, IPv6 without brackets. `address` is set when the host is an IP literal in
    any spelling. `site` ("host:port") is the unit of politeness, `origin` that of robots.txt.
    """

    url: str
    scheme: str
    host: str
    port: int
    origin: str
    site: str
    address: IPv4Address | IPv6Address | None


def check_url(url: str, policy: FetchPolicy, *, redirected: bool = False) -> ParsedUrl:
    """Read `url` and refuse it when its form, scheme, port or literal address is not allowed.

    Raises FetchError "bad-url", "scheme", "port" or "blocked-address". Host names pass here; the
    addresses behind them are checked at connect time.
    """
    parsed = parse_url(url)
    private = frozenset() if redirected or policy.webhook else policy.allowed_private
    if parsed.port not in policy.allowed_ports and all(parsed.port != port for _, port in private):
        raise FetchError("port", f"Port {parsed.port} is not open to requests.", permanent=True)
    if parsed.address and not address_allowed(parsed.address, parsed.port, policy, redirected=redirected):
        raise blocked(str(parsed.address), permanent=True)
    return parsed


def address_allowed(
    address: str | IPv4Address | IPv6Address, port: int, policy: FetchPolicy, *, redirected: bool
) -> bool:
    """Whether a connection to `address` and `port` may be opened.

    Public addresses on an allowed port; others only as an exact pair in `policy.allowed_private`,
    which no redirect and no webhook may use.
    """
    if not redirected and not policy.webhook and (str(address), port) in policy.allowed_private:
        return True
    if port not in policy.allowed_ports or not is_public(address):
        return False
    return not any(ip_address(address) in network for network in policy.refused_networks)


def blocked(address: str, *, permanent: bool = False) -> FetchError:
    """The error for a refused address, saying what the address is for."""
    try:
        special = ranges.special_range(ip_address(address))
    except ValueError:
        special = None
    why = f"is not on the public internet ({special.use}, {special.source})" if special else "is not allowed here"
    return FetchError("blocked-address", f"The address {address} {why}.", permanent)


def refuse_odd_characters(text: str) -> None:
    """Raise "bad-url" for blanks, control characters and backslashes, which parsers read differently."""
    if _ODD.search(text):
        raise _bad("The URL contains a blank, a control character or a backslash.")


@lru_cache(maxsize=16_384)
def parse_url(url: str) -> ParsedUrl:
    """Take an absolute http or https URL apart (RFC 3986), strictly. Raises "bad-url" or "scheme"."""
    if len(url) > MAX_URL_LENGTH:
        raise _too_long()
    refuse_odd_characters(url)
    named = _SCHEME.match(url)
    scheme = named[1].lower() if named else ""
    if named and scheme not in DEFAULT_PORTS:
        raise FetchError("scheme", f"Only http and https are read, not {scheme}.", permanent=True)
    parts = _URL.fullmatch(url)
    if not parts:
        raise _bad("The URL is not a complete http or https address.")
    host, port_text = _split_authority(parts["authority"])
    port = int(port_text or DEFAULT_PORTS[scheme])
    if not 0 < port < 65_536:
        raise _bad("The URL names an impossible port.")
    host, address = _read_host(host)
    bracketed = f"[{host}]" if ":" in host else host
    origin = f"{scheme}://{bracketed}" + ("" if port == DEFAULT_PORTS[scheme] else f":{port}")
    target = quote(_without_dots(parts["path"] or "/") + (parts["query"] or ""), safe=_KEPT)
    if len(origin + target) > MAX_URL_LENGTH:
        raise _too_long()
    return ParsedUrl(origin + target, scheme, host, port, origin, f"{bracketed}:{port}", address)


def _bad(sentence: str) -> FetchError:
    return FetchError("bad-url", sentence, permanent=True)


def _too_long() -> FetchError:
    return _bad(f"The URL is longer than {MAX_URL_LENGTH:,} characters.")


def _split_authority(authority: str) -> tuple[str, str]:
    """Host and port as written; an IPv6 literal keeps its brackets."""
    if "@" in authority:
        raise _bad("The URL carries a user name or password.")
    if authority.startswith("["):
        host, closed, rest = authority.partition("]")
        if not closed:
            raise _bad("The URL contains an unreadable IPv6 address.")
        host += closed
    else:
        host, colon, port = authority.partition(":")
        rest = colon + port
    if rest and rest != ":" and not (rest[0] == ":" and _PORT.fullmatch(rest[1:])):
        raise _bad("The URL names an impossible port.")
    return host, rest[1:]


def _read_host(host: str) -> tuple[str, IPv4Address | IPv6Address | None]:
    """The host as it will be looked up, and its address when it is a literal."""
    if host.startswith("["):
        if "%" in host:
            raise _bad("The URL names a network interface (zone id).")
        try:
            address6 = IPv6Address(host[1:-1])
        except AddressValueError:
            raise _bad("The URL contains an unreadable IPv6 address.") from None
        return str(address6), address6
    name = _ascii_name(host).lower().removesuffix(".")
    labels = name.split(".")
    # A name that ends in a number is an IPv4 address or nothing (WHATWG URL §3.5): inet_aton, and
    # with it most resolvers, would read 0x7f.1, 2130706433 and 0177.0.0.1 as 127.0.0.1.
    if _NUMBER.fullmatch(labels[-1]):
        address4 = _read_ipv4(labels)
        return str(address4), address4
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad("The URL contains an impossible host name.")
    return name, None


def _ascii_name(host: str) -> str:
    """A host name in ASCII (IDNA); full-width digits and dots become ordinary ones here."""
    if host.isascii():
        return host
    if _DEVIATIONS & set(host):
        raise _bad("The host name has more than one reading; write it in its xn-- form.")
    if any(_mixes_scripts(label) for label in _DOTS.split(host)):
        raise _bad("The host name mixes alphabets, to look like another; write it in its xn-- form if you mean it.")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _bad("The URL contains an impossible host name.") from None


def _mixes_scripts(label: str) -> bool:
    """Whether the letters of one label come from scripts that no language writes together.

    Python knows no scripts; the first word of a letter's Unicode name is one. Modifier letters belong to many.
    """
    plain = unicodedata.normalize("NFKC", label)
    letters = (letter for letter in plain if unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lo"))
    scripts = {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters}
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _read_ipv4(labels: list[str]) -> IPv4Address:
    """An IPv4 address from one to four decimal, octal or hexadecimal numbers (WHATWG URL §3.5)."""
    try:
        *high, low = [_read_number(label) for label in labels]
    except ValueError:
        raise _bad("The URL contains an unreadable IPv4 address.") from None
    if len(high) > 3 or any(part > 255 for part in high) or low >= 256 ** (4 - len(high)):
        raise _bad("The URL contains an unreadable IPv4 address.")
    return IPv4Address(low + sum(part << (24 - 8 * place) for place, part in enumerate(high)))


def _read_number(label: str) -> int:
    if not _NUMBER.fullmatch(label) or len(label) > 20:
        raise ValueError(label)
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if label.startswith("0") else int(label)


def _without_dots(path: str) -> str:
    """The path without "." and ".." segments (RFC 3986 §5.2.4), also where written as %2e."""
    if "/." not in path and "%2e" not in path.lower():
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        plain = segment.lower().replace("%2e", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
    if segments[-1].lower().replace("%2e", ".") in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)
