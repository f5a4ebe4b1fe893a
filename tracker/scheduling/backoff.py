"""How long to leave a host alone. Pure: the random numbers are passed in. Times in seconds."""

from random import Random

DAY_S = 86_400.0
# A long interval is no reason to leave a failure alone for as long: the first retry comes within
# ten minutes, then each waits twice as long as the one before.
BACKOFF_BASE_S = 300.0
JITTER = 0.1
LEAST_TROUBLE_S = 5.0
# Crawl delays of hours are heard, but not obeyed to the letter.
MOST_CRAWL_DELAY_S = 60.0


def backoff_s(failures: int, *, interval_s: float, rng: Random) -> float:
    """How long to wait after `failures` failures in a row (1 or more): doubling, up to a day.

    Starts from the interval or five minutes, whichever is shorter; jitter takes up to a quarter away,
    so that sources which failed together do not come back together.
    """
    base = min(max(interval_s, 1.0), BACKOFF_BASE_S)
    full = min(base * 2.0 ** min(max(failures, 1), 30), DAY_S)
    return full * rng.uniform(0.75, 1.0)


def obeyed_s(asked_s: float, *, least_s: float, most_s: float) -> float:
    """How many of the seconds that a host asks us to wait we do wait: it is heard, within bounds of our own."""
    return min(max(asked_s, least_s), most_s)


def spacing_s(configured_s: float, crawl_delay_s: float | None) -> float:
    """The least time between two requests to a host: ours, or robots.txt's when longer (up to a minute)."""
    return max(configured_s, min(crawl_delay_s or 0.0, MOST_CRAWL_DELAY_S))


def trouble_wait_s(lasting_s: float, *, least_s: float = 0.0, rng: Random) -> float:
    """How long to wait before what this machine itself kept from being done is tried again, after trouble that has
    lasted so long: from a few seconds up to five minutes, longer the longer it lasts.

    `least_s` is how long somebody else is left alone between two requests, whatever we are up to; jitter only adds.
    """
    own_s = min(max(lasting_s / 2, LEAST_TROUBLE_S), BACKOFF_BASE_S) * rng.uniform(0.75, 1.0)
    return max(own_s, least_s * rng.uniform(1.0, 1 + JITTER))
