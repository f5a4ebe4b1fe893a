"""The main text of pages whose marks and names mislead."""

import pytest

from tracker.extract.html import extract_html

URL = "https://gazette.example/reactor"
STORY = tuple(
    f"In the {nth} year of its operation the reactor at Kernhausen delivered {number} megawatt hours to the town's "
    f"grid, according to the report which its operator sent to the ministry on Tuesday."
    for nth, number in (("first", 812), ("second", 934), ("third", 1_021), ("fourth", 1_187), ("fifth", 1_244))
)
TEASERS = tuple(
    f"Ten gardens of the {place} that every visitor has to see before the summer ends and the rain comes back to stay."
    for place in ("north", "south", "east", "west", "coast", "hills")
)


def paragraphs(texts: tuple[str, ...] = STORY) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(main: str, *, before: str = "", after: str = "") -> bytes:
    links = "".join(f'<li><a href="/{n}">Section number {n}</a></li>' for n in range(12))
    return (
        f'<!doctype html><html lang="en"><head><title>Reactor | The Gazette</title></head><body class="single">'
        f"<header><nav><ul>{links}</ul></nav></header>{before}{main}{after}"
        f"<footer><p>© The Gazette. All rights are reserved by its owners, their heirs and their assigns.</p></footer>"
        f"</body></html>"
    ).encode()


def text_of(body: bytes) -> str:
    return extract_html(body, url=URL).text


@pytest.mark.parametrize(
    "name",
    [
        "content-with-sidebar",
        "article-overlay-handle",
        "pagination-first",
        "share",
        "ads",
        "social-embed-wrapper",
        "related-aware-layout",
        "newsletter-enabled",
        "menu-open",
        "promo-free tags-visible",
        "comment-ready",
        "sponsored",
        "nav-offset",
        "js-ad-container article__body",
        "premium-content paywall",
    ],
)
@pytest.mark.parametrize("where", ["class", "id"])
def test_a_name_drops_nothing_that_holds_most_of_the_article(name, where):
    around = f'<article><h1>Reactor delivers more</h1><div {where}="{name}">{paragraphs()}</div></article>'
    assert text_of(page(around)) == "\n\n".join(STORY)
    assert text_of(page(f'<div {where}="{name}"><h1>Reactor delivers more</h1>{paragraphs()}</div>')) == "\n\n".join(
        STORY
    )


@pytest.mark.parametrize("name", ["related-stories", "share-buttons", "newsletter-signup", "ad-slot", "comments"])
def test_a_name_still_drops_what_stands_beside_the_article(name):
    beside = f'<div class="{name}"><p>{TEASERS[0]}</p></div>'
    assert text_of(page(f"<article><h1>Reactor</h1>{paragraphs()}{beside}</article>")) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "tag", ["article", "article class='card'", "article class='teaser-content'", "div class='entry'"]
)
@pytest.mark.parametrize("before", [True, False])
def test_the_story_is_read_where_only_the_teasers_are_marked(tag, before):
    cards = "".join(
        f'<{tag}><h3><a href="/{n}">Gardens {n}</a></h3><p>{text}</p></{tag.split()[0]}>'
        for n, text in enumerate(TEASERS[:3])
    )
    story = f'<div class="c7"><h1>Reactor delivers more</h1><div class="c8">{paragraphs()}</div></div>'
    teasers = f'<section class="grid">{cards}</section>'
    body = page(story, before=teasers) if before else page(story, after=teasers)
    assert text_of(body).startswith(STORY[0])
    assert all(text in text_of(body) for text in STORY)
    assert TEASERS[0] not in text_of(body)


@pytest.mark.parametrize(
    "name",
    [
        "share-buyback",
        "gpt-5-training",
        "copyright-lawsuit",
        "social-security",
        "related-party-transactions",
        "cookie-law",
        "advertising-revenue",
        "comment-from-the-minister",
        "navigation-satellites",
        "menu-prices",
        "subscribe-and-save",
        "premium-brands",
        "author-rights",
        "banner-year",
        "viral-load",
    ],
)
def test_a_section_is_read_whose_id_is_made_from_its_heading(name):
    heading = name.replace("-", " ").capitalize()
    section = f'<section id="{name}"><h2>{heading}</h2><p>{TEASERS[0]}</p></section>'
    for body in (f"{paragraphs()}{section}", f"{paragraphs(STORY[:2])}{section}{paragraphs(STORY[2:])}"):
        read = text_of(page(f"<article><h1>Reactor</h1>{body}</article>"))
        assert TEASERS[0] in read
        assert heading in read


@pytest.mark.parametrize("name", ["live-ticker", "social-wall", "posts", "timeline related-feed", "liveblog-comments"])
@pytest.mark.parametrize(
    "post", ["article", "div class='post'", "section class='social-post'", "li class='ticker-item'"]
)
def test_all_posts_of_a_live_blog_are_read(name, post):
    posts = "".join(
        f"<{post}><h3>{9 + n}:15</h3><p>{text}</p></{post.split()[0]}>" for n, text in enumerate((*STORY, TEASERS[0]))
    )
    wall = f'<div class="{name}">{posts}</div>'
    for main in (f"<main><h1>Reactor live</h1>{wall}</main>", f"<div><h1>Reactor live</h1>{wall}</div>", wall):
        assert all(text in text_of(page(main)) for text in (*STORY, TEASERS[0]))


def test_layout_tables_are_read_as_the_rows_and_columns_that_they_lay_out():
    story = "<br><br>".join(STORY)
    layout = (
        f'<table width="100%"><tr><td colspan="2"><a href="/">Home</a> | <a href="/news">News</a></td></tr>'
        f'<tr><td><a href="/1">One</a><br><a href="/2">Two</a></td><td><font size="2">{story}</font></td></tr></table>'
    )
    assert all(text in text_of(page(layout)).split("\n\n") for text in STORY)
    cells = "".join(f"<tr><td>{text}</td></tr>" for text in STORY)
    assert text_of(page(f"<table>{cells}</table>")) == "\n\n".join(STORY)
    nested = f"<table><tr><td><table><tr><td>{paragraphs()}</td></tr></table></td></tr></table>"
    assert text_of(page(nested)) == "\n\n".join(STORY)
    rows = "<tr><td>Monday</td><td>The reactor is closed.</td></tr><tr><td>Tuesday</td><td>It is open to all.</td></tr>"
    assert "Monday | The reactor is closed." in text_of(page(f"<main>{paragraphs()}<table>{rows}</table></main>"))


def test_a_reading_that_is_a_small_part_of_what_the_page_holds_says_so():
    whole = extract_html(page(f"<article><h1>Reactor</h1>{paragraphs()}</article>"), url=URL)
    assert not whole.partly
    script = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{" ".join(STORY)}"}}</script>'
    )
    part = extract_html(page(f"{script}<article><h1>Reactor</h1><p>{STORY[0]}</p></article>"), url=URL)
    assert part.text == STORY[0]
    assert part.partly


def test_an_article_that_stands_only_in_a_script_is_read():
    body = " ".join(STORY)
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    assert STORY[0] in text_of(page(f"{script}<div id='app'></div>"))


def test_tiny_official_notices_are_read_whole():
    notice = "<main><h1>Notice</h1><p>The bridge is closed from 3 May.</p><p>Lorries go by Kernhausen.</p></main>"
    assert text_of(page(notice)) == "The bridge is closed from 3 May.\n\nLorries go by Kernhausen."


@pytest.mark.parametrize("name", ["gdpr-banner", "cookie-notice", "cmp-overlay", "onetrust-banner", "cookieNotice"])
def test_a_banner_named_by_an_id_alone_is_no_part_of_a_tiny_notice(name):
    banner = f'<div id="{name}"><p>We and our partners use cookies to store data. Accept all.</p></div>'
    notice = "<main><h1>Recall</h1><p>The office recalls the toy car of type K-17.</p></main>"
    assert text_of(page(notice + banner)) == "The office recalls the toy car of type K-17."


@pytest.mark.parametrize(
    "wall",
    [
        '<div class="paywall" style="display:none"><p>Subscribe to read on.</p></div>',
        '<div class="paywall" hidden><p>Subscribe to read on.</p></div>',
        '<div hidden><div class="paywall-modal"><p>Subscribe to read on.</p></div></div>',
        '<div class="regwall"></div>',
        '<div class="paywall"><script>wall()</script></div>',
        '<section id="paywall"><!-- empty --></section>',
    ],
)
def test_a_wall_that_nobody_sees_is_no_wall(wall):
    assert extract_html(page(f"<article><h1>Reactor</h1>{paragraphs()}{wall}</article>"), url=URL).is_whole


def test_a_text_that_is_named_after_the_wall_is_no_wall_and_a_notice_is():
    long = paragraphs(STORY * 2 + TEASERS)
    named = f'<article><h1>Reactor</h1><div class="paywall">{long}</div></article>'
    assert extract_html(page(named), url=URL).is_whole
    short = f'<article><h1>Reactor</h1><div class="paywall-open">{paragraphs()}</div></article>'
    assert extract_html(page(short), url=URL).is_whole
    invites = f"{paragraphs(STORY[:1])}<p>Subscribe to continue reading this article.</p>"
    assert extract_html(page(f'<article><div class="paywall">{invites}</div></article>'), url=URL).paywalled
    wall = '<div class="paywall"><p>The rest of this text is for subscribers.</p></div>'
    assert extract_html(page(f"<article><h1>Reactor</h1>{paragraphs()}{wall}</article>"), url=URL).paywalled
