"""Moments as feeds write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.moments import read_moment

DAY = datetime(2023, 6, 23, tzinfo=UTC)
AT_16_05 = DAY + timedelta(hours=16, minutes=5)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Fri, 23 Jun 2023 16:05:00 GMT", AT_16_05),
        ("Fri, 23 Jun 2023 18:05:00 +0200", AT_16_05),
        ("2023-06-23T18:05:00+02:00", AT_16_05),
        ("2023-06-23T16:05:00.000000000Z", AT_16_05),
        ("2023-06-23 16:05:00", AT_16_05),
        ("Fri, 23 Jun 2023 4:05 PM GMT", AT_16_05),
        ("Fri, 23 Jun 2023 12:05 PM EDT", AT_16_05),
        ("Jun 23, 2023 4:05 p.m.", AT_16_05),
        ("06/23/2023 4:05:00 PM", AT_16_05),
        ("2023-06-23 04:05 PM", AT_16_05),
        ("Fri, 23 Jun 2023 12:00:00 AM GMT", DAY),
        ("Fri, 23 Jun 2023 17:05:00 BST", AT_16_05),
        ("Fri, 23 Jun 2023 18:05:00 CEST", AT_16_05),
        ("Fri, 23 Jun 2023 18:05:00 MESZ", AT_16_05),
        ("Fri, 23 Jun 2023 21:35:00 IST", AT_16_05),
        ("Fri, 23 Jun 2023 09:05:00 PDT", AT_16_05),
        ("Fri Jun 23 16:05:00 UTC 2023", AT_16_05),
        ("2023-06-23 12:05 America/New_York", AT_16_05),
        ("1687536300", AT_16_05),
        ("1687536300000", AT_16_05),
        ("Jun 23, 2023", DAY),
        ("June 23rd, 2023", DAY),
        ("23rd of June 2023", DAY),
        ("Friday, June 23, 2023 - 16:05", AT_16_05),
        ("23. Juni 2023", DAY),
        ("Fr, 23. Juni 2023, 16:05 Uhr", AT_16_05),
        ("Freitag, 23. Juni 2023, 16.05 Uhr", AT_16_05),
        ("Donnerstag, 5. November 2026, 14:30 Uhr", datetime(2026, 11, 5, 14, 30, tzinfo=UTC)),
        ("donderdag 5 november 2026 om 14.30 uur", datetime(2026, 11, 5, 14, 30, tzinfo=UTC)),
        ("Freitag, 23. Juni 2023 18:05:00 +0200", AT_16_05),
        ("23 juin 2023 à 16h05", AT_16_05),
        ("ven., 23 juin 2023 18:05:00 +0200", AT_16_05),
        ("viernes, 23 de junio de 2023", DAY),
        ("23 giugno 2023 alle ore 16:05", AT_16_05),
        ("vrijdag 23 juni 2023 om 16:05", AT_16_05),
        ("23 de junho de 2023", DAY),
        ("mar., 06 déc. 2023 10:00", datetime(2023, 12, 6, 10, tzinfo=UTC)),
        ("Di, 05 Dez 2023 10:00:00 +0100", datetime(2023, 12, 5, 9, tzinfo=UTC)),
        ("1er mars 2023", datetime(2023, 3, 1, tzinfo=UTC)),
        ("Sat, 4 Mär 2023 10:00:00 GMT", datetime(2023, 3, 4, 10, tzinfo=UTC)),
        ("23.06.2023 16:05", AT_16_05),
        ("06.07.2023", datetime(2023, 7, 6, tzinfo=UTC)),
        ("Sept. 16th, 2023 5:04 p.m. EDT", datetime(2023, 9, 16, 21, 4, tzinfo=UTC)),
        ("Wed, 02 Oct 02 13:00:00 -0000", datetime(2002, 10, 2, 13, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_feed_readers_read_it(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", "0", "12", "2023", "yesterday", "June 2023", "2023-06", "Friday", "16:05", "Fri, 31 Feb 2023", "x" * 999],
)
def test_what_names_no_whole_day_is_no_moment(text):
    assert read_moment(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    moment = read_moment(text)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(st.integers(0, 3_000_000_000))
def test_a_moment_reads_as_itself_in_every_form(seconds):
    at = datetime.fromtimestamp(seconds, UTC)
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%Y-%m-%dT%H:%M:%SZ", "%B %d, %Y %I:%M:%S %p", "%d %b %Y %H:%M:%S +0000"):
        assert read_moment(at.strftime(form)) == at
