"""When to come back. Pure: the random numbers and the present are passed in. Times in seconds."""

from datetime import datetime, timedelta
from random import Random
from typing import Literal

DAY_S = 86_400.0
# A long interval is no reason to leave a failure alone for as long: the first retry comes within
# ten minutes, then each waits twice as long as the one before.
BACKOFF_BASE_S = 300.0
JITTER = 0.1
# "Retry-After: 0" and crawl delays of hours are both heard, but not obeyed to the letter.
LEAST_RETRY_AFTER_S = 60.0
MOST_CRAWL_DELAY_S = 60.0


def backoff_s(failures: int, *, interval_s: float, rng: Random) -> float:
    """How long to wait after `failures` failures in a row (1 or more): doubling, up to a day.

    Starts from the interval or five minutes, whichever is shorter; jitter takes up to a quarter away,
    so that sources which failed together do not come back together.
    """
    base = min(max(interval_s, 1.0), BACKOFF_BASE_S)
    full = min(base * 2.0 ** min(max(failures, 1), 30), DAY_S)
    return full * rng.uniform(0.75, 1.0)


def next_poll_after(
    outcome: Literal["ok", "not_modified", "error"],
    *,
    interval_s: float,
    failures: int = 0,
    retry_after_s: float | None = None,
    rng: Random,
) -> float:
    """Seconds until the next poll of a resource.

    After a success: the interval, a tenth more or less. After an error: `backoff_s`. A Retry-After
    wins over the backoff, and over the interval when it is longer; it is held between a minute (or
    the interval, if shorter) and a day, and jitter is only ever added to it.
    """
    planned = (
        backoff_s(failures, interval_s=interval_s, rng=rng)
        if outcome == "error"
        else interval_s * rng.uniform(1 - JITTER, 1 + JITTER)
    )
    if retry_after_s is None:
        return planned
    least = min(LEAST_RETRY_AFTER_S, max(interval_s, 1.0))
    asked = min(max(retry_after_s, least), DAY_S) * rng.uniform(1.0, 1 + JITTER)
    return asked if outcome == "error" else max(planned, asked)


def next_poll_at(
    outcome: Literal["ok", "not_modified", "error"],
    *,
    interval_s: float,
    failures: int = 0,
    retry_after_s: float | None = None,
    now: datetime,
    rng: Random,
) -> datetime:
    """The moment of the next poll: `now` and `next_poll_after`."""
    wait = next_poll_after(outcome, interval_s=interval_s, failures=failures, retry_after_s=retry_after_s, rng=rng)
    return now + timedelta(seconds=wait)


def first_poll_after(interval_s: float, *, rng: Random) -> float:
    """Where in its first interval a new resource is polled, so that an import does not march in step."""
    return rng.uniform(0.0, interval_s)


def spacing_s(configured_s: float, crawl_delay_s: float | None) -> float:
    """The least time between two requests to a host: ours, or robots.txt's when longer (up to a minute)."""
    return max(configured_s, min(crawl_delay_s or 0.0, MOST_CRAWL_DELAY_S))
