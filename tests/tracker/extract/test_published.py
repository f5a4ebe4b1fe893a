"""The day a page was published, and when it was changed."""

from datetime import UTC, date, datetime

import pytest

from tracker.extract.html import parse
from tracker.extract.metadata import read_metadata
from tracker.extract.published import day_of_address

URL = "https://gazette.example/reactor"
DAY = date(2026, 3, 4)
BODY = "<p>The reactor of Kernhausen reopened. It had closed on 1 May 2019, after seven years.</p>"


def published(*, head: str = "", body: str = "", url: str = URL) -> date | None:
    markup = f"<html><head>{head}</head><body><h1>Reactor reopens</h1>{body}{BODY}</body></html>"
    return read_metadata(parse(markup), url=url).published_on


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/2026/03/04/reactor", DAY),
        ("/news/2026/3/4/reactor.html", DAY),
        ("/statements/2026/mar/04/alice", DAY),
        ("/2026-03-04/reactor", DAY),
        ("/story/reactor-reopens-2026-03-04", DAY),
        ("/20260304/reactor", DAY),
        ("/politics/20260304-reactor", DAY),
        ("/2026_03_04_reactor", DAY),
        ("/2026/03/reactor", None),
        ("/2026/13/04/reactor", None),
        ("/reactor-20260304123456", None),
        ("/item/1926/03/04", None),
        ("/reactor?day=2026-03-04", None),
        ("/a/11/12/13", None),
    ],
)
def test_the_path_of_an_address_names_a_day(address, day):
    assert day_of_address(f"https://gazette.example{address}") == day
    assert published(url=f"https://gazette.example{address}") == day


@pytest.mark.parametrize(
    "stated",
    [
        json_ld('{"@type": "VideoObject", "uploadDate": "2026-03-04T10:00:00+02:00"}'),
        json_ld('{"@type": "VideoObject", "datePublished": "2026-03-04"}'),
        json_ld('[{"@type": "BreadcrumbList"}, {"@graph": [{"@type": "AudioObject", "uploadDate": "2026-03-04"}]}]'),
        json_ld('{"@type": "WebPage", "mainEntity": {"@type": "Recipe", "datePublished": "2026-03-04"}}'),
        json_ld('{"@type": "NewsArticle", "datePublished": "Wed Mar 04 2026 10:05:46 GMT+0100 (CET)"}'),
        json_ld('{"@type": "NewsArticle", "datePublished": "March 4, 2026 10:05 am"}'),
        json_ld('{"@type": "NewsArticle", "headline": "a "quoted" word", "datePublished": "2026-03-04T10:00:00Z"}'),
        json_ld('{"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00Z"}')
        + "<meta name=date content=2026-03-04>",
        '<meta name="parsely-pub-date" content="2026-03-04T10:00:00Z">',
        '<meta name="dc.date" content="2026-03-04">',
        '<meta itemprop="datePublished" content="2026-03-04 10:24:00">',
        '<meta property="article:published_time" content="2026-03-04T10:00:00">',
    ],
)
def test_a_day_stated_for_programs_is_found(stated):
    assert published(head=stated) == DAY


@pytest.mark.parametrize(
    "line",
    [
        '<ul class="facts"><li>Alice</li><li><time datetime="2026-03-04T10:00:00+01:00">today</time></li></ul>',
        '<ul><li class="date">4 March 2026</li><li>3 min</li></ul>',
        "<div>By Alice Smith, March 4, 2026</div>",
        "<div>Mittwoch, 4. März 2026</div>",
        "<div>publiziert am 04.03.2026</div>",
        "<div>quarta-feira, 4 de março de 2026 às 20:13</div>",
        "<div>By - 2026-03-04</div>",
        "<div>Published <b>by Alice</b> March 4th, 2026 - 07:29 GMT</div>",
        '<span class="datetime">Wednesday, March 4, 2026</span>',
        "<div>4 марта 2026</div>",
    ],
)
def test_a_day_that_the_page_shows_is_found(line):
    assert published(body=line) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "<div>On 4 March 2026 they received a star.</div>",
        "<ul><li><a href='/b'>Ten gardens that you must see</a> <time datetime='2026-03-04'>4 March</time></li></ul>",
        "<blockquote>Bob (@bob) March 4, 2026</blockquote>",
        "<figcaption>The reactor, 4 March 2026</figcaption>",
        "<div>Updated March 4, 2026</div>",
        "<div>29 November 2025 to 4 March 2026</div>",
        "<div class='comment'><div>Bob, 4 March 2026</div></div>",
        "<div>© 2026</div>",
        "<footer><div>4 March 2026</div></footer>",
    ],
)
def test_a_day_of_something_else_is_not_the_pages(line):
    assert published(body=line) is None


@pytest.mark.parametrize(
    ("stated", "body", "path", "day"),
    [
        ("2026-03-05T02:59:46Z", '<time datetime="2026-03-04 20:59:46">March 4, 2026</time>', "/a", 4),
        ("2026-03-05T02:59:46Z", '<div class="dateline">March 4, 2026, 8:59 pm ET</div>', "/a", 4),
        ("2026-03-05T02:59:46Z", "<div>Alice Smith, Mar. 4, 2026</div>", "/a", 4),
        ("2026-03-05T02:59:46+00:00", "", "/2026/03/04/a", 4),
        ("2026-03-05 02:59:46", "", "/2026/03/04/a", 4),
        ("2026-03-04T22:30:00Z", "<div>5. März 2026</div>", "/a", 5),
        ("2026-03-04T22:30:00Z", "", "/2026/03/05/a", 5),
        ("2026-03-05T02:59:46Z", '<div class="date">March 5, 2026</div>', "/2026/03/04/a", 5),
        ("2026-03-04T21:59:46-05:00", '<div class="date">March 5, 2026</div>', "/2026/03/05/a", 4),
        ("2026-03-05T02:59:46Z", "", "/a", 5),
        ("2026-03-05T15:00:00Z", '<div class="date">March 4, 2026</div>', "/a", 5),
        ("2026-03-05T02:59:46Z", '<div class="updated">Updated March 6, 2026</div>', "/2026/02/01/a", 5),
    ],
)
def test_a_moment_in_utc_is_the_day_of_the_place_where_the_page_shows_it(stated, body, path, day):
    head = json_ld(f'{{"@type": "NewsArticle", "datePublished": "{stated}"}}')
    assert published(head=head, body=body, url=f"https://gazette.example{path}") == date(2026, 3, day)


def test_the_days_of_several_videos_are_not_the_pages():
    head = json_ld(
        '[{"@type": "VideoObject", "uploadDate": "2026-03-04"}, {"@type": "VideoObject", "uploadDate": "2026-01-01"}]'
    )
    assert published(head=head) is None


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2026-03-05T01:00:00+02:00", datetime(2026, 3, 4, 23, tzinfo=UTC)),
        ("Wed Mar 04 2026 23:00:00 GMT+0000 (Coordinated Universal Time)", datetime(2026, 3, 4, 23, tzinfo=UTC)),
        ("Wed, 04 Mar 2026 23:00:00 GMT", datetime(2026, 3, 4, 23, tzinfo=UTC)),
        ("2026-03-05 01:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("soon", None),
    ],
)
def test_a_change_is_a_moment_only_with_its_zone(stated, moment):
    head = json_ld(f'{{"@type": "NewsArticle", "dateModified": "{stated}"}}')
    assert read_metadata(parse(f"<html><head>{head}</head><body>{BODY}</body></html>"), url=URL).modified_at == moment
