"""The address is checked when the socket is opened, and a redirect gains nothing."""

import dataclasses

import pytest

from net.client import FetchPolicy, FetchRequest, fetch, fetch_many
from tests.loopback import LoopbackSite
from tests.net.conftest import AGENT, PUBLIC_HOSTS

PAGE = "<p>The second reactor runs again.</p>"


def open_to(*sites: LoopbackSite, **others) -> FetchPolicy:
    """A policy that may use the ports of `sites` on public addresses."""
    return FetchPolicy(AGENT, allowed_ports=frozenset(site.port for site in sites), **others)


@pytest.mark.parametrize(
    "addresses", ["127.0.0.1", "127.0.0.1,127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "[::1],127.0.0.1"]
)
def test_a_name_that_resolves_to_private_addresses_is_refused_before_connecting(site, addresses):
    policy = open_to(site, resolve=(f"pages.test:{site.port}:{addresses}",))
    result = fetch(FetchRequest(site.url("/", host="pages.test")), policy=policy)
    assert (result.outcome, result.error.code, result.status) == ("error", "blocked-address", None)
    assert not result.error.permanent  # a name may point elsewhere tomorrow
    assert site.requests == []


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_name_with_public_and_private_addresses_only_the_public_one_is_contacted(public_site, order):
    with LoopbackSite("127.0.0.1", public_site.port) as inner:
        inner.set("/", "<p>secret</p>")
        public_site.set("/", PAGE)
        addresses = ",".join([inner.host, public_site.host][::order])
        policy = open_to(public_site, resolve=(f"pages.test:{public_site.port}:{addresses}",))
        result = fetch(FetchRequest(public_site.url("/", host="pages.test")), policy=policy)
        assert result.body == PAGE.encode()
        assert inner.requests == []


def test_localhost_and_its_kin_are_refused(site):
    for host in ("localhost", "localhost.", "LOCALHOST"):
        result = fetch(FetchRequest(site.url("/", host=host)), policy=open_to(site))
        assert result.error.code == "blocked-address"
    assert site.requests == []


def test_an_opened_pair_is_reached_by_literal_and_by_name(site, policy):
    site.set("/", PAGE)
    named = dataclasses.replace(policy, resolve=(f"pages.test:{site.port}:127.0.0.1",))
    assert fetch(FetchRequest(site.url("/")), policy=policy).outcome == "ok"
    assert fetch(FetchRequest(site.url("/", host="pages.test")), policy=named).outcome == "ok"


def test_a_webhook_reaches_no_opened_pair(site, policy):
    webhook = dataclasses.replace(policy, webhook=True, allowed_ports=frozenset({site.port}))
    assert fetch(FetchRequest(site.url("/")), policy=webhook).error.code == "blocked-address"
    assert site.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "inner.test", "localhost"])
def test_a_redirect_never_enters_private_space_even_where_a_first_request_may(public_site, site, host):
    public_site.redirect("/", site.url("/", host=host), status=301)
    site.set("/", "<p>secret</p>")
    policy = open_to(
        public_site,
        site,
        allowed_private=frozenset({(site.host, site.port)}),
        resolve=(f"inner.test:{site.port}:127.0.0.1",),
    )
    result = fetch(FetchRequest(public_site.url("/")), policy=policy)
    assert (result.outcome, result.error.code, result.body) == ("error", "blocked-address", b"")
    assert result.permanent_redirect_to is None
    assert site.requests == []


def test_a_redirect_cannot_ride_on_a_pooled_connection_to_an_opened_pair(public_site, site):
    name = site.url("/", host="inner.test")
    site.set("/", "<p>secret</p>")
    public_site.redirect("/", name)
    policy = open_to(
        public_site,
        site,
        allowed_private=frozenset({(site.host, site.port)}),
        resolve=(f"inner.test:{site.port}:127.0.0.1",),
    )
    assert fetch(FetchRequest(name), policy=policy).outcome == "ok"
    batch = [FetchRequest(name, spacing_s=0), FetchRequest(public_site.url("/"), spacing_s=0)]
    codes = {r.request.url: r.error.code if r.error else None for r in fetch_many(batch, policy=policy)}
    assert codes == {name: None, public_site.url("/"): "blocked-address"}
    assert site.hits("/") == 2


def test_an_opened_port_is_closed_to_redirects(public_site, site):
    public_site.redirect("/", site.url("/", host="pages.test"))
    policy = open_to(public_site, allowed_private=frozenset({(site.host, site.port)}))
    assert fetch(FetchRequest(public_site.url("/")), policy=policy).error.code == "port"


def test_an_opened_site_cannot_even_redirect_to_itself(site, policy):
    site.redirect("/", site.url("/other"))
    site.set("/other", PAGE)
    policy = dataclasses.replace(policy, allowed_ports=frozenset({site.port}))
    assert fetch(FetchRequest(site.url("/")), policy=policy).error.code == "blocked-address"
    assert site.hits("/other") == 0


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("file:///etc/passwd", "scheme"),
        ("gopher://pages.example:70/", "scheme"),
        ("ftp://pages.example/", "scheme"),
        ("http://169.254.169.254/latest/", "blocked-address"),
        ("http://[::1]/", "blocked-address"),
        ("http://alice:secret@pages.example/", "bad-url"),
        ("http://pages.example\\.inner.example/", "bad-url"),
        ("//10.0.0.1/", "blocked-address"),
        ("http://pages.example:22/", "port"),
        ("http://[/", "bad-url"),
        ("", "redirects"),
    ],
)
def test_a_redirect_passes_the_same_check_as_a_first_url(public_site, location, code):
    public_site.redirect("/", location)
    policy = FetchPolicy(AGENT, allowed_ports=frozenset({80, 443, public_site.port}))
    result = fetch(FetchRequest(public_site.url("/")), policy=policy)
    assert (result.outcome, result.error.code, result.status) == ("error", code, 302)


def test_it_follows_redirects_and_remembers_the_way(public_site):
    with LoopbackSite(PUBLIC_HOSTS[1]) as target:
        public_site.redirect("/1", "/2?a=b", status=301)
        public_site.redirect("/2?a=b", target.url("/3"), status=308)
        target.set("/3", PAGE)
        result = fetch(FetchRequest(public_site.url("/1"), spacing_s=0), policy=open_to(public_site, target))
        assert (result.outcome, result.body) == ("ok", PAGE.encode())
        assert result.final_url == target.url("/3")
        assert result.redirect_chain == (public_site.url("/1"), public_site.url("/2?a=b"))
        assert result.permanent_redirect_to == target.url("/3")
        assert "referer" not in target.requests[0].headers


@pytest.mark.parametrize("status", [302, 303, 307])
def test_one_temporary_hop_makes_the_whole_way_temporary(public_site, status):
    public_site.redirect("/1", "/2", status=301)
    public_site.redirect("/2", "/3", status=status)
    public_site.set("/3", PAGE)
    result = fetch(FetchRequest(public_site.url("/1"), spacing_s=0), policy=open_to(public_site))
    assert (result.outcome, result.permanent_redirect_to) == ("ok", None)


def test_a_permanent_redirect_to_an_error_is_not_taken_for_a_move(public_site):
    public_site.redirect("/1", "/2", status=301)
    result = fetch(FetchRequest(public_site.url("/1"), spacing_s=0), policy=open_to(public_site))
    assert (result.error.code, result.permanent_redirect_to) == ("http-404", None)


def test_a_circle_of_redirects_is_seen(public_site):
    public_site.redirect("/1", "/2")
    public_site.redirect("/2", "/1#again")
    result = fetch(FetchRequest(public_site.url("/1"), spacing_s=0), policy=open_to(public_site))
    assert result.error.code == "redirects"
    assert len(public_site.requests) == 2


@pytest.mark.parametrize(("hops", "outcome"), [(5, "ok"), (6, "error")])
def test_it_follows_five_redirects_and_no_more(public_site, hops, outcome):
    for number in range(hops):
        public_site.redirect(f"/{number}", f"/{number + 1}")
    public_site.set(f"/{hops}", PAGE)
    result = fetch(FetchRequest(public_site.url("/0"), spacing_s=0), policy=open_to(public_site))
    assert result.outcome == outcome
    assert len(public_site.requests) == 6
    assert result.error is None or result.error.code == "redirects"


def test_a_location_in_utf8_is_understood(public_site):
    public_site.redirect("/1", "/stra\u00dfe".encode().decode("latin-1"))
    public_site.set("/stra%C3%9Fe", PAGE)
    result = fetch(FetchRequest(public_site.url("/1"), spacing_s=0), policy=open_to(public_site))
    assert result.outcome == "ok"


def test_validators_go_only_to_the_url_that_gave_them(public_site):
    public_site.redirect("/1", "/2")
    public_site.set("/2", PAGE)
    policy = open_to(public_site)
    first = fetch(FetchRequest(public_site.url("/1"), spacing_s=0), policy=policy)
    known = FetchRequest(public_site.url("/1"), etag=first.etag, spacing_s=0, validated_url=first.final_url)
    second = fetch(known, policy=policy)
    assert (second.outcome, second.final_url) == ("not_modified", first.final_url)
    assert ["if-none-match" in seen.headers for seen in public_site.requests] == [False, False, False, True]
    public_site.redirect("/1", "/3")
    public_site.set("/3", PAGE)
    assert fetch(known, policy=policy).outcome == "ok"


def test_hops_are_spaced_like_every_other_request(public_site):
    public_site.redirect("/1", "/2")
    public_site.set("/2", PAGE)
    fetch(FetchRequest(public_site.url("/1"), spacing_s=0.2), policy=open_to(public_site))
    first, second = public_site.requests
    assert second.at - first.at > 0.1
