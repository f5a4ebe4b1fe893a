"""Days in stored texts, as people say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.presentation.days import days_in_words


@pytest.mark.parametrize(("stored", "shown"), [
    ("The Gazette, 2026-11-08", "The Gazette, 8 Nov 2026"),
    ("https://news.example/2026-11-08/a, 2026-11-09", "https://news.example/2026-11-08/a, 9 Nov 2026"),
    ("It was due to be settled by 2026-11-08, and nothing settles it yet.",
     "It was due to be settled by 8 Nov 2026, and nothing settles it yet."),
    ("The Ledger (2026-11-08) copies it.", "The Ledger (8 Nov 2026) copies it."),
    ("It was checked on 2026-11-08.", "It was checked on 8 Nov 2026."),
    ("2026-11-08", "8 Nov 2026"),
    ("2026-13-45", "2026-13-45"),
    ("2026-11-08.pdf", "2026-11-08.pdf"),
    ("2026-11-08T10:00:00", "2026-11-08T10:00:00"),
    ("CVE-2026-11-08", "CVE-2026-11-08"),
    ("news.example?day=2026-11-08", "news.example?day=2026-11-08"),
    ("", ""),
])  # fmt: skip
def test_a_day_that_stands_alone_is_said_in_words(stored, shown):
    assert days_in_words(stored) == shown


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_of_the_calendar_is(day):
    assert days_in_words(f"read on {day.isoformat()}.").endswith(f" {day.year}.")


@given(st.text(alphabet=st.characters(exclude_categories=["Nd"])))
def test_a_text_without_figures_stays(text):
    assert days_in_words(text) == text
