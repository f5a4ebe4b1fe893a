"""WebSub as a subscriber speaks it (W3C Recommendation, 23 January 2018). Pure: no clock, no network, no database.

https://www.w3.org/TR/websub/; the paragraphs below are its own.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode, urljoin

from net.errors import FetchError
from net.guard import is_public, parse_url

# What we ask for; a hub may give less or more. Long enough to cost nothing, short enough to notice a dead hub.
ASKED_LEASE_S = 10 * 86_400
LONGEST_LEASE_S = 30 * 86_400
SHORTEST_WAIT_S = 300.0
# Whether hubs are asked at all: see `why_off`.
MODES = ("auto", "on", "off")
# §7.1: methods a hub may sign with; it chooses.
METHODS = ("sha1", "sha256", "sha384", "sha512")

_MAX_HEADER_CHARS = 8_000
_MAX_URL_CHARS = 2_000
_LINK = re.compile(r'<([^<>]{1,2000}+)>((?:[^<>",]|"(?:[^"\\]|\\.)*+")*+)')
_PARAMETER = re.compile(r';\s*+([\w!#$&+.^`|~*-]++)\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s;,"]++)')
_SECONDS = re.compile(r"[0-9]{1,12}")
# Names that resolve on one machine or in one network only (RFC 6761, 6762, 8375, and ICANN's .internal).
_NOT_PUBLIC = (".localhost", ".local", ".test", ".invalid", ".internal", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Announced:
    """Where a publisher announces the changes of a document, and the document's name there."""

    hub: str
    topic: str


def announced(*, url: str, link_header: str = "", hub_url: str = "", self_url: str = "") -> Announced | None:
    """The hub of the document at `url`; None where it names none that can be asked.

    `link_header` is that of the answer, which comes before what the document itself says (§4): `hub_url` and
    `self_url`. A document that does not name itself goes by `url`. Of several hubs the first over https is taken.
    """
    hubs, topics = [], []
    for address, relations in _links(link_header, url):
        if "hub" in relations:
            hubs.append(address)
        if "self" in relations:
            topics.append(address)
    hubs = hubs or [_usable(hub_url, url)]
    over_https = [hub for hub in hubs if hub.startswith("https:")]
    hub = (over_https or hubs)[0]
    topic = topics[0] if topics else _usable(self_url, url)
    topic = topic or _usable(url, url)
    if not hub or not topic or hub in (topic, url):
        return None
    return Announced(hub, topic)


def _links(header: str, url: str) -> Iterator[tuple[str, list[str]]]:
    """The addresses of a Link header with their relations (RFC 8288 §3), those left out that cannot be asked."""
    for target, parameters in _LINK.findall(header[:_MAX_HEADER_CHARS]):
        named: dict[str, str] = {}
        for name, value in _PARAMETER.findall(parameters):
            named.setdefault(name.lower(), value.strip('"'))  # the first "rel" counts
        if address := _usable(target.strip(), url):
            yield address, named.get("rel", "").lower().split()


def _usable(address: str, base: str) -> str:
    """The address made absolute, as written otherwise: a hub compares topics letter by letter. Empty: not usable."""
    try:
        absolute = urljoin(base, address) if address else ""
        if absolute:
            parse_url(absolute)
    except (ValueError, FetchError):
        return ""
    return absolute if len(absolute) <= _MAX_URL_CHARS else ""


def request(*, mode: str, topic: str, callback: str, secret: str = "") -> bytes:
    """The form that asks a hub to "subscribe" or "unsubscribe" (§5.1)."""
    fields = {"hub.callback": callback, "hub.mode": mode, "hub.topic": topic}
    if mode == "subscribe":
        fields |= {"hub.lease_seconds": str(ASKED_LEASE_S), "hub.secret": secret}
    return urlencode(fields).encode("ascii")


def is_signed(body: bytes, *, header: str, secret: str) -> bool:
    """Whether `header` ("sha256=…", X-Hub-Signature) is the body's signature with our secret (§7.1)."""
    method, _, given = header.strip().partition("=")
    if method.lower() not in METHODS or not given.isascii():
        return False
    made = hmac.new(secret.encode("ascii"), body, method.lower()).hexdigest()
    return hmac.compare_digest(made, given.strip().lower())


def lease_s(given: str) -> int:
    """The seconds a hub grants; what we asked for where it names none, or nonsense."""
    seconds = int(given) if _SECONDS.fullmatch(given) else 0
    return min(seconds, LONGEST_LEASE_S) or ASKED_LEASE_S


def renew_after_s(lease: float, *, rng: Random) -> float:
    """When to ask again, in seconds from now: with a quarter of the lease or more to spare for a hub that is down."""
    return max(lease * rng.uniform(0.65, 0.75), SHORTEST_WAIT_S)


def hub_address(hub: str, *, plain: bool) -> str:
    """Where a hub is asked. The request carries a secret, so a plain http address is asked over https unless `plain`.

    Raises FetchError where the address cannot be read, or names a port that speaks plain http.
    """
    parsed = parse_url(hub)
    if plain or parsed.scheme == "https":
        return parsed.url
    if parsed.port != 80:
        raise FetchError(
            "scheme", "The hub is not reached over https, and the request carries a secret.", permanent=True
        )
    return "https" + parsed.url.removeprefix("http")


def why_off(*, mode: str, site_url: str) -> str:
    """Why no hub is asked, in a plain sentence; empty: they are.

    `mode` is "on", "off", or "auto": asked where `site_url`, at which hubs call back, is a public https address.
    """
    if mode == "off":
        return "No hub is asked: TRACKER_WEBSUB is off. The feed is polled."
    return (
        ""
        if mode == "on" or _is_public_site(site_url)
        else ("No hub is asked: it could not reach us, as SITE_URL is no public https address. The feed is polled.")
    )


def _is_public_site(site_url: str) -> bool:
    try:
        site = parse_url(site_url)
    except FetchError:
        return False
    if site.scheme != "https":
        return False
    if site.address:
        return is_public(site.address)
    return "." in site.host and not site.host.endswith(_NOT_PUBLIC)
