from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.extract.pages import SENTENCES, article, plain
from tracker.extract.documents import Unreadable
from tracker.extract.html import extract_html

URL = "https://gazette.example/reactor"


def text_of(body: bytes) -> str:
    return extract_html(body, url=URL).text


@pytest.mark.parametrize("page", [article, plain])
def test_it_keeps_every_sentence_verbatim_also_short_and_repeated_ones(page):
    assert text_of(page()) == "\n\n".join(SENTENCES)


@pytest.mark.parametrize("page", [article, plain])
def test_it_reads_an_article_of_one_paragraph(page):
    assert text_of(page(("Alice has left the company, it says.",))) == "Alice has left the company, it says."


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1).map(
            lambda s: f"So it is {s} ."
        ),
        min_size=1,
        max_size=7,
    )
)
@settings(max_examples=60)
def test_any_paragraphs_of_an_article_come_through(paragraphs):
    text = text_of(article(tuple(paragraphs)))
    assert len(text.split("\n\n")) == len(paragraphs)
    assert all(paragraph.startswith("So it is") and paragraph.endswith(" .") for paragraph in text.split("\n\n"))


@pytest.mark.parametrize(
    "change",
    [
        {"nav": "World"},
        {"advert": "An entirely different offer, for a limited time only, said the shop."},
        {"updated": "4 hours ago"},
        {"updated": "Monday, 3 May 2027 at 10:15 GMT"},
        {"shares": 13},
        {"related": "A much longer title of another story about the reactor at Kernhausen"},
        {"banner": "This site and its 843 partners value your privacy. " * 20},
        {"comment": "I disagree with everything that was said in this article. " * 50},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_around_the_article_is_no_change(change):
    assert text_of(article(**change)) == text_of(article())


def test_one_changed_sentence_among_six_is_the_only_change():
    changed = (*SENTENCES[:3], "Critics call it a success.", *SENTENCES[4:])
    assert text_of(article(changed)).split("\n\n") == list(changed)


def test_a_sentence_made_of_the_words_of_a_time_stamp_stays():
    kept = ("Updated figures show three deaths.", "In May 2009.", "Minutes ago, the bridge fell.")
    assert text_of(article(kept)).split("\n\n") == list(kept)


def test_inline_markup_does_not_break_words_and_line_breaks_do():
    body = b"""<article><p>The <b>re</b>actor <a href='/'>re</a>opened<sup>[12]</sup> at <time>3 pm</time>.<br>Then
    it<br><br>closed.</p></article>"""
    assert text_of(body) == "The reactor reopened at 3 pm. Then it\n\nclosed."


def test_headings_lists_tables_and_quotes_are_read_in_order():
    body = b"""<main><h1>Title</h1><h2>Results</h2><p>Up.</p><ul><li>One <i>thing</i>.</li><li>Two.</li></ul>
    <blockquote>So it\n was.</blockquote><table><tr><th>Town</th><td>5 %</td></tr></table>
    <figure><figcaption>A photo</figcaption></figure></main>"""
    assert text_of(body).split("\n\n") == ["Results", "Up.", "One thing.", "Two.", "So it was.", "Town | 5 %"]


def test_it_reads_a_whole_live_blog_but_not_the_cards_of_other_stories():
    posts = "".join(
        f"<article><p>At {hour} the reactor did its thing number {hour}.</p></article>" for hour in range(9)
    )
    assert len(text_of(f"<main>{posts}</main>".encode()).split("\n\n")) == 9
    cards = "<article><p>A card.</p></article>" * 3
    story = "<article><p>The reactor at Kernhausen reopened on Tuesday after seven years.</p></article>"
    assert text_of(f"<main>{cards}{story}</main>".encode()).count("card") == 0


def test_a_page_builder_that_wraps_everything_in_a_form_is_read():
    form = (
        b"<form id='aspnetForm'><div class='sidebar-left'><article><p>The reactor reopened.</p></article></div></form>"
    )
    assert text_of(b"<html><body>" + form) == "The reactor reopened."


def test_it_normalises_unicode_and_drops_invisible_characters():
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"  # spelt with a zero-width non-joiner
    body = f"<article><p>Ca\u00adfe\u0301\u200b\u00a0 no\ufeffir, {persian} a\u200cb</p></article>"
    assert text_of(body.encode()) == f"Café noir, {persian} ab"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"   \n ", "empty"),
        (b"<html><body></body></html>", "empty"),
        (b"<article><h1>Only a headline</h1></article>", "empty"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "not_text"),
        (b"%PDF-1.7 ...", "not_text"),
        (b"\x00\x01" * 500, "not_text"),
        (b"<div>" * 200_000, "too_deep"),
        (b"<p " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x</p>", "too_many_attributes"),
        (b"x" * 5_000_001, "too_large"),
        (b"<html><body><div><p>We and our 843 partners use cookies. Accept?</p></div></body></html>", "consent"),
        (b"<div><p>Please enable JavaScript to continue to this site.</p></div>", "needs_scripts"),
        (b"<main><p>Checking your browser before you may go on.</p></main>", "robot_check"),
        (b"<main><p>The page you requested could not be found.</p></main>", "missing"),
        (b"<main><p>We can't find the page you are looking for.</p></main>", "missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_reason(body, code):
    with pytest.raises(Unreadable) as refusal:
        extract_html(body, url=URL)
    assert refusal.value.code == code
    assert refusal.value.sentence.endswith(".")


def test_an_article_about_cookies_is_not_a_consent_banner():
    sentence = "The court fined the shop over its cookies on Tuesday."
    assert text_of(article((sentence,))) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The court’s page was not found by anyone, and you may ask why.",
        "In the end 404 people came, and the missing file was found.",
    ],
)
def test_an_article_about_missing_things_is_there(sentence):
    assert text_of(article((sentence,))) == sentence


@pytest.mark.parametrize(
    "junk", [b"\x00", b"\xff\xfe\xfa", b"\xc3", b"<![CDATA[", b"<!--", b"</html>", b"&#0;&#xD800;"]
)
def test_broken_bytes_do_not_lose_the_article(junk):
    body = article().replace(b"<h1>", junk + b"--><h1>" if junk == b"<!--" else junk + b"<h1>")
    assert SENTENCES[0] in text_of(body)


@pytest.mark.parametrize(
    ("encoding", "header", "meta"),
    [
        ("utf-8", "iso-8859-1", ""),  # the header is wrong
        ("utf-8", None, "windows-1252"),  # the page is wrong
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", None, "iso-8859-1"),
        ("cp1252", "no-such-charset", "windows-1252"),
        ("utf-16", None, ""),
        ("iso8859-15", "ISO-8859-15", "utf-8"),
    ],
)
def test_it_finds_the_charset_whoever_is_wrong_about_it(encoding, header, meta):
    sentence = "Le café “Zoë” a coûté 3 € à Kernhausen." if encoding != "iso8859-15" else "Le café a coûté 3 €."
    page = f'<html><head><meta charset="{meta}"></head><article><p>{sentence}</p></article></html>'
    assert extract_html(page.encode(encoding), url=URL, charset=header).text == sentence


def test_it_reads_what_the_page_says_about_itself():
    head = """<link rel="canonical" href="/reactor?x=1"><meta property="og:site_name" content="The Gazette">
    <script type="application/ld+json">{"@graph": [{"@type": "WebPage", "headline": "No"}, {"@type": ["NewsArticle"],
    "headline": "Reactor  reopens\\ud800", "datePublished": "2026-03-04T23:30:00+02:00",
    "dateModified": "2026-03-05T01:00:00+02:00", "isAccessibleForFree": "False"}]}</script>"""
    document = extract_html(article(head=head), url=URL)
    assert document.title == "Reactor reopens"
    assert document.language == "en-GB"
    assert document.published_on == date(2026, 3, 4)
    assert document.modified_at == datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert document.canonical_url == "https://gazette.example/reactor?x=1"
    assert document.site_name == "The Gazette"
    assert document.paywalled


def test_it_invents_no_date():
    dated = (
        "On 9 October 2014 they received a star.",
        "2013-05-06 was the day.",
        "Published figures of 2012-01-02 differ.",
    )
    document = extract_html(article(dated, related="12 March 2019: ten gardens"), url=URL)
    assert document.published_on is None
    assert document.modified_at is None
    assert not document.paywalled


@pytest.mark.parametrize(
    "stamp",
    [
        '<time itemprop="datePublished" datetime="2026-03-04T10:00:00Z">today</time>',
        '<p class="date">4 March 2026</p>',
        '<span class="published">Published on March 4, 2026</span>',
        '<meta name="date" content="2026-03-04">',
    ],
)
def test_it_reads_the_date_that_the_page_states(stamp):
    body = f"<html><body><main>{stamp}<p>The reactor closed on 1 May 2019.</p></main></body></html>".encode()
    assert extract_html(body, url=URL).published_on == date(2026, 3, 4)


def test_it_recognises_the_language_of_a_page_that_names_none():
    german = "Der Reaktor in Kernhausen wurde am Dienstag nach sieben Jahren wieder in Betrieb genommen."
    assert extract_html(f"<article><p>{german}</p></article>".encode(), url=URL).language == "de"


@pytest.mark.parametrize("href", ["javascript:alert(1)", "ftp://x.example/", "mailto:a@b.example", "http://[broken"])
def test_a_canonical_address_is_a_web_address_or_none(href):
    assert extract_html(article(head=f'<link rel="canonical" href="{href}">'), url=URL).canonical_url == ""


def test_json_ld_that_is_broken_or_too_deep_is_passed_over():
    head = "".join(f'<script type="application/ld+json">{bad}</script>' for bad in ('{"@type": ', "[" * 99_999))
    assert extract_html(article(head=head), url=URL).title == "Reactor reopens"
