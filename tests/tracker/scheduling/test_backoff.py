"""How long a host is left alone."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tracker.scheduling.backoff import BACKOFF_BASE_S, DAY_S, backoff_s, obeyed_s, spacing_s, trouble_wait_s

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


def test_sources_that_failed_together_do_not_march_in_step():
    rng = Random(7)
    assert len({backoff_s(1, interval_s=900, rng=rng) for _ in range(100)}) == 100


def test_a_crawl_delay_lengthens_spacing_up_to_a_minute_and_never_shortens_it():
    assert spacing_s(1.0, None) == 1.0
    assert spacing_s(1.0, 10.0) == 10.0
    assert spacing_s(1.0, 0.1) == 1.0
    assert spacing_s(1.0, 86_400.0) == 60.0


class Top(Random):
    """Draws the upper end each time."""

    def uniform(self, a: float, b: float) -> float:
        return b


@given(st.floats(0, 2.0**31), st.tuples(st.floats(0, DAY_S), st.floats(0, DAY_S)).map(sorted))
def test_what_a_host_asks_for_is_obeyed_within_our_own_bounds(asked, bounds):
    least, most = bounds
    waited = obeyed_s(asked, least_s=least, most_s=most)
    assert least <= waited <= most
    assert waited == asked or waited in bounds


@given(st.floats(0, DAY_S), st.floats(0, DAY_S), rngs)
def test_trouble_of_our_own_has_nobody_asked_before_its_floor_nor_long_after_five_minutes(lasting, floor, rng):
    waited = trouble_wait_s(lasting, least_s=floor, rng=rng)
    assert max(1.0, floor) <= waited <= max(BACKOFF_BASE_S, 1.1 * floor)
