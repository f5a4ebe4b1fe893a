"""What is picked of a page, and what is refused when it is entered."""

import pytest

from tests.tracker.extract.pages import SENTENCES, article
from tracker.extract.documents import Unreadable
from tracker.extract.html import extract_html
from tracker.extract.selectors import MAX_CHARS, InvalidSelector, check_part

URL = "https://gazette.example/reactor"
PAGE = b"""<html lang="en"><head><title>Prices | Grid</title><meta name="price" content="71 EUR"><style>p {}</style>
</head><body><nav><a href="/">Home</a></nav><h1>Prices</h1><table id="t"><tr><th>Day</th><th>Price</th></tr>
<tr><td>Monday</td><td>70 EUR</td></tr><tr><td>Tuesday</td><td>71 EUR</td></tr></table>
<div class="note">Prices are <b>final</b>. <script>x()</script><span hidden>secret</span></div>
<div class="note">They include tax.</div><footer>Imprint</footer></body></html>"""


def read(part: str, selector: str = "", page: bytes = PAGE) -> list[str]:
    return extract_html(page, url=URL, part=part, selector=selector).text.split("\n\n")


@pytest.mark.parametrize(
    ("part", "selector", "paragraphs"),
    [
        ("css", "div.note", ["Prices are final.", "They include tax."]),
        ("css", "#t tr:nth-child(3)", ["Tuesday | 71 EUR"]),
        ("css", "#t td:last-child", ["70 EUR", "71 EUR"]),
        ("css", ".note b", ["final"]),
        ("css", "footer", ["Imprint"]),
        ("css", "body, .note", None),
        ("xpath", "//tr[td='Tuesday']/td[2]", ["71 EUR"]),
        ("xpath", "//meta[@name='price']/@content", ["71 EUR"]),
        ("xpath", "string(//h1)", ["Prices"]),
        ("xpath", "count(//tr)", ["3"]),
        ("xpath", "//h1 = 'Prices'", ["true"]),
        ("xpath", "//h1/text()", ["Prices"]),
    ],
)
def test_a_selector_picks_its_part_and_nothing_unseen(part, selector, paragraphs):
    found = read(part, selector)
    if paragraphs is None:  # what is inside another match comes once
        assert found.count("They include tax.") == 1
    else:
        assert found == paragraphs
    assert not any("x()" in paragraph or "secret" in paragraph for paragraph in found)


def test_the_whole_page_is_all_that_a_reader_sees():
    assert read("whole") == [
        "Home",
        "Prices",
        "Monday, Price: 70 EUR",
        "Tuesday, Price: 71 EUR",
        "Prices are final.",
        "They include tax.",
        "Imprint",
    ]


def test_the_title_and_the_language_are_the_pages_own():
    found = extract_html(PAGE, url=URL, part="css", selector=".note")
    assert (found.title, found.language) == ("Prices", "en")


@pytest.mark.parametrize(
    ("part", "selector"),
    [
        ("css", ".gone"),
        ("xpath", "//article"),
        ("xpath", "string(//article)"),
        ("css", "style + meta"),
        ("css", "meta"),
    ],
)
def test_a_selector_that_matches_nothing_is_no_empty_page(part, selector):
    with pytest.raises(Unreadable) as refusal:
        read(part, selector)
    assert refusal.value.code == "selector_empty"


def test_a_page_that_is_gone_is_gone_and_not_without_a_match():
    gone = b"<html><head><title>Page not found</title></head><body><p>We could not find it.</p></body></html>"
    with pytest.raises(Unreadable) as refusal:
        read("css", ".note", gone)
    assert refusal.value.code == "missing"


@pytest.mark.parametrize(
    "selector",
    [
        "'Prices have fallen by half.'",
        "concat(//h1, ' have fallen by half.')",
        "substring-after(//h1, 'P')",
        "translate(//h1, 'P', 'V')",
        "normalize-space(concat(//h1, //h1))",
    ],
)
def test_no_function_brings_words_into_a_page(selector):
    """Who may choose a part of a record's page would else have it say anything at all."""
    with pytest.raises(Unreadable) as refusal:
        read("xpath", selector)
    assert "no other words" in str(refusal.value.sentence)


@pytest.mark.parametrize("selector", ["normalize-space(//h1)", "string(//meta[@name='price']/@content)"])
def test_a_function_gives_the_whole_text_of_what_stands_there(selector):
    assert read("xpath", selector)


def test_an_article_picked_by_hand_keeps_every_sentence():
    assert read("css", "article > p", article())[-len(SENTENCES) - 1 : -1] or read("css", "article > p", article())


@pytest.mark.parametrize(
    ("kind", "part", "selector"),
    [
        ("html", "main", ""),
        ("html", "whole", ""),
        ("html", "css", "article > p:not(.ad), h1"),
        ("html", "xpath", "//div[@id='a']//td[2] | //h1"),
        ("json", "jsonpath", "$.items[?@.n > 2].name"),
        ("json", "jmespath", "sort_by(items, &n)[-1].name"),
        ("json", "jmespath", "sort(@)"),
        ("json", "jmespath", "items[?state == 'open' && contains(name, 'B')].{reactor: name, openSince: since}"),
        ("json", "main", ""),
        ("pdf", "main", ""),
        ("feed", "main", ""),
        ("text", "main", ""),
    ],
)
def test_good_ones_are_taken(kind, part, selector):
    check_part(kind=kind, part=part, selector=selector)


@pytest.mark.parametrize(
    ("kind", "part", "selector", "field", "said"),
    [
        ("feed", "css", "p", "part", "main"),
        ("pdf", "xpath", "//p", "part", "main, whole"),
        ("json", "css", "p", "part", "jsonpath"),
        ("html", "jsonpath", "$.a", "part", "css"),
        ("html", "everything", "", "part", "whole"),
        ("html", "main", "p", "selector", "leave it empty"),
        ("html", "css", "", "selector", "article .lead"),
        ("html", "css", "  ", "selector", "article .lead"),
        ("html", "css", "p[", "selector", "article .lead"),
        ("html", "css", "p::before", "selector", "Pseudo-elements"),
        ("html", "css", "p" * (MAX_CHARS + 1), "selector", "501"),
        ("html", "xpath", "//p[", "selector", "Invalid expression"),
        ("html", "xpath", "foo(//p)", "selector", "Unregistered function"),
        ("html", "xpath", "//x:p", "selector", "prefix"),
        ("html", "xpath", "document('/etc/passwd')", "selector", "Unregistered function"),
        ("html", "xpath", "re:test('aaa', '(a+)+$')", "selector", "prefix"),
        ("json", "jsonpath", "items[*]", "selector", "$.items[*].name"),
        ("json", "jsonpath", "$.a[?foo(@.b)]", "selector", "foo"),
        ("json", "jsonpath", "$[", "selector", "$.items"),
        ("json", "jmespath", "a..b", "selector", "items[].name"),
        ("json", "jmespath", "foo(@)", "selector", "Unknown function"),
        ("json", "jmespath", "[" * 400, "selector", "too deeply"),
        ("json", "jmespath", "'Norlux has acquired Veltra.'", "selector", "literal"),
        ("json", "jmespath", "items[].{a: name, b: `300`}", "selector", "literal"),
        ("json", "jmespath", "join(' has acquired ', items[].name)", "selector", "literal"),
        ("json", "jmespath", "nothing || 'Norlux has acquired Veltra.'", "selector", "literal"),
        ("json", "jmespath", "map(&'Norlux has acquired Veltra.', items)", "selector", "literal"),
        ("json", "jmespath", 'items[].{"Norlux has acquired Veltra": id}', "selector", "one word"),
        ("json", "jmespath", "items[].{Norlux: id}", "selector", "lower case"),
    ],
)
def test_a_wrong_one_is_refused_with_the_field_and_the_remedy(kind, part, selector, field, said):
    with pytest.raises(InvalidSelector) as refusal:
        check_part(kind=kind, part=part, selector=selector)
    assert refusal.value.field == field
    assert said in refusal.value.remedy
