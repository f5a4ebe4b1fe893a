"""Whether this machine's clock can be believed: did it jump, does the database's differ, does the past lie ahead?"""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from django.db import connection
from django.utils import timezone

from claims.models import AuditEntry
from tracker.models import Snapshot
from tracker.scheduling.durations import say_duration

TOLERANCE_S = 60.0
"""Clocks are set by so much without anybody being told."""

TOLD_FOR_S = 3_600.0
"""So long a jump is told of."""

REMEDY = (
    "Set the clock right and let it be kept right (NTP). What a wrong clock planned is planned anew by itself, and "
    "nothing is deleted."
)


def _steady() -> float:
    """Seconds by a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class ClockWatch:
    """Notices jumps of the wall clock, by holding it against one that nobody sets."""

    def __init__(self, *, wall: Callable[[], float] = time.time, steady: Callable[[], float] = _steady) -> None:
        self._wall, self._steady = wall, steady
        self._lock = Lock()
        self._offset = wall() - steady()
        self._jumps: list[tuple[float, float]] = []  # when, by the steady clock, and how far

    def look(self) -> float:
        """How many seconds the clock jumped since the last look: back where negative, 0 where it did not."""
        with self._lock:
            steady = self._steady()
            offset = self._wall() - steady
            jumped_s = offset - self._offset
            self._jumps = [(at, s) for at, s in self._jumps if steady - at < TOLD_FOR_S]
            if abs(jumped_s) <= TOLERANCE_S:
                return 0.0
            self._offset = offset
            self._jumps.append((steady, jumped_s))
            return jumped_s

    def lately_s(self) -> float:
        """How far off the clock is from where it was, by its jumps of the last hour; 0 where it came back."""
        self.look()
        with self._lock:
            sum_s = sum(s for _, s in self._jumps)
        return sum_s if abs(sum_s) > TOLERANCE_S else 0.0


watch = ClockWatch()
"""Of this process, from its start."""


def trouble() -> str:
    """What is wrong with the clock, in one sentence; empty where nothing is known to be. Raises django.db.Error."""
    if jumped_s := watch.lately_s():
        return f"This machine's clock jumped {'forward' if jumped_s > 0 else 'back'} by {_say(jumped_s)}."
    now = timezone.now()
    if abs(apart_s := _ahead_of_database_s(now)) > TOLERANCE_S:
        return f"This machine's clock is {_say(apart_s)} {'ahead of' if apart_s > 0 else 'behind'} the database's."
    newest = _newest()
    if newest and (ahead_s := (newest - now).total_seconds()) > TOLERANCE_S:
        return (
            f"What was written last is dated {_say(ahead_s)} ahead: this machine's clock is behind, or was ahead then."
        )
    return ""


def is_off(now: datetime) -> bool:
    """Whether our clock, which says `now`, differs from the database's, by which the others' plans can be judged.
    Raises django.db.Error.
    """
    return abs(_ahead_of_database_s(now)) > TOLERANCE_S


def _ahead_of_database_s(now: datetime) -> float:
    """How far our clock is ahead of the database's; an embedded one has ours."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    return float((now - theirs).total_seconds())


def _newest() -> datetime | None:
    """The date of what was fetched or recorded last."""
    fetched = (
        Snapshot.objects.filter(came_by=Snapshot.CameBy.FETCHED).order_by("-pk").values_list("fetched_at", flat=True)
    )
    recorded = AuditEntry.objects.order_by("-pk").values_list("at", flat=True)
    return max((moment for moment in (fetched.first(), recorded.first()) if moment), default=None)


def _say(seconds: float) -> str:
    return say_duration(max(60, round(abs(seconds) / 60) * 60))
