"""When an address is due again."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.scheduling.backoff import DAY_S
from tracker.scheduling.next_poll import (
    INTERVAL_SHARE,
    asks_to_wait,
    first_wait_s,
    learn,
    next_wait_s,
    turn_wait_s,
    unasked_wait_s,
)

HOUR_S = 3600.0
intervals = st.floats(1, 40 * DAY_S)
rngs = st.integers(0, 2**32).map(Random)
wishes = st.none() | st.floats(0, 2.0**31)
bounds = st.tuples(st.floats(1, DAY_S), st.floats(1, 7 * DAY_S)).map(sorted)


def wait(outcome="ok", *, interval_s=900.0, floor_s=60.0, ceiling_s=DAY_S, rng=None, **asked) -> float:
    return next_wait_s(
        outcome, interval_s=interval_s, floor_s=floor_s, ceiling_s=ceiling_s, rng=rng or Random(7), **asked
    )


@given(
    st.sampled_from(["ok", "not_modified", "error"]),
    intervals,
    bounds,
    st.tuples(wishes, wishes, wishes, wishes),
    st.integers(0, 10_000),
    st.booleans(),
    st.none() | st.floats(0, 400 * DAY_S),
    st.floats(-DAY_S, 400 * DAY_S),
    rngs,
)
def test_whatever_was_asked_or_learnt_the_wait_stays_between_floor_and_ceiling(
    outcome, interval, bounds, asked, failures, adaptive, rhythm, quiet, rng
):
    floor, ceiling = bounds
    ttl, hub, fresh, retry = asked
    seconds = next_wait_s(
        outcome,
        interval_s=interval,
        floor_s=floor,
        ceiling_s=ceiling,
        ttl_s=ttl,
        hub_patience_s=hub,
        fresh_s=fresh,
        retry_after_s=retry,
        failures=failures,
        adaptive=adaptive,
        learnt_interval_s=rhythm,
        quiet_s=quiet,
        rng=rng,
    )
    assert min(floor, interval) <= seconds <= 1.1 * max(ceiling, interval)


@pytest.mark.parametrize("outcome", ["ok", "not_modified"])
@given(interval=intervals, rng=rngs)
def test_where_nobody_asks_anything_it_comes_back_in_about_an_interval(outcome, interval, rng):
    assert 0.9 * interval <= wait(outcome, interval_s=interval, rng=rng) <= 1.1 * interval


@pytest.mark.parametrize("wish", ["ttl_s", "hub_patience_s", "fresh_s", "retry_after_s"])
@given(seconds=st.floats(900, DAY_S), rng=rngs)
def test_what_a_publisher_asks_for_is_never_undercut(wish, seconds, rng):
    assert seconds <= wait(rng=rng, **{wish: seconds}) <= 1.1 * seconds * 1.0001


@pytest.mark.parametrize("wish", ["ttl_s", "hub_patience_s", "fresh_s", "retry_after_s"])
def test_a_publisher_may_not_ask_to_be_read_more_often_than_a_person_chose(wish):
    assert wait(**{wish: 30}) >= 810


@pytest.mark.parametrize("wish", ["ttl_s", "hub_patience_s", "fresh_s", "retry_after_s"])
def test_a_page_that_calls_itself_fresh_for_a_year_is_read_when_the_ceiling_says(wish):
    assert HOUR_S <= wait(ceiling_s=HOUR_S, **{wish: 365 * DAY_S}) <= 1.1 * HOUR_S


def test_the_longest_of_several_wishes_counts():
    assert wait(ttl_s=2000, fresh_s=4000, retry_after_s=3000) >= 4000


def test_an_interval_that_a_person_chose_beyond_the_bounds_is_kept():
    assert 1.0 <= wait(interval_s=1) <= 1.1
    assert wait(interval_s=7 * DAY_S) >= 0.9 * 7 * DAY_S


def test_errors_wait_longer_and_longer_up_to_a_day():
    waits = [wait("error", failures=n, rng=Random(3)) for n in range(1, 12)]
    assert waits == sorted(waits)
    assert 400 < waits[0] <= 600
    assert 0.75 * DAY_S <= waits[-1] <= DAY_S


def test_a_ceiling_set_for_a_source_holds_its_backoff_too():
    assert wait("error", failures=30, ceiling_s=HOUR_S) == HOUR_S


def test_a_retry_after_shortens_the_first_waits_but_not_all():
    assert wait("error", failures=1, retry_after_s=90) <= 99
    assert wait("error", failures=3, retry_after_s=90) <= 99
    assert wait("error", failures=8, retry_after_s=90) > HOUR_S


@given(st.integers(1, 10_000), st.floats(60, DAY_S), rngs)
def test_after_an_error_a_retry_after_is_never_undercut(failures, asked, rng):
    assert wait("error", failures=failures, retry_after_s=asked, rng=rng) >= asked


def test_a_page_is_asked_four_times_between_two_of_its_changes():
    seconds = wait(adaptive=True, learnt_interval_s=4 * HOUR_S)
    assert 0.9 * HOUR_S <= seconds <= 1.1 * HOUR_S


def test_a_page_that_never_changed_is_asked_less_often_the_longer_it_is_quiet():
    waits = [wait(adaptive=True, quiet_s=days * DAY_S, rng=Random(1)) for days in (0, 1, 3, 10, 300)]
    assert waits == sorted(waits)
    assert waits[0] < 1000
    assert waits[3] == waits[4] == pytest.approx(DAY_S, rel=0.1)


def test_a_rhythm_that_was_learnt_does_nothing_where_it_is_not_asked_for():
    assert wait(learnt_interval_s=60, quiet_s=300 * DAY_S) < 1000


def test_the_rhythm_of_a_page_that_changes_daily_is_learnt():
    rhythm = None
    for _ in range(20):
        rhythm = learn(rhythm, changed=True, elapsed_s=DAY_S)
    assert rhythm == pytest.approx(DAY_S)
    assert INTERVAL_SHARE * DAY_S * 0.9 <= wait(adaptive=True, learnt_interval_s=rhythm) <= INTERVAL_SHARE * DAY_S * 1.1


def test_an_unchanged_reading_teaches_nothing_yet():
    assert learn(None, changed=False, elapsed_s=DAY_S) is None
    assert learn(HOUR_S, changed=False, elapsed_s=DAY_S) == HOUR_S


def test_one_quiet_holiday_does_not_make_an_hourly_page_a_weekly_one():
    after = learn(HOUR_S, changed=True, elapsed_s=14 * DAY_S)
    assert HOUR_S < after < 8 * HOUR_S


@given(st.none() | st.floats(0, 1e12), st.floats(-1e12, 1e12))
def test_what_is_learnt_lies_between_what_was_known_and_what_was_seen(known, elapsed):
    after = learn(known, changed=True, elapsed_s=elapsed)
    seen = min(max(elapsed, 1.0), 366 * DAY_S)
    ends = (seen, max(known, 1.0) if known else seen)
    assert min(ends) * 0.999 <= after <= max(ends) * 1.001


@given(st.floats(120, 20 * DAY_S), rngs)
def test_polling_at_the_learnt_rhythm_finds_each_change_within_half_of_it(rhythm, rng):
    assert (
        wait(adaptive=True, learnt_interval_s=rhythm, interval_s=60, floor_s=1, ceiling_s=40 * DAY_S, rng=rng)
        < rhythm / 2
    )


def test_addresses_imported_together_do_not_march_in_step():
    rng = Random(7)
    firsts = [first_wait_s(900, rng=rng) for _ in range(100)]
    assert min(firsts) < 200
    assert max(firsts) > 700
    assert all(0 <= first <= 900 for first in firsts)


def test_at_a_busy_host_each_waits_for_those_before_it():
    assert [turn_wait_s(ahead, spacing_s=2) for ahead in (0, 1, 5)] == [0, 2, 10]
    assert [turn_wait_s(ahead, spacing_s=2, free_in_s=5) for ahead in (0, 1)] == [5, 7]


@given(rngs)
def test_what_could_not_be_asked_comes_again_within_seconds(rng):
    assert 5 <= unasked_wait_s(rng=rng) <= 15


def test_only_who_says_so_asks_to_be_left_alone():
    assert [asks_to_wait(code) for code in ("http-429", "http-503", "http-500", "timeout", "")] == [True] * 2 + [
        False
    ] * 3
