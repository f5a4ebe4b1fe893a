"""The guard against IANA's registries and Python's own reading of them."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.guard import is_public
from net.ranges import IPV4_SPECIAL, IPV6_SPECIAL, special_range
from tests.hostile.registries import IPV4, IPV6

ROWS = IPV4 + IPV6
NETWORKS = [row.network for row in ROWS]
# Ours besides: a cloud's own host, multicast and what is deprecated (no registry lists them), and SIIT's old prefix.
BESIDES = {"168.63.129.16/32", "224.0.0.0/4", "::/96", "::ffff:0:0:0/96", "fec0::/10", "ff00::/8"}
# A step or two outside and inside of every border.
BORDERS = [
    type(end)(int(end) + step)
    for network in NETWORKS
    for end in (network[0], network[-1])
    for step in (-2, -1, 0, 1, 2)
    if 0 <= int(end) + step < 2**network.max_prefixlen
]
GIVEN_OUT = st.integers(0x2000 << 112, (0x4000 << 112) - 1).map(IPv6Address)  # 2000::/3
NUMBERS = st.one_of(
    st.integers(0, 2**32 - 1).map(IPv4Address),
    st.integers(0, 2**128 - 1).map(IPv6Address),
    GIVEN_OUT,
    st.sampled_from(BORDERS),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.network))
def test_every_registered_range_is_refused_from_its_first_to_its_last_address(row):
    first, last = row.network[0], row.network[-1]
    assert not is_public(first)
    assert not is_public(last)
    assert all(special_range(address).network.overlaps(row.network) for address in (first, last))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.network))
def test_the_guard_names_the_paper_of_the_range_or_of_one_around_it(row):
    ours = [special for special in IPV4_SPECIAL + IPV6_SPECIAL if special.network.version == row.network.version]
    around = [special for special in ours if row.network.subnet_of(special.network)]
    assert around
    exact = [special for special in around if special.network == row.network]
    assert all(row.rfc in special.source for special in exact)


def test_the_guard_lists_no_range_that_nobody_reserved():
    registered = {str(network) for network in NETWORKS}
    assert {str(special.network) for special in IPV4_SPECIAL + IPV6_SPECIAL} - registered == BESIDES


@given(st.sampled_from(NETWORKS).flatmap(lambda net: st.integers(0, net.num_addresses - 1).map(lambda n: net[n])))
def test_and_everywhere_between(address):
    assert not is_public(address)


@given(NUMBERS)
def test_an_address_is_judged_alike_as_number_and_in_every_way_python_writes_it(address):
    judged = is_public(address)
    assert judged == is_public(str(address)) == is_public(address.exploded) == is_public(address.exploded.upper())
    assert ip_address(address.packed) == address


@given(NUMBERS)
def test_what_the_standard_library_calls_private_local_or_reserved_is_never_public(address):
    if address.is_loopback or address.is_private or address.is_link_local or address.is_multicast:
        assert not is_public(address)
    if address.is_unspecified or address.is_reserved or getattr(address, "is_site_local", False):
        assert not is_public(address)


@given(NUMBERS)
def test_outside_the_registries_what_the_standard_library_calls_global_is_public_save_what_hides_ipv4(address):
    registered = any(address in network for network in NETWORKS if network.version == address.version)
    hides = address.version == 6 and (int(address) >> 32) & 0xFFFF_FFFF in (0x5EFE, 0x0200_5EFE)
    given_out = address.version == 4 or address in IPv6Network("2000::/3")
    expected = address.is_global and given_out and not (address.is_multicast or registered or hides)
    assert is_public(address) == expected
