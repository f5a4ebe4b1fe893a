"""When to come back."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.net.politeness import (
    DAY_S,
    backoff_s,
    first_poll_after,
    next_poll_after,
    next_poll_at,
    spacing_s,
)

intervals = st.floats(0, 40 * DAY_S)
failures = st.integers(1, 10_000)
rngs = st.integers(0, 2**32).map(Random)


@given(failures, intervals, rngs)
def test_backoff_never_exceeds_a_day_nor_falls_under_a_second(count, interval, rng):
    assert 1.0 <= backoff_s(count, interval_s=interval, rng=rng) <= DAY_S


@given(st.integers(1, 40), intervals, st.integers(0, 2**32))
def test_each_failure_waits_at_least_as_long_as_the_one_before(count, interval, seed):
    earlier = backoff_s(count, interval_s=interval, rng=Random(seed))
    assert backoff_s(count + 1, interval_s=interval, rng=Random(seed)) >= earlier


def test_backoff_doubles_from_the_interval_or_five_minutes():
    def waits(interval: float) -> list[int]:
        return [round(backoff_s(n, interval_s=interval, rng=Top())) for n in (1, 2, 3, 20)]

    assert waits(60) == [120, 240, 480, 86_400]
    assert waits(7 * DAY_S) == [600, 1200, 2400, 86_400]


@pytest.mark.parametrize("outcome", ["ok", "not_modified"])
@given(interval=st.floats(1, 40 * DAY_S), rng=rngs)
def test_after_a_success_it_comes_back_in_about_an_interval(outcome, interval, rng):
    assert 0.9 * interval <= next_poll_after(outcome, interval_s=interval, rng=rng) <= 1.1 * interval


def test_sources_imported_together_do_not_march_in_step():
    rng = Random(7)
    assert len({next_poll_after("ok", interval_s=900, rng=rng) for _ in range(100)}) == 100
    firsts = [first_poll_after(900, rng=rng) for _ in range(100)]
    assert min(firsts) < 200
    assert max(firsts) > 700
    assert all(0 <= first <= 900 for first in firsts)


@given(failures, st.floats(60, 40 * DAY_S), st.floats(60, DAY_S), rngs)
def test_retry_after_wins_over_backoff_and_is_never_undercut(count, interval, asked, rng):
    wait = next_poll_after("error", interval_s=interval, failures=count, retry_after_s=asked, rng=rng)
    assert asked <= wait <= asked * 1.1


@pytest.mark.parametrize(("asked", "least", "most"), [(0, 60, 66), (10 * DAY_S, DAY_S, 1.1 * DAY_S)])
def test_retry_after_is_clamped(asked, least, most):
    wait = next_poll_after("error", interval_s=900, failures=1, retry_after_s=asked, rng=Random(1))
    assert least <= wait <= most


def test_a_success_may_ask_for_more_time_but_not_for_less():
    assert next_poll_after("ok", interval_s=900, retry_after_s=3600, rng=Random(1)) >= 3600
    assert next_poll_after("ok", interval_s=900, retry_after_s=1, rng=Random(1)) >= 810


def test_the_next_moment_is_counted_from_the_present_passed_in():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    wait = next_poll_after("error", interval_s=900, failures=3, rng=Random(5))
    assert next_poll_at("error", interval_s=900, failures=3, now=now, rng=Random(5)) == now + timedelta(seconds=wait)


def test_a_crawl_delay_lengthens_spacing_up_to_a_minute_and_never_shortens_it():
    assert spacing_s(1.0, None) == 1.0
    assert spacing_s(1.0, 10.0) == 10.0
    assert spacing_s(1.0, 0.1) == 1.0
    assert spacing_s(1.0, 86_400.0) == 60.0


class Top(Random):
    """Draws the upper end each time."""

    def uniform(self, a: float, b: float) -> float:
        return b
