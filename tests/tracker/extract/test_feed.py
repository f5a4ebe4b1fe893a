import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.extract.documents import Entry, Unreadable
from tracker.extract.feed import MAX_ENTRIES, extract_feed

URL = "https://gazette.example/feeds/news.xml"


SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


def rss(items: str, channel: str = "") -> bytes:
    return f"<rss version='2.0'><channel><title>Gazette</title>{channel}{items}</channel></rss>".encode()


def item(link: str, title: str = "T") -> str:
    return f"<item><title>{title}</title><link>{link}</link></item>"


def test_it_reads_rss_with_times_in_utc():
    body = rss("<item><title>A &lt;b&gt;bold&lt;/b&gt; claim</title><link>https://gazette.example/1</link>"
               "<pubDate>Wed, 04 Mar 2026 23:30:00 +0200</pubDate></item>", "<ttl>5</ttl>")  # fmt: skip
    feed = extract_feed(body, url=URL)
    assert (feed.title, feed.ttl_s) == ("Gazette", 300)
    assert feed.entries == (
        Entry("https://gazette.example/1", "A bold claim", datetime(2026, 3, 4, 21, 30, tzinfo=UTC)),
    )


def test_it_reads_atom_and_makes_links_absolute():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>G</title><entry><title>x</title>
    <link href="../2026/one"/><updated>2026-03-04T10:00:00Z</updated></entry></feed>"""
    (entry,) = extract_feed(body, url=URL).entries
    assert entry.url == "https://gazette.example/2026/one"
    assert entry.published_at == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_entries_without_a_web_address_and_repeated_ones_are_left_out():
    links = [
        "/a",
        "",
        "javascript:alert(1)",
        "ftp://x.example/a",
        "file:///etc/passwd",
        "/a",
        "https://gazette.example/a",
        "/b",
    ]
    body = rss("".join(map(item, links)) + "<item><title>no link</title></item>")
    assert [entry.url for entry in extract_feed(body, url=URL).entries] == [
        "https://gazette.example/a",
        "https://gazette.example/b",
    ]


def test_a_long_feed_is_cut():
    assert len(extract_feed(rss("".join(item(f"/{n}") for n in range(700))), url=URL).entries) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("channel", "ttl_s"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>soon</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>99999999</ttl>", 30 * 86_400),
        (f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod><sy:updateFrequency {SY}>2</sy:updateFrequency>", 1800),
        ("", None),
    ],
)  # fmt: skip
def test_it_reads_how_long_the_publisher_asks_to_wait(channel, ttl_s):
    assert extract_feed(rss(item("/a"), channel), url=URL).ttl_s == ttl_s


def test_a_body_that_is_a_path_or_an_address_is_not_opened(tmp_path: Path):
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss(item("/secret")))
    for body in (str(secret).encode(), secret.as_uri().encode(), b"http://127.0.0.1:1/feed.xml"):
        with pytest.raises(Unreadable):
            extract_feed(body, url=URL)


BOMB = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))


@pytest.mark.parametrize(
    "declaration",
    [BOMB, "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "<!ENTITY % x SYSTEM 'http://127.0.0.1:1/x.dtd'> %x;"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused_unread(declaration, encoding):
    body = f"<!DOCTYPE rss [{declaration}]><rss version='2.0'><channel>{item('/a', '&a11;')}</channel></rss>".encode(
        encoding
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable) as refusal:
        extract_feed(body, url=URL)
    assert refusal.value.code == "broken_feed"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.parametrize("body", [b"", b"not a feed", b"<html><body><p>A page</p></body></html>", b"\x00\xff" * 99])
def test_what_is_no_feed_is_refused(body):
    with pytest.raises(Unreadable) as refusal:
        extract_feed(body, url=URL)
    assert refusal.value.code == "broken_feed"


def test_an_empty_feed_is_a_feed():
    assert extract_feed(rss(""), url=URL).entries == ()


def test_a_feed_with_a_doctype_or_broken_markup_is_still_read():
    body = b"<!DOCTYPE rss PUBLIC '-//X//DTD RSS 0.91//EN' 'http://127.0.0.1:1/rss.dtd'>" + rss(
        item("/a", "a &nbsp; b & c")
    )
    assert [entry.url for entry in extract_feed(body, url=URL).entries] == ["https://gazette.example/a"]
