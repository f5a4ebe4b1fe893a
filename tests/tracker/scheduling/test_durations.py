"""Spans of time, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.scheduling.durations import LONGEST_S, parse_duration, say_duration


@given(st.integers(1, LONGEST_S))
def test_what_is_said_is_read_again(seconds):
    assert parse_duration(say_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90 s", 90), ("15 min", 900), (" 15 Minutes ", 900), ("6h", 21_600), ("1 day", 86_400), ("2m", 120)],
)
def test_it_reads_what_people_write(text, seconds):
    assert parse_duration(text) == seconds


@given(st.text(max_size=20).filter(lambda text: not any(sign.isdecimal() for sign in text)))
def test_what_has_no_number_is_refused(text):
    with pytest.raises(ValueError, match="15 min"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["", "15", "15 fortnights", "-1 s", "1.5 h", "٣ h"])
def test_other_words_are_refused_with_the_remedy(text):
    with pytest.raises(ValueError, match="write a number and a unit"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0 s", "366 d"])
def test_no_time_and_more_than_a_year_are_refused(text):
    with pytest.raises(ValueError, match="365 d"):
        parse_duration(text)
