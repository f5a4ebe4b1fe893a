"""What pages make of stored words: marked, escaped, read out."""

import pytest

from claims.presentation.html import contract_in_words, figure_spans, marked


@pytest.mark.parametrize(
    ("spans", "html"),
    [
        ([], "a &lt;b&gt; c"),
        ([[0, 1]], "<mark>a</mark> &lt;b&gt; c"),
        ([[2, 5], [0, 1]], "<mark>a</mark> <mark>&lt;b&gt;</mark> c"),
        ([[0, 4], [2, 5]], "<mark>a &lt;b</mark><mark>&gt;</mark> c"),
        ([[6, 99], [50, 60], [-3, 1]], "<mark>a</mark> &lt;b&gt; <mark>c</mark>"),
    ],
)
def test_deciding_words_are_marked_and_everything_is_escaped(spans, html):
    assert marked("a <b> c", spans) == html


def test_the_figures_of_a_quote_are_found_where_they_stand_first():
    figures = [{"passage": "20 billion"}, {"passage": "1.5 m"}, {"passage": ""}, {"passage": "not there"}]
    assert figure_spans("20 billion on 1.5 m; 20 billion.", figures) == [(0, 10), (14, 19)]


def test_a_contract_reads_as_its_kind_says_or_as_agreed():
    assert contract_in_words("plan", []) == "the speaker's own words"
    assert contract_in_words("event", [{"tier": "record"}]) == "one record"
