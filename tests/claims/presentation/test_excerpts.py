"""Quotes in short, and the address that opens a page at a quote."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.presentation.excerpts import LONG, at_quote, excerpt, whole_words

MUCH = "It was a long year with much to tell of it. " * 20


def test_a_short_quote_stays_whole():
    assert excerpt("It is done.", [[6, 10]]) == ("It is done.", [(6, 10)])


def test_a_long_quote_is_shown_around_what_decides():
    quote = f"{MUCH}The tower was built. {MUCH}"
    at = quote.index("was built")
    shown, spans = excerpt(quote, [[at, at + 9]])
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert [shown[start:end] for start, end in spans] == ["was built"]


def test_of_a_long_quote_without_deciding_words_the_beginning_is_shown():
    shown, spans = excerpt(MUCH, [])
    assert shown.startswith("It was a long year")
    assert spans == []


@given(st.text(max_size=1500), st.lists(st.tuples(st.integers(-5, 1600), st.integers(-5, 1600)), max_size=3))
def test_an_excerpt_is_of_the_quote_and_its_spans_mark_the_same_words(quote, spans):
    shown, moved = excerpt(quote, spans)
    inner = shown.removeprefix("… ").removesuffix(" …") if len(quote) > LONG else shown
    assert inner in quote
    assert len(shown) <= LONG + 4
    marked = {quote[max(0, start) : end] for start, end in spans}
    assert all(any(shown[start:end] in words for words in marked) for start, end in moved)


@pytest.mark.parametrize(("url", "quote", "wanted"), [
    ("https://a.example/p", "It is done.", "https://a.example/p#:~:text=It%20is%20done."),
    ("https://a.example/p#part", "It is done.", "https://a.example/p#part:~:text=It%20is%20done."),
    ("https://a.example/p", "well-known, R&D", "https://a.example/p#:~:text=well%2Dknown%2C%20R%26D"),
    ("https://a.example/p", "First line.\n\nThe last line.", "https://a.example/p#:~:text=First%20line.,The%20last%20line."),
    ("https://a.example/p", " \n ", "https://a.example/p"),
    ("", "It is done.", ""),
])  # fmt: skip
def test_a_page_is_opened_at_the_quote(url, quote, wanted):
    assert at_quote(url, quote) == wanted


def test_of_a_long_quote_the_ends_are_named():
    words = [f"word{number}" for number in range(40)]
    directive = at_quote("https://a.example/", " ".join(words)).partition("text=")[2]
    first, last = (unquote(part).split() for part in directive.split(","))
    assert (first, last) == (words[:6], words[-6:])


def test_around_a_quote_no_word_is_cut():
    assert whole_words("ors are welcome.", "Visitors are wel", cut_at=16) == ("… are welcome.", "Visitors are …")
    assert whole_words("In May.", "", cut_at=16) == ("In May.", "")
    assert whole_words("x" * 16, "y" * 16, cut_at=16) == ("x" * 16, "y" * 16)
