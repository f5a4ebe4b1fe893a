"""Old checkpoints are thinned, never one that is needed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publish.thinning import Kept, superfluous

START = datetime(2026, 1, 5, 3, tzinfo=UTC)  # a Monday


def days(count: int) -> list[Kept]:
    """One a day; the first of each week has every chain, the others build on the one before."""
    made: list[Kept] = []
    for day in range(count):
        at = START + timedelta(days=day)
        made.append(Kept(f"{at:%Y%m%d}", at, "" if at.weekday() == 0 else made[-1].name))
    return made


def stay(checkpoints: list[Kept]) -> list[Kept]:
    return [each for each in checkpoints if each.name not in superfluous(checkpoints)]


def test_a_month_stays_whole():
    assert len(stay(days(32))) == 32


def test_then_one_a_week_stays_the_one_that_has_every_chain():
    kept = stay(days(100))
    old = [each for each in kept if kept[-1].made_at - each.made_at > timedelta(days=31)]
    assert [each.made_at.weekday() for each in old if not each.previous] == [0] * 10
    assert len({each.made_at.isocalendar()[:2] for each in old}) == 10


def test_after_a_year_one_a_month_stays():
    kept = stay(days(1000))
    old = [each for each in kept if kept[-1].made_at - each.made_at > timedelta(days=373)]
    assert len(old) == len({(each.made_at.year, each.made_at.month) for each in old}) == 21


def test_nothing_at_all_is_thinned_of_nothing():
    assert superfluous([]) == set()


def test_one_of_an_old_format_or_after_a_lost_one_stands_for_itself():
    kept = stay([Kept("b", START, "lost"), Kept("z", START + timedelta(days=900))])
    assert [each.name for each in kept] == ["b", "z"]


@given(st.lists(st.tuples(st.integers(0, 1500), st.booleans()), unique_by=lambda it: it[0], max_size=60))
def test_the_newest_stays_and_so_does_whatever_one_that_stays_builds_on(drawn):
    made: list[Kept] = []
    for day, whole in sorted(drawn):
        previous = "" if whole or not made else made[-1].name
        made.append(Kept(f"{day:05}", START + timedelta(days=day), previous))
    names = {each.name for each in stay(made)}
    assert not made or made[-1].name in names
    assert all(each.previous in names for each in stay(made) if each.previous)
    assert superfluous(stay(made)) == set(), "thinning again takes nothing more"


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=4_000)])
def test_a_clock_that_jumped_ahead_thins_nothing_of_the_last_months(ahead):
    daily = [Kept(f"{day:03}", START - timedelta(days=day)) for day in range(100)]
    thinned = superfluous([*daily, Kept("ahead", START + ahead)])
    assert len(daily) - len(thinned) >= 18  # a week of days and a dozen weeks
