"""robots.txt."""

import pytest

from net.client import FetchPolicy, FetchRequest, FetchResult, fetch, fetch_many
from net.errors import FetchError, http_error
from net.robots import CLOSED, MAX_BYTES, OPEN, Robots, collect, requests_for, robots_url, rules_from
from tests.loopback import LoopbackSite

TOKEN = "ClaimTracker"
REQUEST = FetchRequest("https://pages.example/robots.txt", kind="robots")


def failed(error: FetchError, status: int | None = None) -> FetchResult:
    return FetchResult(REQUEST, "error", status=status, error=error)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://pages.example/a/b?c", "https://pages.example/robots.txt"),
        ("http://Pages.Example:8080/", "http://pages.example:8080/robots.txt"),
        ("https://pages.example:443", "https://pages.example/robots.txt"),
    ],
)
def test_rules_stand_at_the_root_of_scheme_host_and_port(url, where):
    assert robots_url(url) == where


def test_our_own_group_wins_over_the_one_for_all_and_the_longest_rule_over_shorter_ones():
    robots = Robots.parse(
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\n"
        b"User-agent: claimtracker\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\nCrawl-delay: 7\n"
    )
    assert robots.allows("https://pages.example/", TOKEN)
    assert not robots.allows("https://pages.example/private/x", TOKEN)
    assert not robots.allows("https://pages.example/a/../private/x", TOKEN)
    assert robots.allows("https://pages.example/private/open/x", TOKEN)
    assert not robots.allows("https://pages.example/report.pdf", TOKEN)
    assert not robots.allows("https://pages.example/", "OtherBot")
    assert robots.crawl_delay(TOKEN) == 7.0
    assert robots.crawl_delay("OtherBot") is None


def test_robots_txt_itself_may_always_be_read_and_a_bad_url_never():
    assert CLOSED.allows("https://pages.example/robots.txt", TOKEN)
    assert not CLOSED.allows("https://pages.example/", TOKEN)
    assert OPEN.allows("https://pages.example/", TOKEN)
    assert not OPEN.allows("ftp://pages.example/", TOKEN)


@pytest.mark.parametrize("delay", [b"nan", b"inf", b"-3", b"soon"])
def test_a_senseless_crawl_delay_is_none(delay):
    assert Robots.parse(b"User-agent: *\nCrawl-delay: " + delay).crawl_delay(TOKEN) is None


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(401, OPEN), (403, OPEN), (404, OPEN), (410, OPEN), (429, CLOSED), (500, CLOSED), (503, CLOSED), (204, CLOSED)],
)
def test_a_missing_file_opens_and_a_failing_server_closes(status, meaning):
    assert rules_from(failed(http_error(status), status)) == meaning


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("dns", CLOSED),
        ("timeout", CLOSED),
        ("tls", CLOSED),
        ("blocked-address", CLOSED),
        ("redirects", OPEN),
        ("content-type", OPEN),
    ],
)
def test_an_unreachable_file_closes(code, meaning):
    assert rules_from(failed(FetchError(code, "So."))) == meaning
    assert rules_from(failed(FetchError(code, "So."), 301)) == meaning


def test_not_modified_is_no_answer_to_what_the_rules_are():
    with pytest.raises(ValueError, match="keep the rules"):
        rules_from(FetchResult(REQUEST, "not_modified"))


def test_rules_survive_a_cache_as_plain_data():
    robots = Robots.parse(b"User-agent: *\nDisallow: /x\n")
    again = Robots.from_dict(robots.as_dict())
    assert again == robots
    assert not again.allows("https://pages.example/x", TOKEN)
    with pytest.raises(ValueError, match="not the data"):
        Robots.from_dict({"access": "perhaps", "text": ""})


def test_a_huge_file_is_read_up_to_its_limit_and_the_rest_ignored(site: LoopbackSite, policy: FetchPolicy):
    head = b"User-agent: *\nDisallow: /first\n"
    filler = b"# nothing to see here, move along please\n" * 20_000
    site.set("/robots.txt", head + filler + b"Disallow: /last\n", content_type="text/plain")
    result = fetch(FetchRequest(site.url("/robots.txt"), kind="robots"), policy=policy)
    assert len(result.body) == MAX_BYTES
    robots = rules_from(result)
    assert not robots.allows(site.url("/first"), TOKEN)
    assert robots.allows(site.url("/last"), TOKEN)


def test_a_rule_cut_at_the_limit_is_no_rule():
    rule = b"Disallow: /first\n"
    body = b"User-agent: *\n" + b"#" * (MAX_BYTES - 26) + b"\n" + rule
    assert body[:MAX_BYTES].endswith(b"\nDisallow: /")
    assert Robots.parse(body).allows("https://pages.example/a", TOKEN)


def test_many_urls_ask_for_each_file_once(site: LoopbackSite, policy: FetchPolicy):
    site.set("/robots.txt", "User-agent: *\nDisallow: /no\n", content_type="text/plain")
    asked = requests_for([site.url("/a"), site.url("/b"), "mailto:alice@pages.example"])
    rules = collect(fetch_many(asked, policy=policy))
    assert site.hits("/robots.txt") == 1
    assert not rules[robots_url(site.url("/no"))].allows(site.url("/no"), TOKEN)


def test_a_file_served_without_a_type_is_read_all_the_same(site: LoopbackSite, policy: FetchPolicy):
    site.set("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="")
    result = fetch(FetchRequest(site.url("/robots.txt"), kind="robots"), policy=policy)
    assert not rules_from(result).allows(site.url("/"), TOKEN)
