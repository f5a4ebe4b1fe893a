"""Sitemaps, indexes of them, and news sitemaps."""

import gzip
from datetime import UTC, datetime

import pytest

from tracker.extract.documents import Entry, Unreadable
from tracker.extract.links import MAX_ENTRIES
from tracker.extract.sitemap import MAX_BYTES, MAX_SITEMAPS, extract_sitemap

URL = "https://gazette.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*items: str, namespaces: str = NS) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {namespaces}>{"".join(items)}</urlset>'.encode()


def item(loc: str, lastmod: str = "") -> str:
    return f"<url><loc>{loc}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</url>"


def found(body: bytes) -> list[str]:
    return [entry.url.removeprefix("https://gazette.example") for entry in extract_sitemap(body, url=URL).entries]


def code_of(body: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        extract_sitemap(body, url=URL)
    return refusal.value.code


def test_addresses_come_newest_first_and_the_undated_last():
    body = urlset(
        item("/none"), item("/old", "2025-12"), item("/new", "2026-03-04T10:00:00+01:00"), item("/day", "2026-03-03")
    )
    assert found(body) == ["/new", "/day", "/old", "/none"]
    assert extract_sitemap(body, url=URL).entries[0].published_at == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_a_news_sitemap_gives_titles_and_dates():
    news = """<url><loc> https://gazette.example/reactor </loc><news:news><news:publication>
        <news:name>Gazette</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-03-04T10:00:00Z
        </news:publication_date><news:title>Reactor &amp; visitors</news:title></news:news></url>"""
    assert extract_sitemap(urlset(news, namespaces=f"{NS} {NEWS}"), url=URL).entries == (
        Entry("https://gazette.example/reactor", "Reactor & visitors", datetime(2026, 3, 4, 10, tzinfo=UTC)),
    )


def test_an_index_gives_sitemaps_newest_first():
    items = "".join(
        f"<sitemap><loc>/s{day}.xml</loc><lastmod>2026-01-{day:02d}</lastmod></sitemap>" for day in range(1, 29)
    )
    entries = extract_sitemap(f"<sitemapindex {NS}>{items}</sitemapindex>".encode(), url=URL).entries
    assert entries[0].url == "https://gazette.example/s28.xml"
    assert {entry.kind for entry in entries} == {"sitemap"}


def test_a_file_that_is_a_pdf_is_to_be_read_as_one():
    kinds = [entry.kind for entry in extract_sitemap(urlset(item("/a.PDF?x=1"), item("/b")), url=URL).entries]
    assert kinds == ["pdf", "html"]


def test_a_packed_one_is_unpacked_and_one_that_swells_is_refused():
    assert found(gzip.compress(urlset(item("/a")))) == ["/a"]
    assert code_of(gzip.compress(bytes(MAX_BYTES + 1))) == "too_large"
    assert code_of(b"\x1f\x8b\x08broken") == "broken_gzip"


def test_plain_lines_and_feeds_are_sitemaps_too():
    assert found(b"\xef\xbb\xbfhttps://gazette.example/a\r\nhttps://gazette.example/b\n") == ["/a", "/b"]
    assert found(b"<rss version='2.0'><channel><item><link>/a</link></item></channel></rss>") == ["/a"]


@pytest.mark.parametrize(
    "body",
    [
        urlset(item("/a")).replace(NS.encode(), b'xmlns="http://wrong.example/"'),
        urlset(item("/a"), namespaces=""),
        b"\n\n  " + urlset(item("/a")),
        urlset(item("/a"))[:-9],
        urlset(item("/a"), item("/b & c"), item("javascript:alert(1)"), item("/a")),
        urlset(item("/a")).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        urlset("<url><image:image xmlns:image='x'><image:loc>/i.png</image:loc></image:image><loc>/a</loc></url>"),
        urlset(item("<![CDATA[/a]]>"), "<url><lastmod>2026-01-01</lastmod></url>"),
    ],
    ids=["wrong namespace", "no namespace", "blank lines", "cut off", "bad links", "utf-16", "images", "cdata"],
)
def test_broken_ones_are_read_as_far_as_they_go(body):
    assert found(body)[0] == "/a"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "broken_sitemap"),
        (b"<html><body>Not found</body></html>", "broken_sitemap"),
        (b"Nothing to see here.\nMove along.", "broken_sitemap"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><urlset><url><loc>&a;</loc></url></urlset>", "broken_sitemap"),
        (b"\x89PNG\r\n", "not_text"),
    ],
)
def test_what_is_none_is_refused(body, code):
    assert code_of(body) == code


def test_deep_nesting_ends_the_reading():
    assert found(urlset(item("/a"), "<url>" * 100_000)) == ["/a"]


def test_only_so_many_are_kept():
    assert len(found(urlset(*(item(f"/{n}") for n in range(MAX_ENTRIES + 100))))) == MAX_ENTRIES
    items = "".join(f"<sitemap><loc>/{n}.xml</loc></sitemap>" for n in range(MAX_SITEMAPS + 10))
    assert len(found(f"<sitemapindex>{items}</sitemapindex>".encode())) == MAX_SITEMAPS


def test_an_empty_one_is_a_sitemap():
    assert found(urlset()) == []


@pytest.mark.parametrize(
    "end",
    [
        "<url><loc>/b-is-cut-off",
        "<url>\n<loc>/b",
        "<url><loc>https://gazette.example",
        "<url><lastmod>2026-03-04</lastmod><loc>/b",
        "<x:url><x:loc>/b",
    ],
)
def test_the_last_address_of_a_cut_sitemap_is_dropped(end):
    whole = urlset(item("/a")).decode()
    assert found(whole.replace("</urlset>", end).encode()) == ["/a"]
    assert found(gzip.compress(whole.replace("</urlset>", end).encode())) == ["/a"]


@pytest.mark.parametrize(
    "end", ["<url><loc>/b</loc><lastmod>2026", "<url><loc>/b</loc></url><url><lo", "<url><loc>/b</lo"]
)
def test_an_address_that_is_whole_is_kept_of_a_cut_sitemap(end):
    assert found(urlset(item("/a")).decode().replace("</urlset>", end).encode()) == ["/a", "/b"]


def test_addresses_that_differ_by_a_fragment_are_one_page():
    assert found(urlset(item("/a#1"), item("/a#2"), item("/a"))) == ["/a"]
