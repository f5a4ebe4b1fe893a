"""Where a feed says that its changes are announced (W3C WebSub §4)."""

import pytest

from tracker.extract.feed import extract_feed

URL = "https://gazette.example/feed.xml"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title>{links}
<entry><title>One</title><id>urn:x:1</id><link href="/a"/></entry></feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Gazette</title>{links}
<item><title>One</title><link>https://gazette.example/a</link></item></channel></rss>"""


def found(feed: str, *links: str) -> tuple[str, str]:
    read = extract_feed(feed.format(links="".join(links)).encode(), url=URL)
    return read.hub_url, read.self_url


@pytest.mark.parametrize(("feed", "prefix"), [(ATOM, ""), (RSS, "atom:")])
def test_a_feed_names_its_hub_and_itself(feed, prefix):
    links = [f"<{prefix}link rel='hub' href='https://hub.example/'/>", f"<{prefix}link rel='self' href='/atom.xml'/>"]
    assert found(feed, *links) == ("https://hub.example/", "https://gazette.example/atom.xml")


def test_of_several_hubs_the_first_over_https_is_taken():
    links = [f"<link rel='hub' href='{each}'/>" for each in ("http://a.example/", "https://b.example/", "https://c/")]
    assert found(ATOM, *links)[0] == "https://b.example/"


@pytest.mark.parametrize(
    "href", ["ftp://hub.example/", "javascript:alert(1)", "mailto:hub@b.example", "https://hub.example:0/"]
)
def test_what_is_no_web_address_is_no_hub(href):
    assert found(ATOM, f"<link rel='hub' href='{href}'/>")[0] == ""


def test_a_feed_without_a_hub_names_none():
    assert found(RSS) == ("", "")


def test_the_hub_comes_out_of_the_process_that_reads(extractor):
    body = ATOM.format(links="<link rel='hub' href='https://hub.example/'/>").encode()
    read = extractor.extract("feed", body, URL)
    assert (read.hub_url, read.entries[0].url) == ("https://hub.example/", "https://gazette.example/a")
