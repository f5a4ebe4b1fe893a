"""IANA's special-purpose address registries, row by row, written down a second time: what the guard refuses is held
against this, not against its own list.

Sources: https://www.iana.org/assignments/iana-ipv4-special-registry/ and …/iana-ipv6-special-registry/ (RFC 6890, RFC
8190), as they stood after the entries of 2025-04. A row is the address block, its name, the paper that reserves it and
what the registry says of "Globally Reachable": None where that is empty or "N/A". A block written there with two
addresses is two rows here.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple


class Row(NamedTuple):
    """One record of a registry."""

    network: IPv4Network | IPv6Network
    name: str
    rfc: str
    reachable: bool | None


def _row(block: str, name: str, rfc: str, *, reachable: bool | None = False) -> Row:
    return Row(ip_network(block), name, f"RFC {rfc}", reachable)


IPV4 = [
    _row("0.0.0.0/8", "This network", "791"),
    _row("0.0.0.0/32", "This host on this network", "1122"),
    _row("10.0.0.0/8", "Private-Use", "1918"),
    _row("100.64.0.0/10", "Shared Address Space", "6598"),
    _row("127.0.0.0/8", "Loopback", "1122"),
    _row("169.254.0.0/16", "Link Local", "3927"),
    _row("172.16.0.0/12", "Private-Use", "1918"),
    _row("192.0.0.0/24", "IETF Protocol Assignments", "6890"),
    _row("192.0.0.0/29", "IPv4 Service Continuity Prefix", "7335"),
    _row("192.0.0.8/32", "IPv4 dummy address", "7600"),
    _row("192.0.0.9/32", "Port Control Protocol Anycast", "7723", reachable=True),
    _row("192.0.0.10/32", "Traversal Using Relays around NAT Anycast", "8155", reachable=True),
    _row("192.0.0.170/32", "NAT64/DNS64 Discovery", "7050"),
    _row("192.0.0.171/32", "NAT64/DNS64 Discovery", "7050"),
    _row("192.0.2.0/24", "Documentation (TEST-NET-1)", "5737"),
    _row("192.31.196.0/24", "AS112-v4", "7535", reachable=True),
    _row("192.52.193.0/24", "AMT", "7450", reachable=True),
    _row("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", "7526", reachable=None),
    _row("192.88.99.2/32", "6a44-relay anycast address", "6751"),
    _row("192.168.0.0/16", "Private-Use", "1918"),
    _row("192.175.48.0/24", "Direct Delegation AS112 Service", "7534", reachable=True),
    _row("198.18.0.0/15", "Benchmarking", "2544"),
    _row("198.51.100.0/24", "Documentation (TEST-NET-2)", "5737"),
    _row("203.0.113.0/24", "Documentation (TEST-NET-3)", "5737"),
    _row("240.0.0.0/4", "Reserved", "1112"),
    _row("255.255.255.255/32", "Limited Broadcast", "919"),
]

IPV6 = [
    _row("::1/128", "Loopback Address", "4291"),
    _row("::/128", "Unspecified Address", "4291"),
    _row("::ffff:0:0/96", "IPv4-mapped Address", "4291"),
    _row("64:ff9b::/96", "IPv4-IPv6 Translation", "6052", reachable=True),
    _row("64:ff9b:1::/48", "IPv4-IPv6 Translation", "8215"),
    _row("100::/64", "Discard-Only Address Block", "6666"),
    _row("100:0:0:1::/64", "Dummy IPv6 Prefix", "9780"),
    _row("2001::/23", "IETF Protocol Assignments", "2928"),
    _row("2001::/32", "TEREDO", "4380", reachable=None),
    _row("2001:1::1/128", "Port Control Protocol Anycast", "7723", reachable=True),
    _row("2001:1::2/128", "Traversal Using Relays around NAT Anycast", "8155", reachable=True),
    _row("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast", "9665", reachable=True),
    _row("2001:2::/48", "Benchmarking", "5180"),
    _row("2001:3::/32", "AMT", "7450", reachable=True),
    _row("2001:4:112::/48", "AS112-v6", "7535", reachable=True),
    _row("2001:10::/28", "Deprecated (previously ORCHID)", "4843", reachable=None),
    _row("2001:20::/28", "ORCHIDv2", "7343", reachable=True),
    _row("2001:30::/28", "Drone Remote ID Protocol Entity Tags (DETs) Prefix", "9374", reachable=True),
    _row("2001:db8::/32", "Documentation", "3849"),
    _row("2002::/16", "6to4", "3056", reachable=None),
    _row("2620:4f:8000::/48", "Direct Delegation AS112 Service", "7534", reachable=True),
    _row("3fff::/20", "Documentation", "9637"),
    _row("5f00::/16", "Segment Routing (SRv6) SIDs", "9602"),
    _row("fc00::/7", "Unique-Local", "4193"),
    _row("fe80::/10", "Link-Local Unicast", "4291"),
]
