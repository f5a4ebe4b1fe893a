"""Numbers, ranges, comparisons and days, and how those of a claim and a passage stand to each other."""

import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.assess import reading
from tracker.assess.dates import with_year_of
from tracker.assess.quantities import Quantity, compare, settles
from tracker.assess.reading import read


def quantity(text: str, kind: str | None = None) -> Quantity:
    found = [q for q in read(text).quantities if kind in {None, q.kind}]
    assert found, text
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "low", "high", "unit"),
    [
        ("1.085 billion euros", "money", 1.085e9, 1.085e9, "EUR"),
        ("€1,084.6m", "money", 1.0846e9, 1.0846e9, "EUR"),
        ("US$5bn", "money", 5e9, 5e9, "USD"),
        ("150 to 200 million euros", "money", 150e6, 200e6, "EUR"),
        ("between $3 million and $5 million", "money", 3e6, 5e6, "USD"),
        ("₹20 crore", "money", 2e8, 2e8, "INR"),
        ("42%", "percent", 42, 42, ""),
        ("42 per cent", "percent", 42, 42, ""),
        ("30–40%", "percent", 30, 40, ""),
        ("forty-six data centres", "number", 46, 46, ""),
        ("a dozen eggs", "number", 12, 12, ""),
        ("the fifth album", "ordinal", 5, 5, ""),
        ("her 21st album", "ordinal", 21, 21, ""),
        ("the twenty-first album", "ordinal", 21, 21, ""),
        ("a rating of 8.4/10", "number", 8.4, 8.4, "/10"),
        ("1,234,567 people", "number", 1234567, 1234567, ""),
    ],
)
def test_it_reads_numbers(text: str, kind: str, low: float, high: float, unit: str) -> None:
    found = quantity(text, kind)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("released on the 28th of October 2011", date(2011, 10, 28), date(2011, 10, 28)),
        ("released on October 28, 2011", date(2011, 10, 28), date(2011, 10, 28)),
        ("released in October 2011", date(2011, 10, 1), date(2011, 10, 31)),
        ("released in 2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("2011-10-28", date(2011, 10, 28), date(2011, 10, 28)),
        ("in the 1990s", date(1990, 1, 1), date(1999, 12, 31)),
        ("fiscal year 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("from 1876 to 1904", date(1876, 1, 1), date(1904, 12, 31)),
    ],
)
def test_it_reads_days(text: str, low: date, high: date) -> None:
    found = quantity(text, "date")
    assert (found.low, found.high) == (low.toordinal(), high.toordinal())


@pytest.mark.parametrize("text", ["COVID-19 spread", "4Real sang", "a score out of 100", "no one came", "one of them"])
def test_it_leaves_alone_what_only_looks_like_a_number(text: str) -> None:
    assert not [q for q in read(text).quantities if q.kind == "number"]


def test_it_reads_the_number_after_a_name_as_a_label() -> None:
    assert quantity("they watched Chapter 3 twice", "label").low == 3
    assert compare(quantity("they saw Chapter 3", "label"), quantity("they have 3 cars", "number")) == "unrelated"


def test_it_gives_a_day_without_a_year_the_year_of_the_page() -> None:
    found = read("on 18 March", date(2020, 5, 1)).quantities[0]
    assert found.low == date(2020, 3, 18).toordinal()
    assert not found.month_day


RELATIONS = [
    ("1.085 billion euros", "€1,084.6m", "same", True),
    ("1.6 million clients", "1,623,000 clients", "same", True),
    ("1.5 billion euros", "1 billion euros", "conflict", False),
    ("1.5 billion euros", "1.5 billion dollars", "unrelated", False),
    ("more than 23 million people", "24.1 million people", "compatible", True),
    ("more than 23 million people", "22 million people", "conflict", False),
    ("24.1 million people", "more than 23 million people", "compatible", False),
    ("22 million people", "more than 23 million people", "conflict", False),
    ("more than 500,000 servers", "over 500,000 servers", "same", True),
    ("at least 500 servers", "500 servers", "compatible", True),
    ("more than 500 servers", "500 servers", "conflict", False),
    ("up to 40 people", "30 people", "compatible", True),
    ("150 to 200 million euros", "170 million euros", "compatible", True),
    ("150 to 200 million euros", "320 million euros", "conflict", False),
    ("170 million euros", "150 to 200 million euros", "compatible", False),
    ("close to 1 billion euros", "980 million euros", "compatible", True),
    ("about 3,000 people", "2,950 people", "same", True),
    ("3,000 employees", "more than 3,000 employees", "compatible", True),
    ("46 data centres", "44 data centers", "conflict", False),
    ("46 data centres", "46 employees", "unrelated", False),
    ("less than 60%", "57%", "compatible", True),
    ("less than 60%", "62%", "conflict", False),
    ("won 3–1", "won 1–3", "same", True),
    ("the second album", "the third album", "conflict", False),
    ("the largest city", "the second largest city", "conflict", False),
    ("before October 30, 2011", "on the 28th of October 2011", "compatible", True),
    ("before October 28, 2011", "on October 28, 2011", "conflict", False),
    ("by March 27, 2020", "27 March", "compatible", True),
    ("after 2010", "in 2011", "compatible", True),
    ("after 2010", "in 2010", "conflict", False),
    ("since 2015", "in May 2016", "compatible", True),
    ("in October 2011", "on 28 October 2011", "compatible", True),
    ("on 28 October 2011", "in October 2011", "compatible", False),
    ("in 2011", "in 2012", "conflict", False),
]


@pytest.mark.parametrize(("claim", "passage", "relation", "settled"), RELATIONS)
def test_it_compares_a_passage_with_a_claim(claim: str, passage: str, relation: str, *, settled: bool) -> None:
    mine = quantity(claim)
    theirs = with_year_of(quantity(passage), mine)
    assert (compare(mine, theirs), settles(mine, theirs)) == (relation, settled)


points = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@st.composite
def intervals(draw: st.DrawFn) -> Quantity:
    low, high = sorted((draw(points), draw(points)))
    shape = draw(st.sampled_from(["point", "range", "above", "below"]))
    if shape == "point":
        return Quantity("percent", low, low, 0, 1, "x")
    if shape == "above":
        return Quantity("percent", low, float("inf"), 0, 1, "x", low_open=draw(st.booleans()))
    if shape == "below":
        return Quantity("percent", float("-inf"), high, 0, 1, "x", high_open=draw(st.booleans()))
    return Quantity("percent", low, high, 0, 1, "x")


@given(intervals())
def test_a_quantity_is_the_same_as_itself_and_settles_itself(quantity: Quantity) -> None:
    assert compare(quantity, quantity) == "same"
    assert settles(quantity, quantity)


@given(intervals(), intervals())
def test_what_settles_never_conflicts(claim: Quantity, passage: Quantity) -> None:
    assert not (settles(claim, passage) and compare(claim, passage) == "conflict")


@given(points, points)
def test_a_point_is_above_or_not_above_a_bound_never_both(value: float, bound: float) -> None:
    above = Quantity("percent", bound, float("inf"), 0, 1, "x", low_open=True)
    assert settles(above, Quantity("percent", value, value, 0, 1, "x")) == (value > bound)


@given(st.text(max_size=200))
def test_it_reads_any_text_without_failing(text: str) -> None:
    for found in read(text).quantities:
        assert 0 <= found.start <= found.end <= len(text)
        assert found.low <= found.high


def calls_to_read(text: str) -> int:
    """How many functions are called to read a text: what it costs, whatever else the machine is doing."""
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    read.cache_clear()
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "unit",
    [
        "1;2 ",
        "7 ",
        "one two ",
        "€3 ",
        "5% ",
        "half of the ",
        "3 May 2024, ",
        "first second ",
        "No. 4 ",
        "out of 5 ",
        "1 000 ",
        "€14¹ million, ",
        "two hundred thousand ",
        "5 feet 11 inches ",
        "13.07.2016 ",
        "from 5 to ",
        "€5 per month ",
        "1-",
        "a quarter of a ",
    ],
)
def test_a_row_of_numbers_costs_in_proportion_to_its_length(unit):
    short, long = calls_to_read(unit * 100), calls_to_read(unit * 200)
    assert long <= 2.3 * short


def test_of_a_column_of_figures_the_first_few_hundred_are_read():
    figures = read("1;2 " * 2_000).quantities
    assert len(figures) == reading.MOST_NUMBERS
