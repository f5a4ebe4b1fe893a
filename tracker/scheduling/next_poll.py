"""When an address is due again: its interval, what its publisher asks for, and the interval learnt from its changes.

Pure: the random numbers are passed in. Times in seconds. Who does what: the pipeline, which knows whether the *text*
changed, learns (`learn`); the poller only asks (`next_wait_s`).
"""

import math
from random import Random

from net.messages import Outcome
from tracker.scheduling.backoff import DAY_S, JITTER, backoff_s, obeyed_s

# Asked four times between two changes, a page is found out after an eighth of the time between them.
INTERVAL_SHARE = 0.25
# A page that has been quiet for ten days is asked once a day; the share is that of RFC 9111 §4.2.2.
QUIET_SHARE = 0.1
# How much of the learnt interval one new change replaces.
LEARNING_RATE = 0.3
# "Retry-After: 0" is heard, but not obeyed to the letter.
LEAST_RETRY_AFTER_S = 60.0
# "Come back in ten seconds", said again and again, would have a failing host asked more often than a sound one.
MOST_HEARD_RETRIES = 3
# The errors that say so (RFC 6585 §4, RFC 9110 §15.6.4).
_ASK_TO_WAIT = frozenset({"http-429", "http-503"})
_LONGEST_S = 366 * DAY_S
_UNASKED_S = 10.0


def next_wait_s(
    outcome: Outcome,
    *,
    interval_s: float,
    floor_s: float,
    ceiling_s: float,
    ttl_s: float | None = None,
    hub_patience_s: float | None = None,
    fresh_s: float | None = None,
    retry_after_s: float | None = None,
    failures: int = 0,
    adaptive: bool = False,
    learnt_interval_s: float | None = None,
    quiet_s: float = 0.0,
    rng: Random,
) -> float:
    """Seconds until an address is asked again, in the light of its last answer.

    `ttl_s` is what its feed asks for (RSS `<ttl>`, `sy:updatePeriod`), `hub_patience_s` how long it is left alone while
    a hub tells us of its changes, `fresh_s` how long the answer says it stays fresh (RFC 9111 §4.2), `retry_after_s` is
    RFC 9110 §10.2.3; each is None where nothing was said. `failures` counts those in a row, this one included. Where
    `adaptive`, `learnt_interval_s` is the time between changes as far as `learn` knows it, and `quiet_s` the time since
    the last one (or since the first reading).

    Floor and ceiling hold what publishers ask for and what was learnt; an interval beyond them, which a person chose,
    widens them. After a good answer: the interval (adaptive: moved by the learnt one), a tenth more or less, and
    never less than the publisher asks for. After an error: `backoff_s`, up to a day and within floor and ceiling; a
    Retry-After may shorten the first three waits in a row and lengthen any. Jitter only adds to what was asked for.
    """
    interval_s = max(interval_s, 1.0)
    low, high = min(floor_s, interval_s), max(ceiling_s, interval_s)
    if outcome == "error":
        wait = min(max(backoff_s(max(failures, 1), interval_s=interval_s, rng=rng), low), high)
        if retry_after_s is None:
            return wait
        asked = _asked(retry_after_s, max(low, min(LEAST_RETRY_AFTER_S, interval_s)), high, rng)
        return asked if failures <= MOST_HEARD_RETRIES else max(wait, asked)
    base = min(max(_own_s(interval_s, learnt_interval_s, quiet_s) if adaptive else interval_s, low), high)
    wait = rng.uniform(max(low, base * (1 - JITTER)), base * (1 + JITTER))
    wish_s = max(ttl_s or 0.0, hub_patience_s or 0.0, fresh_s or 0.0, retry_after_s or 0.0)
    return max(wait, _asked(wish_s, low, high, rng)) if wish_s > low else wait


def _asked(wish_s: float, low: float, high: float, rng: Random) -> float:
    return obeyed_s(wish_s, least_s=low, most_s=high) * rng.uniform(1.0, 1 + JITTER)


def _own_s(interval_s: float, learnt_interval_s: float | None, quiet_s: float) -> float:
    """How often the address is worth asking: often enough for its changes, less often the longer it is quiet."""
    paced = INTERVAL_SHARE * learnt_interval_s if learnt_interval_s else interval_s
    return max(paced, QUIET_SHARE * min(max(quiet_s, 0.0), _LONGEST_S))


def asks_to_wait(error_code: str) -> bool:
    """Whether an error of a poll asks us to stay away for as long as planned, whoever is in a hurry."""
    return error_code in _ASK_TO_WAIT


def first_wait_s(span_s: float, *, rng: Random) -> float:
    """Seconds until an address is asked for the first time, or by a new interval: anywhere in the span, so that those
    of one import do not march in step.
    """
    return rng.uniform(0.0, span_s)


def turn_wait_s(ahead: int, *, spacing_s: float, free_in_s: float = 0.0) -> float:
    """Seconds until the turn of an address with `ahead` others before it at a host that is free in `free_in_s`."""
    return free_in_s + ahead * spacing_s


def unasked_wait_s(*, rng: Random) -> float:
    """Seconds until an address is tried again that could not be asked at all, for a reason that is not its own."""
    return _UNASKED_S * rng.uniform(0.5, 1.5)


def learn(learnt_interval_s: float | None, *, changed: bool, elapsed_s: float) -> float | None:
    """The time between changes after another reading, `elapsed_s` after the change before (or the first reading).

    The first change sets it, each later one moves it by `LEARNING_RATE`, on the scale of orders of magnitude: one
    quiet holiday does not make a daily page a weekly one. An unchanged reading leaves it as it is: the silence counts
    in `next_wait_s`. None until a change was seen.
    """
    if not changed:
        return learnt_interval_s
    seen = min(max(elapsed_s, 1.0), _LONGEST_S)
    if not learnt_interval_s:
        return seen
    return math.exp((1 - LEARNING_RATE) * math.log(max(learnt_interval_s, 1.0)) + LEARNING_RATE * math.log(seen))
