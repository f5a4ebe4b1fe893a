"""A name server whose answers change from one look-up to the next, and the attempts that need one.

It speaks DNS over HTTPS (RFC 8484), the one way to ask a name server of ours: libcurl sends it real queries and reads
real answers, of which it keeps none, so that each connection begins with a look-up.
"""

import struct
from collections import Counter
from ipaddress import ip_address

from tests.hostile.attacks import HARMLESS, PRIVATE, PUBLIC, Attack
from tests.loopback import Exchange, Page

A, AAAA = 1, 28
_MESSAGE = "application/dns-message"


def _moves(exchange: Exchange) -> Page:
    """Redirect to the same host, on another connection: it is looked up again."""
    exchange.close_connection = True
    return Page(b"", 302, headers={"Location": f"{exchange.path}?again", "Connection": "close"})


def _page(_: Exchange) -> Page:
    return Page(b"<article><p>The second reactor of the plant runs again since Tuesday.</p></article>")


_MANY = ",".join([f"10.0.0.{n}" for n in range(8)] + [f"fd00::{n:x}" for n in range(8)])

ALL = [
    *(
        Attack(f"a name that moves to {name}", "Names", "blocked-address", _moves, turns=(PUBLIC, address))
        for name, address in {
            "loopback": PRIVATE,
            "IPv6 loopback": "::1",
            "an IPv4-mapped address": "::ffff:127.0.0.1",
            "a private network": "192.168.0.8",
            "the metadata service": "169.254.169.254",
            "IPv6 link local": "fe80::1",
        }.items()
    ),
    Attack("a name that moves to many private addresses", "Names", "blocked-address", _moves, turns=(PUBLIC, _MANY)),
    Attack("a name that begins in private", "Names", "blocked-address", _moves, turns=(PRIVATE, PRIVATE, PUBLIC)),
    Attack("a public address behind many private ones", "Names", HARMLESS, _page, turns=(f"{_MANY},{PUBLIC}",)),
    Attack("a name without an address", "Names", "dns", _page, turns=("",)),
]
_TURNS = {attack.host: attack.turns for attack in ALL}


class NameServer:
    """Answers for the hosts of `ALL`: at the nth look-up their nth turn, and the last one from then on."""

    def __init__(self) -> None:
        self._asked: Counter[tuple[str, int]] = Counter()

    def __call__(self, exchange: Exchange) -> Page:
        query = exchange.seen.body
        name, kind = _question(query)
        turns = _TURNS.get(name, ("",))
        addresses = turns[min(self._asked[name, kind], len(turns) - 1)]
        self._asked[name, kind] += 1
        records = [_record(address) for address in addresses.split(",") if address]
        wanted = [record for record in records if struct.unpack_from("!H", record, 2)[0] == kind]
        head = query[:2] + b"\x81\x80" + struct.pack("!4H", 1, len(wanted), 0, 0)
        return Page(head + query[12:] + b"".join(wanted), content_type=_MESSAGE)


def _question(query: bytes) -> tuple[str, int]:
    """The name that is asked for and the type of record (RFC 1035 §4.1.2)."""
    labels, at = [], 12
    while size := query[at]:
        labels.append(query[at + 1 : at + 1 + size].decode("ascii"))
        at += 1 + size
    return ".".join(labels).lower(), struct.unpack_from("!H", query, at + 1)[0]


def _record(address: str) -> bytes:
    """One answer for the name in the question, not to be kept for a second."""
    packed = ip_address(address).packed
    return b"\xc0\x0c" + struct.pack("!HHIH", A if len(packed) == 4 else AAAA, 1, 0, len(packed)) + packed
