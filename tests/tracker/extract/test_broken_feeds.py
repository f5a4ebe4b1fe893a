"""Feeds as they come: damaged, mislabelled, half one format and half another."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from tracker.extract.documents import Entry, Unreadable
from tracker.extract.feed import extract_feed

URL = "https://gazette.example/feeds/news.xml"
HOME = "https://gazette.example"
ITEM = "<item><title>Łódź reopens</title><link>https://gazette.example/a</link></item>"
RSS = f"<rss version='2.0'><channel><title>Gazette</title>{ITEM}</channel></rss>"
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><title>Gazette</title></channel>
 <item rdf:about="https://gazette.example/a"><title>Łódź reopens</title><link>https://gazette.example/a</link>
 <dc:date>2026-03-04T10:00:00Z</dc:date></item></rdf:RDF>"""


def linked(link: str) -> str:
    """The feed with this in the place of its only link."""
    return RSS.replace("<link>https://gazette.example/a</link>", link)


def links(body: bytes, charset: str | None = None) -> list[str]:
    return [entry.url.removeprefix(HOME) for entry in extract_feed(body, url=URL, charset=charset).entries]


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (RSS.encode(), None),
        (RSS.encode(), "iso-8859-1"),
        (b"\xef\xbb\xbf" + RSS.encode(), None),
        (b"\n\n \t" + f"<?xml version='1.0'?>{RSS}".encode(), None),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>" + RSS.encode(), None),
        (b"<?xml version='1.0' encoding='utf-8'?>" + RSS.encode("iso8859-2"), "iso-8859-2"),
        (("<?xml version='1.0' encoding='iso-8859-2'?>" + RSS).encode("iso8859-2"), None),
        (("<?xml version='1.0' encoding='utf-16'?>" + RSS).encode("utf-16"), None),
        (("<?xml version='1.0' encoding='utf-16'?>" + RSS).encode("utf-16-le"), None),
        (gzip.compress(RSS.encode()), None),
        (b"<br />\n<b>Warning</b>: in /srv/feed.php on line 7<br />\n<?xml version='1.0'?>" + RSS.encode(), None),
        (RDF.encode(), None),
    ],
    ids=[
        "as it should be",
        "header lies",
        "byte-order mark",
        "blank lines before the declaration",
        "declaration lies",
        "declaration lies, header does not",
        "latin-2",
        "utf-16",
        "utf-16 without a mark",
        "packed",
        "a warning before it",
        "rdf",
    ],
)  # fmt: skip
def test_the_words_come_out_right_whatever_the_encoding(body, charset):
    (entry,) = extract_feed(body, url=URL, charset=charset).entries
    assert (entry.url, entry.title) == ("https://gazette.example/a", "Łódź reopens")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (RSS[:-20], ["/a"]),
        (RSS.replace("</channel></rss>", ITEM.replace("/a<", "/b<")), ["/a", "/b"]),
        (RSS.replace("<title>Łódź", "<title>Łódź & \x0b Co &nbsp; &copy; <br>"), ["/a"]),
        (RSS.replace("rss version='2.0'", "rss"), ["/a"]),
        (RSS.upper().replace("HTTPS://GAZETTE.EXAMPLE/A", "https://gazette.example/a"), ["/a"]),
        (f"<channel><title>x</title>{ITEM}</channel>", ["/a"]),
        (linked("<link>\n  https://gazette.example/a\n </link>"), ["/a"]),
        (linked("<link><![CDATA[https://gazette.example/a]]></link>"), ["/a"]),
        (linked("<guid isPermaLink='true'>https://gazette.example/a</guid>"), ["/a"]),
        (linked("<guid>https://gazette.example/a</guid>"), ["/a"]),
        (linked("<guid isPermaLink='false'>https://gazette.example/a</guid>"), ["/a"]),
        (linked("<link/><guid>https://gazette.example/a</guid>"), ["/a"]),
        (linked("<link>//gazette.example/a</link>"), ["/a"]),
        (linked("<atom:link xmlns:atom='http://www.w3.org/2005/Atom' href='/a'/>"), ["/a"]),
        (linked("<atom:link href='/a'/><link>/a</link>"), ["/a"]),
        (linked("<enclosure type='application/pdf' url='/a.pdf'/>"), ["/a.pdf"]),
        (f"<?xml version='1.0'?><!-- {'x' * 500} --><?xml-stylesheet href='x.xsl'?>{RSS}", ["/a"]),
        (f"<!DOCTYPE rss SYSTEM 'http://127.0.0.1:1/x.dtd'>{RSS}", ["/a"]),
    ],
    ids=lambda value: "",
)  # fmt: skip
def test_damage_costs_as_little_as_it_can(body, expected):
    assert links(body.encode()) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("<link rel='self' href='/self'/><link rel='alternate' type='text/html' href='/a'/>", ["/a"]),
        ("<link href='/a'/><link rel='replies' href='/a#comments'/>", ["/a"]),
        ("<id>https://gazette.example/a</id>", ["/a"]),
        ("<id>tag:gazette.example,2026:1</id>", []),
        ("<link rel='enclosure' type='application/pdf' href='/a.pdf'/>", ["/a.pdf"]),
    ],
)
def test_an_atom_entry_is_where_its_alternate_is(entry, expected):
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>G</title><entry><title>x</title>{entry}</entry></feed>"
    assert links(body.encode()) == expected


@pytest.mark.parametrize("namespace", ["http://purl.org/atom/ns#", "http://www.w3.org/2005/atom", ""])
def test_an_atom_feed_of_another_age_is_read(namespace):
    body = f"<feed version='0.3' xmlns='{namespace}'><title>G</title><entry><link href='/a'/></entry></feed>"
    assert links(body.encode()) == ["/a"]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Wed, 04 Mar 2026 10:00:00 GMT", datetime(2026, 3, 4, 10, tzinfo=UTC)),
        ("4 Mar 2026 10:00 +0100", datetime(2026, 3, 4, 9, tzinfo=UTC)),
        ("Wed, 4 Mar 2026 10:00:00 EST", datetime(2026, 3, 4, 15, tzinfo=UTC)),
        ("2026-03-04T10:00:00+01:00", datetime(2026, 3, 4, 9, tzinfo=UTC)),
        ("2026-03-04 10:00:00", datetime(2026, 3, 4, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("Wed, 99 Foo 20266 25:61:00 GMT", None),
    ],
)
def test_times_are_read_in_the_forms_they_come_in(written, moment):
    body = RSS.replace("</item>", f"<pubDate>{written}</pubDate></item>")
    assert extract_feed(body.encode(), url=URL).entries[0].published_at == moment


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Gazette",
    "feed_url": "https://gazette.example/feed.json",
    "hubs": [{"type": "rssCloud", "url": "/no"}, {"type": "WebSub", "url": "https://hub.example/"}],
    "items": [
        {"id": "1", "url": "/a", "title": "Łódź  reopens", "date_published": "2026-03-04T10:00:00+01:00"},
        {"id": "2", "external_url": "https://other.example/b.pdf", "date_modified": "2026-03-04"},
        {"id": "https://gazette.example/c", "date_published": "yesterday"},
        {"id": "https://gazette.example/a", "title": "again"},
        {"id": "no-address"},
        "nonsense",
        {"url": "javascript:alert(1)"},
    ],
}


def test_a_json_feed_is_a_feed():
    feed = extract_feed(json.dumps(JSON_FEED).encode(), url=URL)
    assert (feed.title, feed.hub_url, feed.self_url) == (
        "Gazette",
        "https://hub.example/",
        "https://gazette.example/feed.json",
    )
    assert feed.entries == (
        Entry("https://gazette.example/a", "Łódź reopens", datetime(2026, 3, 4, 9, tzinfo=UTC)),
        Entry("https://other.example/b.pdf", "", None, "pdf"),
        Entry("https://gazette.example/c", "", None),
    )


@pytest.mark.parametrize(
    "change",
    [{"version": None}, {"version": 1}, {"title": ["x"]}, {"hubs": "none"}, {"hubs": [7]}, {"feed_url": 7}],
)
def test_a_json_feed_with_something_wrong_is_still_read(change):
    assert links(json.dumps({**JSON_FEED, **change}).encode())[0] == "/a"


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"items": 7}', b'{"items": [{"name": "x"}]}', b'{"items": [', b'{"a":' * 100_000, b"{" + bytes(40)],
)
def test_json_that_is_no_feed_is_refused(body):
    with pytest.raises(Unreadable) as refusal:
        extract_feed(body, url=URL)
    assert refusal.value.code == "broken_feed"


def test_an_empty_json_feed_is_a_feed():
    assert extract_feed(json.dumps({**JSON_FEED, "items": []}).encode(), url=URL).entries == ()


def test_a_packed_feed_that_swells_is_refused():
    with pytest.raises(Unreadable) as refusal:
        extract_feed(gzip.compress(bytes(6_000_000)), url=URL)
    assert refusal.value.code == "too_large"
