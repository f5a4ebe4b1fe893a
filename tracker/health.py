"""When was each source last read: silence must never look like "no change"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from claims.models import Claim
from tracker.models import Resource

# A resource may miss two polls, to be spared an alarm for every hiccup.
INTERVALS = 3
LEAST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """One source a claim relies on: when it was last read (None: never), and whether that is too long ago."""

    source: str
    tier: str
    invented: bool
    read_at: datetime | None
    stale: bool


def is_stale(*, read_at: datetime | None, since: datetime, interval_s: int, now: datetime) -> bool:
    """Has it not been read for longer than three of its intervals, counted from its recording if never?"""
    return (read_at or since) < now - max(INTERVALS * timedelta(seconds=interval_s), LEAST)


def with_intervals(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """The resources with the interval of their source as `interval_s`, as `resource_is_stale` needs it."""
    return resources.annotate(interval_s=F("source__polling__interval_s"))


def resource_is_stale(resource: Any, *, now: datetime) -> bool:
    """The same for a resource of `with_intervals`; one that is polled no more is no longer expected to answer."""
    if resource.next_poll_at is None or resource.interval_s is None:
        return False
    return is_stale(read_at=resource.read_at, since=resource.recorded_at, interval_s=resource.interval_s, now=now)


def readings(claim: Claim, *, now: datetime) -> list[Reading]:
    """The sources that the claim watches or that its evidence comes from, the one unread for longest first."""
    relied_on = Q(source__watches__claim=claim) | Q(
        source__evidence__claim=claim, source__evidence__visibility="public"
    )
    rows = with_intervals(Resource.objects.filter(relied_on)).select_related("source").distinct()
    return sorted(_by_source(rows, now), key=lambda r: (r.read_at is not None, r.read_at or now, r.source))


def _by_source(resources: Iterable[Resource], now: datetime) -> Iterable[Reading]:
    """A source was read when the one of its resources that lags most was read."""
    by_source: dict[int, list[Resource]] = {}
    for resource in resources:
        by_source.setdefault(resource.source_id, []).append(resource)
    for rows in by_source.values():
        source = rows[0].source
        times = [row.read_at for row in rows]
        known = [at for at in times if at is not None]
        yield Reading(
            source=source.name,
            tier=source.get_tier_display(),
            invented=source.invented,
            read_at=min(known) if len(known) == len(times) else None,
            stale=any(resource_is_stale(row, now=now) for row in rows),
        )
