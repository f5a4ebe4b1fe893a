"""The guard against IANA's registries and Python's own reading of them."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.registries import IPV4, IPV6
from tracker.net.guard import is_public

NETWORKS = [ip_network(text) for text in IPV4 + IPV6]


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_every_registered_range_is_refused_from_its_first_to_its_last_address(network):
    assert not is_public(network[0])
    assert not is_public(network[-1])


@given(st.sampled_from(NETWORKS).flatmap(lambda net: st.integers(0, net.num_addresses - 1).map(lambda n: net[n])))
def test_and_everywhere_between(address):
    assert not is_public(address)


@given(
    st.one_of(
        st.integers(0, 2**32 - 1).map(IPv4Address),
        st.integers(0x2000 << 112, (0x4000 << 112) - 1).map(IPv6Address),
    )
)
def test_outside_the_registries_what_the_standard_library_calls_global_is_public_save_what_hides_ipv4(address):
    registered = any(address in network for network in NETWORKS if network.version == address.version)
    hides = address.version == 6 and (int(address) >> 32) & 0xFFFF_FFFF in (0x5EFE, 0x0200_5EFE)
    expected = address.is_global and not address.is_multicast and not registered and not hides
    assert is_public(address) == expected
