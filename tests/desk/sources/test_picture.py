"""The line of a resource: everything stands where its moment is, and is told in words too."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.sources.picture import WIDTH, DrawnAnswer, picture

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING = {"read_at": None, "polled_at": None, "trouble_since": None, "next_poll_at": None}

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
maybe = st.none() | moments


@given(moments, st.lists(st.builds(DrawnAnswer, moments, st.booleans()), max_size=20), maybe, maybe, maybe, maybe)
def test_whatever_is_drawn_stands_on_the_line(since, answers, read_at, polled_at, trouble_since, next_poll_at):
    drawn = picture(
        since=since,
        now=NOW,
        answers=sorted(answers, key=lambda answer: answer.at),
        read_at=read_at,
        polled_at=polled_at,
        trouble_since=trouble_since,
        next_poll_at=next_poll_at,
    )
    assert all(0 <= mark.x <= WIDTH for mark in drawn.marks)
    assert all(band.x >= 0 and band.width > 0 and band.x + band.width <= WIDTH for band in drawn.bands)
    assert drawn.says.endswith(".")


@given(st.lists(st.builds(DrawnAnswer, moments, st.booleans()), max_size=20))
def test_later_answers_stand_further_right(answers):
    ordered = sorted(answers, key=lambda answer: answer.at)
    drawn = picture(since=datetime(2026, 1, 1, tzinfo=UTC), now=NOW, answers=ordered, **NOTHING)
    places = [mark.x for mark in drawn.marks]
    assert places == sorted(places)


def test_a_resource_in_trouble_shows_since_when():
    answers = [DrawnAnswer(NOW - 8 * DAY, readable=True), DrawnAnswer(NOW - 2 * DAY, readable=False)]
    facts = {**NOTHING, "read_at": NOW - 3 * DAY, "polled_at": NOW, "trouble_since": NOW - 2 * DAY}
    drawn = picture(since=NOW - 10 * DAY, now=NOW, answers=answers, **facts)
    assert [band.kind for band in drawn.bands] == ["well", "trouble"]
    assert [mark.kind for mark in drawn.marks] == ["change", "unreadable", "failed", "reading"]
    assert drawn.says == (
        "2 new answers, 1 without text; last read 21 Nov 2026, 12:00 UTC; not readable since 22 Nov 2026, 12:00 UTC; "
        "no reading planned."
    )


def test_a_resource_that_was_just_added_has_an_empty_line():
    drawn = picture(since=NOW, now=NOW, answers=[], **{**NOTHING, "next_poll_at": NOW})
    assert [mark.kind for mark in drawn.marks] == ["planned"]
    assert "never read" in drawn.says
