"""Requests with content: who gets it, and who does not."""

import ssl
from dataclasses import replace
from typing import Any

import pytest

from net.client import FetchPolicy, FetchRequest, fetch
from tests.loopback import LoopbackSite


def posted(site, **more: Any) -> FetchRequest:
    return FetchRequest(
        site.url("/a"),
        kind="json",
        spacing_s=0,
        post=b'{"q": "\xc3\xa9"}',
        headers={"Authorization": "Bearer x"},
        **more,
    )


def test_the_content_and_the_headers_arrive_as_they_are(site, policy):
    site.set("/a", "{}", content_type="application/json")
    assert fetch(posted(site), policy=policy).outcome == "ok"
    [seen] = site.requests
    assert (seen.method, seen.body) == ("POST", b'{"q": "\xc3\xa9"}')
    assert seen.headers["authorization"] == "Bearer x"
    assert "expect" not in seen.headers


def test_the_next_request_over_the_same_handle_is_an_ordinary_one(site, policy):
    site.set("/a", "{}", content_type="application/json")
    fetch(posted(site), policy=policy)
    fetch(FetchRequest(site.url("/a"), kind="json", spacing_s=0), policy=policy)
    seen = site.requests[-1]
    assert (seen.method, seen.body) == ("GET", b"")
    assert not {"authorization", "content-type", "content-length"} & seen.headers.keys()
    assert seen.client_port == site.requests[0].client_port


def test_content_is_not_carried_to_where_a_redirect_points(site, policy):
    site.redirect("/a", "/b", status=307)
    result = fetch(posted(site), policy=policy)
    assert result.error is not None
    assert result.error.code == "redirects"
    assert site.hits("/b") == 0


def test_the_headers_of_a_request_stay_with_the_address_it_named(public_site, policy):
    with_key = FetchRequest(public_site.url("/a"), headers={"Authorization": "Bearer x"}, spacing_s=0)
    public_site.redirect("/a", "/b")
    public_site.set("/b", "<p>Hello</p>")
    opened = type(policy)(policy.user_agent, allowed_ports=frozenset({public_site.port}))
    assert fetch(with_key, policy=opened).outcome == "ok"
    assert ["authorization" in seen.headers for seen in public_site.requests] == [True, False]


@pytest.mark.parametrize("value", ["two\r\nX-Other: lines", "Grüße"])
def test_a_header_that_could_end_its_line_is_refused(value):
    with pytest.raises(ValueError, match="printable ASCII"):
        FetchRequest("https://news.example/", headers={"X-Note": value})


def test_headers_are_shown_by_nothing():
    assert "secret" not in repr(FetchRequest("https://news.example/", headers={"Authorization": "secret"}))


def test_what_the_operator_named_is_reached_wherever_it_is_and_opens_the_way_to_nobody_else(site):
    site.set("/a", "{}", content_type="application/json")
    inside = f"inside.test:{site.port}"
    policy = FetchPolicy(
        "test", allowed_ports=frozenset({site.port}), resolve=(f"inside.test:{site.port}:{site.host}",)
    )
    trusted = FetchRequest(f"http://{inside}/a", kind="json", spacing_s=0, post=b"{}", trusted=True)
    assert fetch(trusted, policy=policy).outcome == "ok"
    for url in (f"http://{inside}/a", site.url("/a")):
        refused = fetch(FetchRequest(url, kind="json", spacing_s=0), policy=policy)
        assert refused.error is not None
        assert refused.error.code == "blocked-address"
    assert len(site.requests) == 1
    assert fetch(trusted, policy=replace(policy, allowed_ports=frozenset())).outcome == "ok"


def test_what_the_operator_named_shares_no_connection_even_where_http_2_is_spoken(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])
    policy = FetchPolicy("test", ca_file=str(certificate[0]))
    with LoopbackSite(tls=context) as site:
        site.set("/a", "{}", content_type="application/json")
        for _ in range(2):
            trusted = FetchRequest(site.url("/a"), kind="json", spacing_s=0, post=b"{}", trusted=True)
            assert fetch(trusted, policy=policy).outcome == "ok"
    first, second = site.requests
    assert first.client_port != second.client_port
