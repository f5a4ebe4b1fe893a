"""Which URLs and addresses may be contacted."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.client import FetchPolicy
from net.errors import CODES, FetchError
from net.guard import address_allowed, check_url, is_public, parse_url
from net.ranges import IPV4_SPECIAL, IPV6_SPECIAL
from tests.net.conftest import AGENT

POLICY = FetchPolicy(AGENT)
OPENED = FetchPolicy(AGENT, allowed_private=frozenset({("127.0.0.1", 8765)}))

SPECIAL = [special.network for special in IPV4_SPECIAL + IPV6_SPECIAL]


def code_of(url: str, policy: FetchPolicy = POLICY, *, redirected: bool = False) -> str:
    with pytest.raises(FetchError) as caught:
        check_url(url, policy, redirected=redirected)
    assert caught.value.code in CODES
    assert caught.value.permanent
    assert caught.value.sentence.endswith(".")
    return caught.value.code


@pytest.mark.parametrize("network", SPECIAL, ids=str)
def test_it_refuses_the_first_last_and_middle_address_of_every_special_range(network):
    middle = network[network.num_addresses // 2]
    assert not any(is_public(address) for address in (network[0], middle, network[-1]))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "128.0.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.0",
        "192.167.9.9",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2001:200::1",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "2003::1",
        "3ffe:ffff::1",
        "2001:db7::1",
    ],
)
def test_it_accepts_public_addresses_beside_the_special_ranges(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2001:0:4136:e378::1",
        "fec0::1",
        "3fff::1",
        "5f00::1",
        "2a00::5efe:10.0.0.1",
        "2a00::200:5efe:8.8.8.8",
        "fe80::1%eth0",
        "2a00::1%eth0",
        "4000::1",
        "255.255.255.255",
        "",
        "localhost",
        "0x7f.1",
        "1.1.1",
        "1.1.1.1 ",
        "٣.1.1.1",
    ],
)
def test_it_refuses_embedded_unassigned_and_unreadable_addresses(address):
    assert not is_public(address)


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_an_ipv4_address_is_refused_in_every_ipv6_dress(address):
    number = int(address)
    dresses = [
        IPv6Address(number),
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0xFFFF << 48) | number),
        IPv6Address((0x64_FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | (number << 80) | 1),
        IPv6Address((0x2001_0000 << 96) | (number ^ 0xFFFF_FFFF)),
        IPv6Address((0x2A00 << 112) | (0x5EFE << 32) | number),
    ]
    assert not any(is_public(dress) for dress in dresses)


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_nothing_outside_global_unicast_is_public(address):
    if is_public(address):
        assert address in IPv6Network("2000::/3")
        assert not (address.is_private or address.is_multicast or address.is_site_local)


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_it_is_never_laxer_than_the_standard_library(address):
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(["{a}.{b}.{c}.{d}", "{n}", "{n:#x}", "0{n:o}", "{a}.{l}", "{a:#x}.0{b:o}.{r}"]),
)
def test_every_spelling_of_an_ipv4_literal_is_read_as_the_resolver_would(number, spelling):
    a, b, c, d = IPv4Address(number).packed
    host = spelling.format(n=number, a=a, b=b, c=c, d=d, l=number & 0xFFFFFF, r=number & 0xFFFF)
    parsed = parse_url(f"http://{host}/")
    assert parsed.address == IPv4Address(number)
    assert parsed.host == str(IPv4Address(number))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0X7F.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "0",
        "１２７.０.０.１",
        "127。0。0。1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.8",
    ],
)
def test_it_refuses_private_literals_however_they_are_written(host):
    assert code_of(f"http://{host}/") == "blocked-address"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://pages.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://pages.example/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("//pages.example/", "bad-url"),
        ("pages.example/a", "bad-url"),
        ("http:/pages.example/", "bad-url"),
        ("http:pages.example", "bad-url"),
        ("http://", "bad-url"),
        ("http:///path", "bad-url"),
        ("", "bad-url"),
        ("http://alice@pages.example/", "bad-url"),
        ("http://alice:secret@pages.example/", "bad-url"),
        ("http://pages.example\\@inner.example/", "bad-url"),
        ("http://pages.example/a b", "bad-url"),
        (" http://pages.example/", "bad-url"),
        ("http://pages.example/\r\nHost: inner", "bad-url"),
        ("http://pages.example/\x00", "bad-url"),
        ("http://pages.example/\u2028", "bad-url"),
        ("http://pages.example/\ud800", "bad-url"),
        ("http://pages%2eexample/", "bad-url"),
        ("http://pages..example/", "bad-url"),
        ("http://pages.example../", "bad-url"),
        ("http://-pages.example/", "bad-url"),
        ("http://" + "a" * 64 + ".example/", "bad-url"),
        ("http://" + "a." * 130 + "example/", "bad-url"),
        ("http://straße.example/", "bad-url"),
        ("http://[fe80::1%25eth0]/", "bad-url"),
        ("http://[::1/", "bad-url"),
        ("http://[v1.x]/", "bad-url"),
        ("http://[::1]x/", "bad-url"),
        ("http://1.2.3.4.5/", "bad-url"),
        ("http://256.1.1.1/", "bad-url"),
        ("http://4294967296/", "bad-url"),
        ("http://08.1.1.1/", "bad-url"),
        ("http://pages.0x1/", "bad-url"),
        ("http://pages.example:0/", "bad-url"),
        ("http://pages.example:65536/", "bad-url"),
        ("http://pages.example:8o/", "bad-url"),
        ("http://pages.example:٨٠/", "bad-url"),
        ("http://pages.example:80:80/", "bad-url"),
        ("http://pages.example:22/", "port"),
        ("https://pages.example:8443/", "port"),
        ("http://pages.example/" + "a" * 9000, "bad-url"),
    ],
)
def test_it_refuses_urls_that_are_wrong_on_their_face(url, code):
    assert code_of(url) == code


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTP://Pages.Example", "http://pages.example/"),
        ("https://pages.example.:443/a?b#c", "https://pages.example/a?b"),
        ("http://pages.example:/", "http://pages.example/"),
        ("http://pages.example?q", "http://pages.example/?q"),
        ("https://pages.example:80/", "https://pages.example:80/"),
        ("http://zürich.example/Straße?ü=%20", "http://xn--zrich-kva.example/Stra%C3%9Fe?%C3%BC=%20"),
        ("http://pages.example/a/./b/../c/%2E%2e/d/..", "http://pages.example/a/"),
        ("http://pages.example/../../x", "http://pages.example/x"),
        ("http://pages.example/a..b/.c", "http://pages.example/a..b/.c"),
        ("http://1.1.1.1./", "http://1.1.1.1/"),
        ("http://[2606:4700:4700:0::1111]/", "http://[2606:4700:4700::1111]/"),
        ('http://pages.example/"<x>"', "http://pages.example/%22%3Cx%3E%22"),
    ],
)
def test_it_writes_a_url_the_one_way_it_is_sent(url, sent):
    assert check_url(url, POLICY).url == sent
    assert parse_url(sent).url == sent


@given(st.text(max_size=40))
def test_whatever_text_comes_it_answers_or_refuses_and_what_it_writes_it_reads_the_same(text):
    for url in (text, f"http://{text}", f"http://pages.example/{text}"):
        try:
            parsed = check_url(url, POLICY)
        except FetchError:
            continue
        assert parsed.url.isascii()
        assert parse_url(parsed.url) == parsed
        assert parsed.port in POLICY.allowed_ports


def test_an_opened_pair_is_one_address_and_one_port():
    assert check_url("http://127.0.0.1:8765/a", OPENED).site == "127.0.0.1:8765"
    assert code_of("http://127.0.0.1:8766/", OPENED) == "port"
    assert code_of("http://127.0.0.2:8765/", OPENED) == "blocked-address"
    assert code_of("http://[::ffff:127.0.0.1]:8765/", OPENED) == "blocked-address"
    assert code_of("http://127.0.0.1/", OPENED) == "blocked-address"


def test_an_opened_pair_is_closed_to_redirects_and_webhooks():
    webhooks = FetchPolicy(AGENT, allowed_private=OPENED.allowed_private, webhook=True)
    assert code_of("http://127.0.0.1:8765/", OPENED, redirected=True) == "port"
    assert code_of("http://127.0.0.1:8765/", webhooks) == "port"
    assert not address_allowed("127.0.0.1", 8765, OPENED, redirected=True)
    assert not address_allowed("127.0.0.1", 8765, webhooks, redirected=False)
    assert address_allowed("127.0.0.1", 8765, OPENED, redirected=False)


def test_a_public_address_is_reached_on_allowed_ports_only():
    assert address_allowed("1.1.1.1", 443, POLICY, redirected=True)
    assert not address_allowed("1.1.1.1", 22, POLICY, redirected=False)
    assert not address_allowed("1.1.1.1", 8765, OPENED, redirected=False)


def test_a_refused_address_says_what_it_is_for():
    with pytest.raises(FetchError, match=r"The address 169\.254\.169\.254 .*link local, RFC 3927"):
        check_url("http://169.254.169.254/latest/meta-data", POLICY)


def test_every_range_names_its_use_and_source():
    for special in IPV4_SPECIAL + IPV6_SPECIAL:
        assert special.use
        assert special.source.startswith(("RFC ", "Microsoft"))
        assert ip_address(special.network.network_address).version == special.network.version


@pytest.mark.parametrize("address", ["2a00:64::a01:203", "2a00:64::ffff:ffff", "93.184.216.34"])
def test_an_operators_own_networks_are_refused_though_public(address):
    refused = (ip_network("2a00:64::/96"), ip_network("93.184.216.0/24"))
    for policy, allowed in ((FetchPolicy(AGENT), True), (FetchPolicy(AGENT, refused_networks=refused), False)):
        assert address_allowed(address, 443, policy, redirected=False) is allowed
    assert address_allowed("1.1.1.1", 443, FetchPolicy(AGENT, refused_networks=refused), redirected=False)
