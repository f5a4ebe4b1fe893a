"""What a newsroom's site offers, found on a real server."""

import pytest

from claims.services.base import InvalidInput
from net.policy import FetchPolicy
from tests.loopback import LoopbackSite
from tracker.watching.discovery.site_feeds import lists_of, lists_of_site

FRONT = """<html><head><title>The Gazette</title>
<link rel="alternate" type="application/rss+xml" title="Top stories" href="/feeds/top.xml"></head>
<body><a href="/feeds/science.rss">Science</a><p>News of the day.</p></body></html>"""
RSS = "<rss version='2.0'><channel><title>G</title></channel></rss>"


@pytest.fixture
def site(db):
    with LoopbackSite() as made:
        made.set("/", FRONT)
        made.set("/robots.txt", "User-agent: *\nDisallow: /private\nSitemap: /news.xml\n", content_type="text/plain")
        made.set("/private", FRONT)
        made.set("/feeds/top.xml", RSS, content_type="application/rss+xml")
        made.set("/gone", "Not here", status=404)
        yield made


@pytest.fixture
def policy(site) -> FetchPolicy:
    """One that may ask the site."""
    pair = ("127.0.0.1", site.port)
    return FetchPolicy(
        user_agent="ClaimTracker/1.0", allowed_ports=frozenset({site.port}), allowed_private=frozenset({pair})
    )


@pytest.fixture
def look(site, policy, extractor):
    """look(path) → (title, path or address, kind) of each list that is found there."""

    def at(path: str) -> list[tuple[str, str, str]]:
        found = lists_of(url=site.url(path), policy=policy, extractor=extractor)
        return [(each.title, each.url.removeprefix(site.url("")), each.kind) for each in found]

    return at


def test_feeds_come_first_then_sitemaps_then_the_page(look, site):
    assert look("/") == [
        ("Top stories", "/feeds/top.xml", "feed"),
        ("Science", "/feeds/science.rss", "feed"),
        ("Sitemap", "/news.xml", "sitemap"),
        ("The Gazette", "/", "html"),
    ]
    look("/")
    assert site.hits("/robots.txt") == 1


def test_a_feed_by_its_own_address_comes_alone(look):
    assert [found[1:] for found in look("/feeds/top.xml")] == [("/feeds/top.xml", "feed")]


@pytest.mark.parametrize(("path", "said"), [("/private", "robots.txt"), ("/gone", "404")])
def test_what_cannot_be_read_is_said_in_a_sentence(look, path, said):
    with pytest.raises(InvalidInput) as refusal:
        look(path)
    assert refusal.value.field == "url"
    assert said in str(refusal.value)


def test_a_site_is_asked_over_https_first_and_over_http_where_nothing_answers(site, policy, extractor):
    found = lists_of_site(site=f"127.0.0.1:{site.port}", policy=policy, extractor=extractor)
    assert [each.url for each in found][-1] == site.url("/")


@pytest.mark.parametrize(("path", "said"), [("/gone", "404"), ("/private", "robots.txt")])
def test_what_answers_over_http_and_refuses_says_why(site, policy, extractor, path, said):
    with pytest.raises(InvalidInput, match=said):
        lists_of_site(site=f"127.0.0.1:{site.port}{path}", policy=policy, extractor=extractor)


def test_what_is_not_allowed_is_asked_over_neither(site, extractor):
    with pytest.raises(InvalidInput, match=r"not open|not on the public internet"):
        policy = FetchPolicy(user_agent="ClaimTracker/1.0")
        lists_of_site(site=f"127.0.0.1:{site.port}", policy=policy, extractor=extractor)
    assert site.hits("/") == 0


@pytest.mark.parametrize("url", ["news", "ftp://news.example/", "http://127.0.0.1/", "http://[bad"])
def test_what_is_no_address_or_a_private_one_is_refused(url, site, extractor):
    with pytest.raises(InvalidInput):
        lists_of(url=url, policy=FetchPolicy(user_agent="ClaimTracker/1.0"), extractor=extractor)
