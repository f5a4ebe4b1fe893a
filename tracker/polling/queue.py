"""Which resources are polled next: a batch of those that are due, leased in one statement.

Three lanes, each read from an index of its own by the moment the resources fell due: those that a claim waiting for a
decision relies on; at most a fifth of those that failed last time, so that broken hosts never crowd out the others; the
rest. The statement reads as many index entries as it leases rows, however many resources there are.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from tracker.models import PollingPolicy, Resource

_FAILED_SHARE = 5


class LeasedResource(NamedTuple):
    """A leased resource, as plain values: what a poll needs of it, and no more."""

    pk: int
    source_id: int
    url: str
    kind: str
    etag: str
    last_modified: str
    validated_url: str
    failures: int
    error_code: str
    state: str
    moved_to: str
    moved_times: int
    move_waits: bool
    accepted_host: str
    ttl_s: int | None
    hub_patience_s: int | None
    learnt_interval_s: float | None
    rendered: bool
    unkept_since: datetime | None
    quiet_since: datetime | None


class SourceLimits(NamedTuple):
    """How a source wants to be polled; times in seconds."""

    interval_s: int
    floor_s: int
    ceiling_s: int
    adaptive: bool
    spacing_s: float
    max_per_host: int


_COLUMNS = ("id", *LeasedResource._fields[1:-1], "COALESCE(changed_at, recorded_at)")
_LANES = (
    "urgent",
    "NOT urgent AND failures > 0",
    "NOT urgent AND failures = 0",
)


def lease_due(*, limit: int, now: datetime, seconds: float, lease_id: uuid.UUID) -> list[LeasedResource]:
    """At most `limit` of the due resources, held for `seconds`, the urgent first. Others' leases are passed over."""
    most = (limit, max(1, limit // _FAILED_SHARE), limit)
    moment, until = _moment(now), _moment(now + timedelta(seconds=seconds))
    lanes = [value for lane_limit in most for value in (moment, moment, lane_limit)]
    with connection.cursor() as cursor:
        cursor.execute(statement(), [_lease_id(lease_id), until, *lanes, limit])
        rows = cursor.fetchall()
    return [LeasedResource._make((*row[:-2], _read_moment(row[-2]), _read_moment(row[-1]))) for row in rows]


def statement() -> str:
    """The SQL of a lease on this database.

    PostgreSQL locks the rows it picks and skips those that another worker is leasing this moment; an array of their
    keys, rather than a join, keeps its planner from ever reading the whole table. On SQLite one writes at a time.
    """
    postgresql = connection.vendor == "postgresql"
    lock = " FOR UPDATE SKIP LOCKED" if postgresql else ""
    lanes = " UNION ALL ".join(
        f"SELECT * FROM (SELECT id, {number} AS lane, next_poll_at FROM tracker_resource WHERE {lane}"  # noqa: S608
        " AND next_poll_at <= %s AND (leased_until IS NULL OR leased_until < %s)"
        f" ORDER BY next_poll_at, id LIMIT %s{lock}) AS lane{number}"
        for number, lane in enumerate(_LANES)
    )
    picked = f"SELECT id FROM ({lanes}) AS lanes ORDER BY lane, next_poll_at LIMIT %s"  # noqa: S608
    chosen = f"= ANY(ARRAY({picked}))" if postgresql else f"IN ({picked})"
    columns = ", ".join(_COLUMNS)
    return f"UPDATE tracker_resource SET lease_id = %s, leased_until = %s WHERE id {chosen} RETURNING {columns}"  # noqa: S608


def limits_of(sources: set[int]) -> dict[int, SourceLimits]:
    """The polling policies of sources; where a source has none, the defaults."""
    rows = PollingPolicy.objects.filter(source_id__in=sources).values_list("source_id", *SourceLimits._fields)
    plain = PollingPolicy()
    default = SourceLimits(*(getattr(plain, name) for name in SourceLimits._fields))
    return dict.fromkeys(sources, default) | {source: SourceLimits(*facts) for source, *facts in rows}


def _lease_id(lease_id: uuid.UUID) -> Any:
    return Resource._meta.get_field("lease_id").get_db_prep_value(lease_id, connection)


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _read_moment(value: datetime | str | None) -> datetime | None:
    """SQLite knows no moments: they are texts in UTC there, or come without their time zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
