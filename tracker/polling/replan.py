"""Plans of a clock that was ahead, made anew: without it nothing would be polled until the right time catches up."""

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Max, Q

from tracker.evidence.read_now import HELD_FOR
from tracker.health import clock
from tracker.health.clock import TOLERANCE_S
from tracker.models import HostRules, PollingPolicy, Resource, Snapshot, Subscription
from tracker.scheduling.backoff import BACKOFF_BASE_S, DAY_S, JITTER
from tracker.scheduling.next_poll import first_wait_s
from tracker.snapshots.leases import update_many

log = logging.getLogger(__name__)
_RNG = random.Random()  # noqa: S311 - spreads polls, guards nothing
_TOLERANCE = timedelta(seconds=TOLERANCE_S)
_AT_ONCE = 500
_MOST_SPREAD_S = 900
# What was planned is looked through so often though no jump was seen: whoever saw it may have ended.
_LOOK_EVERY_S = 600.0


class Replanner:
    """Replans after each jump of the clock, and every ten minutes; not while this machine's clock is off."""

    def __init__(self, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._looked_at: float | None = None  # by a clock that nobody sets
        self._back_s = 0.0

    def look(self, *, now: datetime, jumped_s: float) -> int:
        """Replan where it is time to, the clock having jumped by `jumped_s` seconds since the last look (back where
        negative, 0 where it did not); how many resources were planned anew. Raises django.db.Error.
        """
        self._back_s = max(0.0, self._back_s - jumped_s)
        if jumped_s:
            self._looked_at = None
        started = self._steady()
        if self._looked_at is not None and started - self._looked_at < _LOOK_EVERY_S:
            return 0
        if clock.is_off(now):
            return 0  # what the others planned only looks wrong from here
        count = replan(now=now, back_s=self._back_s)
        self._looked_at, self._back_s = started, 0.0
        return count


replanner = Replanner()
"""Of this process, from its start."""


def replan(*, now: datetime, back_s: float = 0.0) -> int:
    """Let what a wrong clock has planned fall due within its interval; how many resources were planned anew.

    A wrong clock's work is known by a poll that lies ahead, and by a plan later than any policy allows. Where the clock
    was seen to be set back by `back_s` seconds, every plan of a sound resource from there on is its work, too. Leases,
    hosts and hubs held until then are let go in time.
    """
    _end_leases(now)
    soon = now + _TOLERANCE
    wrong = Q(polled_at__gt=soon) | Q(read_at__gt=soon) | Q(next_poll_at__gt=now + _longest_wait())
    if back_s:
        wrong |= Q(next_poll_at__gte=now + timedelta(seconds=back_s) - _TOLERANCE, failures=0)
    found = Resource.objects.filter(wrong, next_poll_at__isnull=False).order_by("pk")
    rows = list(found.values_list("pk", "source__polling__interval_s", "polled_at", "read_at"))
    for start in range(0, len(rows), _AT_ONCE):
        anew = [
            (key, _within(interval_s, now), _no_later(polled_at, now), _no_later(read_at, now))
            for key, interval_s, polled_at, read_at in rows[start : start + _AT_ONCE]
        ]
        update_many(Resource, columns=("next_poll_at", "polled_at", "read_at"), rows=anew)
    if rows:
        log.warning("The clock was ahead and is no more: %d resources are planned anew.", len(rows))
    return len(rows)


def _longest_wait() -> timedelta:
    """Longer than anything is planned ahead by a right clock."""
    most = PollingPolicy.objects.aggregate(ceiling=Max("ceiling_s"), interval=Max("interval_s"))
    longest_s = max(DAY_S, most["ceiling"] or 0, most["interval"] or 0)
    return timedelta(seconds=longest_s * (1 + 2 * JITTER)) + _TOLERANCE


def _within(interval_s: int | None, now: datetime) -> datetime:
    span_s = min(interval_s or _MOST_SPREAD_S, _MOST_SPREAD_S)
    return now + timedelta(seconds=first_wait_s(span_s, rng=_RNG))


def _no_later(moment: datetime | None, now: datetime) -> datetime | None:
    return min(moment, now) if moment else None


def _end_leases(now: datetime) -> None:
    """Nothing is held for longer than it may be."""
    lease_s = max(settings.TRACKER_LEASE_SECONDS, BACKOFF_BASE_S)
    too_long = now + timedelta(seconds=lease_s) + _TOLERANCE
    Resource.objects.filter(leased_until__gt=too_long).update(leased_until=now)
    Snapshot.objects.filter(processed_at=None, leased_until__gt=too_long).update(leased_until=now)  # by an index
    HostRules.objects.filter(taken_until__gt=too_long).update(taken_until=now)
    HostRules.objects.filter(fetched_at__gt=now + _TOLERANCE).update(fetched_at=now)
    Resource.objects.filter(reread_at__gt=now + HELD_FOR + _TOLERANCE).update(reread_at=now)
    ahead = Q(requested_at__gt=now + _TOLERANCE) | Q(confirmed_at__gt=now + _TOLERANCE)
    Subscription.objects.filter(ahead, renew_at__gt=F("requested_at")).update(renew_at=now, requested_at=now)
