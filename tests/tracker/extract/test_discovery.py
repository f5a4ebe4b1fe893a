"""Feeds found from a front page, sitemaps from robots.txt."""

import pytest

from tracker.extract.discovery import find_feeds
from tracker.extract.links import MAX_FOUND, sitemaps_of

URL = "https://gazette.example/"


def found(head: str, body: str = "") -> list[tuple[str, str]]:
    page = f"<html><head><title>The Gazette</title>{head}</head><body>{body}</body></html>"
    return [(entry.url.removeprefix(URL), entry.title) for entry in find_feeds(page.encode(), url=URL).entries]


def test_declared_feeds_come_first_and_those_of_comments_last():
    head = """<link rel="alternate" type="application/rss+xml" title="Comments on everything" href="/comments/feed">
    <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" title=" News  feed " href="news.atom">
    <link rel="alternate" type="application/json+oembed" href="/oembed"><link rel="alternate" hreflang="de" href="/de">
    <link rel="alternate stylesheet" type="text/css" href="/x.css">"""
    body = '<a href="/rss">RSS</a> <a href="/about">About</a> <a href="/feed.json">JSON</a> <a href="/defeed">x</a>'
    assert found(head, body) == [
        ("news.atom", "News feed"),
        ("rss", "RSS"),
        ("feed.json", "JSON"),
        ("comments/feed", "Comments on everything"),
    ]


def test_it_knows_the_name_of_the_page_and_that_feeds_are_feeds():
    page = b"<title>The Gazette</title><link rel='alternate' type='application/feed+json' href='/f'>"
    feed = find_feeds(page, url=URL)
    assert (feed.title, [entry.kind for entry in feed.entries]) == ("The Gazette", ["feed"])


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("feed://news.example/rss", "https://news.example/rss"),
        ("feed:http://news.example/rss", "http://news.example/rss"),
        ("//cdn.example/rss", "https://cdn.example/rss"),
        (" rss ", "https://gazette.example/rss"),
    ],
)
def test_odd_addresses_are_understood(href, address):
    page = f"<link rel=alternate type=application/rss+xml href='{href}'>"
    assert [entry.url for entry in find_feeds(page.encode(), url=URL).entries] == [address]


@pytest.mark.parametrize("href", ["", "javascript:alert(1)", "file:///etc/passwd", "http://", "mailto:a@b.example"])
def test_what_is_no_web_address_is_none(href):
    assert found(f"<link rel='alternate' type='application/rss+xml' href='{href}'>") == []


def test_the_base_of_the_page_counts():
    page = b"<base href='https://cdn.example/x/'><link rel='alternate' type='application/rss+xml' href='rss'>"
    assert find_feeds(page, url=URL).entries[0].url == "https://cdn.example/x/rss"


def test_a_feed_is_offered_once_and_only_so_many_are():
    link = "<link rel='alternate' type='application/rss+xml' href='/rss'>"
    assert len(found(link * 3)) == 1
    assert len(found("".join(link.replace("'/rss", f"'/{n}") for n in range(100)))) == MAX_FOUND


def test_robots_names_sitemaps():
    robots = "User-agent: *\nDisallow: /a\nSitemap: https://gazette.example/s.xml\n"
    robots += " sitemap:/news.xml # ours\nSite-map: /old.xml\nSitemap: ftp://x/y\n"
    assert sitemaps_of(robots, url=f"{URL}robots.txt") == [
        "https://gazette.example/s.xml",
        "https://gazette.example/news.xml",
        "https://gazette.example/old.xml",
    ]
