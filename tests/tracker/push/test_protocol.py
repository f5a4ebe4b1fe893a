"""WebSub's words, read and written. Pure."""

import hashlib
import hmac
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.errors import FetchError
from tracker.checks import hubs_are_asked_or_not
from tracker.push import protocol
from tracker.push.protocol import Announced, announced

URL = "https://gazette.example/feed.xml"
HUB = "https://hub.example/"


@pytest.mark.parametrize(
    ("header", "hub", "topic"),
    [
        (f'<{HUB}>; rel="hub", <https://gazette.example/self>; rel="self"', HUB, "https://gazette.example/self"),
        (f"<{HUB}>; rel=hub", HUB, URL),
        (f'<{HUB}>; title="a, b; rel=next"; REL="preload HUB"', HUB, URL),
        (f'</other>; rel="next", <{HUB}>;rel="hub"', HUB, URL),
        (f'<http://plain.example/>; rel="hub", <{HUB}>; rel="hub"', HUB, URL),
        (f'<{HUB}>; rel="hub"; rel="next", </s>; rel=self', HUB, "https://gazette.example/s"),
    ],
)
def test_a_link_header_names_the_hub_and_the_topic(header, hub, topic):
    assert announced(url=URL, link_header=header) == Announced(hub, topic)


@pytest.mark.parametrize(
    "header",
    ["", "<>; rel=hub", "<ftp://hub.example/>; rel=hub", "<https://u:p@hub.example/>; rel=hub", "garbage; rel=hub",
     '<https://hub.example/>; title="; rel=hub"', "<https://hub.example/>", f"<{URL}>; rel=hub",
     "<https://hub.example/" + "a" * 3000 + ">; rel=hub"],
)  # fmt: skip
def test_what_names_no_hub_that_can_be_asked_is_none(header):
    assert announced(url=URL, link_header=header) is None


def test_the_header_comes_before_what_the_document_says_and_the_document_fills_in_what_it_lacks():
    said = announced(url=URL, link_header=f"<{HUB}>; rel=hub", hub_url="https://other.example/", self_url=f"{URL}?1")
    assert said == Announced(HUB, f"{URL}?1")


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_header_and_no_address_breaks_the_reading(header, address):
    announced(url=URL, link_header=header, hub_url=address, self_url=address)


@pytest.mark.parametrize("filler", ["<a>; x=1, ", '<a>; x="y", ', "<a>, "])
def test_of_a_header_only_the_beginning_is_read(filler):
    """A header may be as long as a head; its patterns are tried on so many characters and no more."""
    link = f"<{HUB}>; rel=hub"
    room = protocol._MAX_HEADER_CHARS - len(link)
    before = (filler * room)[: room // len(filler) * len(filler)]
    assert announced(url=URL, link_header=before + link) == Announced(HUB, URL)
    assert announced(url=URL, link_header=before + filler + link) is None


@pytest.mark.parametrize("header", ['<a>; x="' + " ;" * 4000, "<a>" + "; " * 4000])
def test_a_header_made_to_keep_its_reader_busy_names_no_hub(header):
    assert announced(url=URL, link_header=header) is None


def signed(body: bytes, method: str, secret: str) -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@pytest.mark.parametrize("method", protocol.METHODS)
@given(body=st.binary(max_size=200), other=st.binary(max_size=200))
def test_a_signature_holds_for_its_body_and_secret_alone(method, body, other):
    header = signed(body, method, "secret")
    assert protocol.is_signed(body, header=header, secret="secret")
    assert protocol.is_signed(body, header=header.upper(), secret="secret")
    assert not protocol.is_signed(body, header=header, secret="Secret")
    assert protocol.is_signed(other, header=header, secret="secret") == (body == other)


@pytest.mark.parametrize(
    "header", ["", "sha256", "sha256=", "md5=" + "0" * 32, "sha256=é", "=0", "sha3_256=" + "0" * 64]
)
def test_what_is_no_signature_of_the_standard_is_refused(header):
    assert not protocol.is_signed(b"", header=header, secret="secret")


@given(st.text(max_size=20))
def test_a_lease_is_never_nothing_and_never_longer_than_a_month(given_lease):
    assert 0 < protocol.lease_s(given_lease) <= protocol.LONGEST_LEASE_S


@pytest.mark.parametrize(
    ("said", "lease"), [("60", 60), ("0", 864_000), ("", 864_000), ("-5", 864_000), ("9" * 12, 2_592_000)]
)
def test_a_hub_may_give_less_or_more_than_was_asked(said, lease):
    assert protocol.lease_s(said) == lease


@given(st.integers(600, protocol.LONGEST_LEASE_S), st.integers())
def test_a_lease_is_renewed_before_it_ends(lease, seed):
    assert protocol.SHORTEST_WAIT_S <= protocol.renew_after_s(lease, rng=Random(seed)) < lease


@pytest.mark.parametrize(
    ("mode", "site_url", "asked"),
    [
        ("auto", "https://claims.newsroom.com", True),
        ("auto", "https://8.8.8.8", True),
        ("auto", "http://claims.newsroom.com", False),
        ("auto", "http://127.0.0.1:8000", False),
        ("auto", "https://10.0.0.7", False),
        ("auto", "https://localhost", False),
        ("auto", "https://claims.internal", False),
        ("auto", "https://claims", False),
        ("auto", "nonsense", False),
        ("on", "http://127.0.0.1:8000", True),
        ("off", "https://claims.newsroom.com", False),
    ],
)
def test_hubs_are_asked_where_they_can_reach_us(mode, site_url, asked):
    why = protocol.why_off(mode=mode, site_url=site_url)
    assert (why == "") == asked
    assert asked or ("polled" in why)


def test_the_secret_travels_over_https_only():
    assert protocol.hub_address("http://hub.example/x?y", plain=False) == "https://hub.example/x?y"
    assert protocol.hub_address("http://hub.example/x", plain=True) == "http://hub.example/x"
    with pytest.raises(FetchError, match="over https"):
        protocol.hub_address("http://hub.example:8080/", plain=False)


def test_unsubscribing_tells_no_secret():
    form = protocol.request(mode="unsubscribe", topic=URL, callback="https://us.example/1", secret="s3cret")
    assert b"s3cret" not in form
    assert b"lease" not in form


@pytest.mark.parametrize(("value", "faults"), [("auto", 0), ("on", 0), ("off", 0), ("yes", 1)])
def test_a_setting_that_means_nothing_is_said_at_the_start(settings, value, faults):
    settings.TRACKER_WEBSUB = value
    found = hubs_are_asked_or_not()
    assert [(fault.id, fault.hint) for fault in found] == [("tracker.E005", "Set it to one of auto, on, off.")] * faults
