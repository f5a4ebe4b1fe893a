"""Literal addresses, however they are written: the guard reads them as the system's resolver does, or refuses them."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

from hypothesis import example, given
from hypothesis import strategies as st

from net.errors import FetchError
from net.guard import parse_url

NUMBER = st.one_of(
    st.integers(0, 2**33).map(str),
    st.integers(0, 2**33).map(hex),
    st.integers(0, 2**33).map("0{:o}".format),
    st.integers(0, 300).map(str),
    st.integers(0, 300).map("{:#05X}".format),
    st.text("0123456789abcdefxX", max_size=12),
)
IPV4_LIKE = st.lists(NUMBER, min_size=1, max_size=5).map(".".join) | st.text("0123456789abcdefxX.", max_size=24)
IPV6_LIKE = st.one_of(
    st.text("0123456789abcdef:.%", max_size=42),
    st.integers(0, 2**128 - 1).map(lambda number: IPv6Address(number).exploded),
    st.integers(0, 2**32 - 1).map(lambda number: f"::ffff:{IPv4Address(number)}"),
)


def read_by_resolver(family: socket.AddressFamily, host: str) -> IPv4Address | IPv6Address | None:
    """What the C library makes of a literal; None when it would ask DNS."""
    try:
        found = socket.getaddrinfo(host, 80, family, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return ip_address(found[0][4][0])


def read_by_guard(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return parse_url(f"http://{host}/").address
    except FetchError:
        return None


@given(IPV4_LIKE)
@example("0x7f.1")
@example("127.0.0.1.")
@example("0177.0.0.01")
@example("4294967295")
@example("0x")
def test_an_ipv4_literal_is_read_as_the_resolver_reads_it_or_refused(host):
    read = read_by_guard(host)
    if read is not None and not host.endswith("."):
        assert read_by_resolver(socket.AF_INET, host) in (read, None)


@given(IPV4_LIKE)
@example("0x7f000001")
@example("1.2.3.0x4")
def test_what_the_resolver_takes_for_an_address_is_never_taken_for_a_name(host):
    """Else it would be looked up, and connected to, unchecked by its form."""
    resolved = read_by_resolver(socket.AF_INET, host)
    if resolved is None:
        return
    try:
        parsed = parse_url(f"http://{host}/")
    except FetchError as refusal:
        assert refusal.code == "bad-url"
    else:
        assert parsed.address == resolved


@given(IPV6_LIKE)
@example("::ffff:127.0.0.1")
@example("fe80::1%1")
@example("::1%lo")
def test_an_ipv6_literal_is_read_as_the_resolver_reads_it_or_refused(host):
    read = read_by_guard(f"[{host}]")
    if read is not None:
        assert read == read_by_resolver(socket.AF_INET6, host) == IPv6Address(host)
        assert "%" not in host


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_every_address_survives_being_written_into_a_url_and_read_again(address):
    host = f"[{address.exploded}]" if address.version == 6 else str(address)
    parsed = parse_url(f"http://{host}:80/")
    assert parsed.address == address
    assert parsed.host == str(address)
    assert parse_url(parsed.url) == parsed
