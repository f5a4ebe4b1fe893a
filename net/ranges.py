"""Which IP addresses are not a place on the public internet.

Sources: IANA's registries "IPv4 Special-Purpose Address Space" and "IPv6 Special-Purpose Address
Space" (RFC 6890), with multicast (RFC 5771, RFC 4291) and the deprecated site-local range
(RFC 3879) added. Ranges that the registries call globally reachable (AS112, AMT, NAT64…) are listed
all the same: no publisher lives there, and the translating ones reach an IPv4 address nobody checked.

`ipaddress.is_global` is not asked: in Python 3.11 it calls 64:ff9b::/96, 2002::/16, fec0::/10,
3fff::/20, 5f00::/16 and multicast global.
"""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


@dataclass(frozen=True, slots=True)
class SpecialRange:
    """One range no outgoing request may reach: the network, its use, the paper that says so."""

    network: IPv4Network | IPv6Network
    use: str
    source: str


def _range(network: str, use: str, source: str) -> SpecialRange:
    return SpecialRange(ip_network(network), use, source)


IPV4_SPECIAL: tuple[SpecialRange, ...] = (
    _range("0.0.0.0/8", "this network", "RFC 791"),
    _range("10.0.0.0/8", "private use", "RFC 1918"),
    _range("100.64.0.0/10", "shared address space of providers (CGNAT)", "RFC 6598"),
    _range("127.0.0.0/8", "loopback", "RFC 1122"),
    _range("169.254.0.0/16", "link local", "RFC 3927"),
    _range(
        "168.63.129.16/32", "the host of a virtual machine at Azure", "Microsoft, “What is IP address 168.63.129.16?”"
    ),
    _range("172.16.0.0/12", "private use", "RFC 1918"),
    _range("192.0.0.0/24", "protocol assignments", "RFC 6890"),
    _range("192.0.2.0/24", "documentation", "RFC 5737"),
    _range("192.31.196.0/24", "AS112", "RFC 7535"),
    _range("192.52.193.0/24", "automatic multicast tunnelling", "RFC 7450"),
    _range("192.88.99.0/24", "6to4 relays (deprecated)", "RFC 7526"),
    _range("192.168.0.0/16", "private use", "RFC 1918"),
    _range("192.175.48.0/24", "AS112", "RFC 7534"),
    _range("198.18.0.0/15", "benchmarking", "RFC 2544"),
    _range("198.51.100.0/24", "documentation", "RFC 5737"),
    _range("203.0.113.0/24", "documentation", "RFC 5737"),
    _range("224.0.0.0/4", "multicast", "RFC 5771"),
    _range("240.0.0.0/4", "reserved and broadcast", "RFC 1112, RFC 919"),
)

IPV6_SPECIAL: tuple[SpecialRange, ...] = (
    _range("::/128", "unspecified", "RFC 4291"),
    _range("::1/128", "loopback", "RFC 4291"),
    _range("::ffff:0:0/96", "IPv4-mapped", "RFC 4291"),
    _range("::ffff:0:0:0/96", "IPv4-translated", "RFC 2765"),
    _range("::/96", "IPv4-compatible (deprecated)", "RFC 4291"),
    _range("64:ff9b::/96", "IPv4 embedded by NAT64", "RFC 6052"),
    _range("64:ff9b:1::/48", "IPv4 embedded by local NAT64", "RFC 8215"),
    _range("100::/64", "discard only", "RFC 6666"),
    _range("100:0:0:1::/64", "dummy prefix", "RFC 9780"),
    _range("2001::/32", "Teredo", "RFC 4380"),
    _range("2001:2::/48", "benchmarking", "RFC 5180"),
    _range("2001:3::/32", "automatic multicast tunnelling", "RFC 7450"),
    _range("2001:4:112::/48", "AS112", "RFC 7535"),
    _range("2001:10::/28", "ORCHID (deprecated)", "RFC 4843"),
    _range("2001:20::/28", "ORCHIDv2", "RFC 7343"),
    _range("2001:30::/28", "drone remote identification", "RFC 9374"),
    _range("2001::/23", "protocol assignments", "RFC 2928"),
    _range("2001:db8::/32", "documentation", "RFC 3849"),
    _range("2002::/16", "IPv4 embedded by 6to4", "RFC 3056"),
    _range("2620:4f:8000::/48", "AS112", "RFC 7534"),
    _range("3fff::/20", "documentation", "RFC 9637"),
    _range("5f00::/16", "segment routing", "RFC 9602"),
    _range("fc00::/7", "unique local", "RFC 4193"),
    _range("fe80::/10", "link local", "RFC 4291"),
    _range("fec0::/10", "site local (deprecated)", "RFC 3879"),
    _range("ff00::/8", "multicast", "RFC 4291"),
)

# Only this eighth of IPv6 has been given out for global unicast (RFC 4291 §2.4, IANA's
# "IPv6 Address Space"); everything outside it is refused without asking what it is for.
GLOBAL_UNICAST = IPv6Network("2000::/3")
_NOT_ASSIGNED = SpecialRange(IPv6Network("::/0"), "not assigned for global unicast", "RFC 4291")
# ISATAP hides an IPv4 address behind any prefix (RFC 5214 §6.1).
_ISATAP = SpecialRange(IPv6Network("::/0"), "IPv4 embedded by ISATAP", "RFC 5214")
_ISATAP_MARKS = frozenset({0x0000_5EFE, 0x0200_5EFE})


def special_range(address: IPv4Address | IPv6Address) -> SpecialRange | None:
    """The range that keeps `address` off the public internet; None when it is a public address."""
    if isinstance(address, IPv4Address):
        return next((r for r in IPV4_SPECIAL if address in r.network), None)
    for special in IPV6_SPECIAL:
        if address in special.network:
            return special
    if address not in GLOBAL_UNICAST or address.scope_id is not None:
        return _NOT_ASSIGNED
    return _ISATAP if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP_MARKS else None


@lru_cache(maxsize=4096)
def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether `address` is a plain public unicast address; anything unreadable is not."""
    try:
        return special_range(ip_address(address)) is None
    except ValueError:
        return False
