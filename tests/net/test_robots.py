"""robots.txt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


GROUP = "User-agent: ClaimTracker\n{}\nUser-agent: OtherBot\nDisallow: /closed\n\nUser-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    "record",
    [
        "Crawl-delay: 5",
        "Noindex: /a",
        "Content-Signal: search=yes, ai-train=no",
        "Request-rate: 1/5",
        "Sitemap: https://pages.example/map.xml",
        "Host: pages.example",
        "# a comment",
        "",
        "what is this",
    ],
)
def test_no_other_record_ends_a_group(record):
    robots = Robots.parse(GROUP.format(record).encode())
    for bot in (TOKEN, "OtherBot"):
        assert robots.allows("https://pages.example/open", bot)
        assert not robots.allows("https://pages.example/closed", bot)


def test_a_delay_between_two_names_is_for_both():
    robots = Robots.parse(GROUP.format("Crawl-delay: 5").encode())
    assert (robots.crawl_delay(TOKEN), robots.crawl_delay("OtherBot"), robots.crawl_delay("Third")) == (5.0, 5.0, None)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("ClaimTracker/1.0", True),
        ("CLAIMTRACKER", True),
        ("ClaimTracker (+https://pages.example/bot)", True),
        ("ClaimTracker news", True),
        ("ClaimTrackerPlus", False),
        ("Claim", False),
        ("MyClaimTracker", False),
        ("*/1.0", False),
    ],
)
def test_a_group_is_ours_by_the_product_token(name, ours):
    robots = Robots.parse(f"User-agent: {name}\nDisallow: /\n".encode())
    assert robots.allows("https://pages.example/a", TOKEN) is not ours


def test_all_groups_for_us_are_one_and_rules_before_any_name_are_nobodys():
    robots = Robots.parse(
        b"Disallow: /\nUser-agent: ClaimTracker\nDisallow: /a\nUser-agent: x\nDisallow: /b\nuser-agent:claimtracker\n"
        b"Disallow: /c"
    )
    assert [robots.allows(f"https://pages.example/{page}", TOKEN) for page in "abc"] == [False, True, False]


@pytest.mark.parametrize("line", ["Disallow /a", "disalow: /a", "DISSALLOW: /a", "Dissalow : /a", "\tDisallow:/a #b"])
def test_a_misspelt_rule_forbids_what_it_was_meant_to(line):
    robots = Robots.parse(f"useragent: *\r\n{line}\r\n".encode())
    assert not robots.allows("https://pages.example/a", TOKEN)
    assert robots.allows("https://pages.example/b", TOKEN)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/", "/fish", True),
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish.asp", False),
        ("/fish", "/catfish", False),
        ("/fish", "/?id=fish", False),
        ("/fish*", "/fishheads/yummy.html", True),
        ("/fish/", "/fish?id=anything", False),
        ("/*.php", "/folder/filename.php?parameters", True),
        ("/*.php", "/windows.PHP", False),
        ("/*.php$", "/filename.php", True),
        ("/*.php$", "/filename.php?parameters", False),
        ("/*.php$", "/filename.php5", False),
        ("/fish*.php", "/fishheads/catfish.php?parameters", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a$b", "/a$b/c", True),
        ("/a*a$", "/a", False),
        ("/**a**b$", "/xaxb", True),
        ("/foo/bar?baz=http://foo.bar", "/foo/bar?baz=http://foo.bar", True),
        ("/foo/bar/\u30c4", "/foo/bar/%E3%83%84", True),
        ("/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", True),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", True),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", True),
        ("/a%2Fb", "/a/b", False),
        ("*", "/anything", True),
        ("fish", "/fish", False),
    ],
)
def test_a_pattern_matches_the_path_as_the_rfc_and_search_engines_say(pattern, path, matches):
    robots = Robots.parse(f"User-agent: *\nDisallow: {pattern}\n".encode())
    assert robots.allows(f"https://pages.example{path}", TOKEN) is not matches


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Allow: /p\nDisallow: /", "/page", True),
        ("Allow: /folder\nDisallow: /folder", "/folder/page", True),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/page.htm", False),
        ("Disallow:\n", "/page", True),
        ("Allow:\nDisallow: /x", "/x", False),
    ],
)
def test_the_longest_pattern_decides_and_of_two_as_long_the_one_that_allows(rules, path, allowed):
    assert Robots.parse(f"User-agent: *\n{rules}\n".encode()).allows(f"https://pages.example{path}", TOKEN) is allowed


@pytest.mark.parametrize("line", ["disallow:/*a{}b", "disallow:/{}", "user-agent:a{}\nallow:/", "disallow:/%41{}"])
def test_a_hostile_file_still_has_its_rules_at_the_end(line):
    body = "\n".join(["User-agent: *", *(line.format(number) for number in range(20_000)), "User-agent: *", ""])
    robots = Robots.parse(f"{body}Disallow: /last\n".encode())
    assert not robots.allows("https://pages.example/last", TOKEN)
    assert robots.allows("https://pages.example/" + "a" * 1_900, TOKEN)


def test_what_was_made_of_the_text_once_is_kept():
    robots = Robots.parse(b"User-agent: *\nDisallow: /x\n")
    assert robots._rules(TOKEN) is robots._rules(TOKEN)


@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_bytes_and_no_address_break_it(body, path):
    assert Robots.parse(b"User-agent: *\nDisallow: " + body).allows(f"https://pages.example/{path}", TOKEN) in (
        True,
        False,
    )
