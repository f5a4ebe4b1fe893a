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


ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>G</title><entry>{}</entry></feed>"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<![CDATA[Tom &amp; Jerry &#8217;s &hellip;]]>", "Tom & Jerry ’s …"),
        ("<![CDATA[A <b>bold</b> claim<br/>]]>", "A bold claim"),
        ("Tom &amp;amp; Jerry&amp;#39;s", "Tom & Jerry's"),
        ("AT&amp;T buys M&amp;S", "AT&T buys M&S"),
        ("Use of &lt;words&gt; in titles", "Use of <words> in titles"),
        ("<![CDATA[When x < y and y > z]]>", "When x < y and y > z"),
        ("<![CDATA[The List<String> type]]>", "The List<String> type"),
        ("Read ?a=1&amp;copy=2", "Read ?a=1&copy=2"),
    ],
)
def test_a_title_of_rss_is_shown_as_html_without_losing_words(title, shown):
    body = rss(f"<item><title>{title}</title><link>/a</link></item>")
    assert [entry.title for entry in extract_feed(body, url=URL).entries] == [shown]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<title type='html'>A &amp;amp; B &lt;b>x&lt;/b> &amp;#8211;</title>", "A & B x –"),
        ("<title type='html'><![CDATA[A &amp; B]]></title>", "A & B"),
        ("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>b</b> &lt;c></div></title>", "A b <c>"),
        ("<title type='text'>AT&amp;amp;T &lt;b> and &lt;words></title>", "AT&amp;T <b> and <words>"),
        ("<title>Use of &lt;words></title>", "Use of <words>"),
    ],
)
def test_a_title_of_atom_is_shown_as_its_type_says(title, shown):
    body = ATOM.format(f"{title}<link href='/a'/>").encode()
    assert [entry.title for entry in extract_feed(body, url=URL).entries] == [shown]


@pytest.mark.parametrize(
    ("channel", "link", "address"),
    [
        ("<link>https://paper.example/</link>", "/a", "https://paper.example/a"),
        ("<link>https://paper.example/news/</link>", "a", "https://paper.example/news/a"),
        ("<link>/news/</link>", "a", "https://gazette.example/news/a"),
        ("", "/a", "https://gazette.example/a"),
        ("<link>https://paper.example/</link>", "https://gazette.example/a", "https://gazette.example/a"),
    ],
)
def test_a_relative_link_of_rss_is_the_sites_not_the_hosts_of_the_feed(channel, link, address):
    assert [entry.url for entry in extract_feed(rss(item(link), channel), url=URL).entries] == [address]


def test_a_relative_link_of_atom_goes_by_its_base_else_the_feeds_address():
    body = ATOM.format("<link href='a'/>")
    based = body.replace("<entry>", "<entry xml:base='https://paper.example/news/'>")
    for feed, address in ((body, "https://gazette.example/feeds/a"), (based, "https://paper.example/news/a")):
        assert [entry.url for entry in extract_feed(feed.encode(), url=URL).entries] == [address]


@pytest.mark.parametrize(
    ("entry", "address", "kind"),
    [
        ("<link rel='enclosure' type='image/jpeg' href='/i.jpg'>A picture</link><link href='/a'/>", "/a", "html"),
        (
            "<link rel='enclosure' type='image/jpeg' href='/i.jpg'>x</link><id>https://gazette.example/a</id>",
            "/a",
            "html",
        ),
        ("<link rel='alternate' type='application/pdf' href='/a'/>", "/a", "pdf"),
        ("<link rel='alternate' type='application/json' href='/j'/><link type='text/html' href='/a'/>", "/a", "html"),
        ("<link rel='enclosure' type='application/pdf; charset=binary' href='/a?id=1'/>", "/a?id=1", "pdf"),
        ("<link rel='enclosure' type='image/jpeg' href='/i.jpg'/>", "", ""),
    ],
)
def test_an_entry_of_atom_is_its_page_and_never_its_picture(entry, address, kind):
    feed = extract_feed(ATOM.format(f"<title>T</title>{entry}").encode(), url=URL)
    found = [(each.url.removeprefix("https://gazette.example"), each.kind) for each in feed.entries]
    assert found == ([(address, kind)] if address else [])


def test_a_pdf_without_its_ending_is_known_by_the_type_that_the_feed_tells():
    enclosure = "<item><title>T</title><enclosure url='/doc?id=1' type='application/pdf' length='9'/></item>"
    attached = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "A &amp; B", "attachments": '
    )
    attached += '[{"url": "/doc?id=1", "mime_type": "application/pdf"}]}]}'
    for body in (rss(enclosure), attached.encode()):
        (entry,) = extract_feed(body, url=URL).entries
        assert (entry.url, entry.kind) == ("https://gazette.example/doc?id=1", "pdf")


@pytest.mark.parametrize("oldest_first", [True, False])
@pytest.mark.parametrize("most", [MAX_ENTRIES + 100, 4 * MAX_ENTRIES])
def test_of_a_long_feed_the_newest_entries_are_kept_in_their_order(oldest_first, most):
    numbers = list(range(most)) if oldest_first else list(range(most))[::-1]
    items = "".join(
        f"<item><link>/{number}</link><pubDate>{1_700_000_000 + 60 * number}</pubDate></item>" for number in numbers
    )
    kept = [int(entry.url.rpartition("/")[2]) for entry in extract_feed(rss(items), url=URL).entries]
    assert kept == [number for number in numbers if number >= most - MAX_ENTRIES]


def test_entries_that_differ_by_a_fragment_are_one_page():
    posts = [f"/live#post-{number}" for number in range(30)]
    assert [entry.url for entry in extract_feed(rss("".join(map(item, posts))), url=URL).entries] == [
        "https://gazette.example/live"
    ]
    items = ", ".join(f'{{"id": "{at}", "url": "/live#{at}"}}' for at in range(30))
    body = f'{{"version": "https://jsonfeed.org/version/1", "items": [{items}]}}'.encode()
    assert [entry.url for entry in extract_feed(body, url=URL).entries] == ["https://gazette.example/live"]
