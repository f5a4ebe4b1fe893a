"""When was each source last read, and what keeps it from being read: silence must never look like "no change"."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    F,
    Func,
    Min,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from claims.models import Claim, Evidence
from claims.models.evidence import Tier
from tracker.health.alarm import ALARM_AFTER, ALARMING
from tracker.health.states import sentence
from tracker.models import Resource, Watch

# A resource may miss two polls, to be spared an alarm for every hiccup.
INTERVALS = 3
LEAST = timedelta(minutes=1)
_MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One source a claim relies on: when it was last read (None: never), whether that is too long ago, and what is
    wrong or odd with it, in sentences for people.
    """

    source_id: int
    source: str
    tier: str
    invented: bool
    read_at: datetime | None
    stale: bool
    alarms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def longest_overdue() -> datetime | None:
    """Since when the resource that has waited longest has been due; None where none is.

    What a worker holds is not late: a lease runs out in minutes.
    """
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    due = Resource.objects.filter(free, next_poll_at__lte=now)
    return due.order_by("next_poll_at").values_list("next_poll_at", flat=True).first()


class _Later(Func):
    """A moment so many seconds later. SQLite's own `strftime` keeps milliseconds and takes a tenth of the time of the
    Python function by which Django adds durations there: pages count twenty thousand of these.
    """

    template = "(%(expressions)s * INTERVAL '1 second')"
    arg_joiner = " + "
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "strftime('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f', %(expressions)s || ' seconds')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", ", **context)


def with_intervals(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """The resources with `interval_s` of their source, and with `patient_until` and `missed_from`, as
    `resource_is_stale` and `overdue` need them.

    One is overdue when it was not read for three of its intervals (counted from its recording if never), and for two
    since the moment it was planned for: what its publisher asks for, or its learnt interval, may set that later than
    the interval does, though never later than the ceiling. A failure makes no plan.
    """
    annotated = resources.annotate(interval_s=F("source__polling__interval_s"))
    since = Coalesce("read_at", "recorded_at")
    patience = _Later(since, Greatest(INTERVALS * F("interval_s"), int(LEAST.total_seconds())))
    longest = _Later(since, 11 * F("source__polling__ceiling_s") / 10)  # with its jitter
    planned = Case(When(failures=0, then=Least("next_poll_at", longest)), default=since)
    missed = _Later(planned, (INTERVALS - 1) * F("interval_s"))
    return annotated.annotate(patient_until=patience, missed_from=missed)


def overdue(now: datetime) -> Q:
    """The resources of `with_intervals` that were not read for too long. In two tests, since the first is enough to
    tell of nearly all that they are not: pages count twenty thousand of them.
    """
    polled = Q(next_poll_at__isnull=False, source__polling__isnull=False)
    return polled & Q(patient_until__lt=now) & Q(missed_from__lt=now)


def resource_is_stale(resource: Any, *, now: datetime) -> bool:
    """Whether a resource of `with_intervals` was not read for too long; one that is polled no more is no longer
    expected to answer.
    """
    if resource.next_poll_at is None or resource.interval_s is None:
        return False
    return bool(max(resource.patient_until, resource.missed_from) < now)


def relied_on_by(claim: Claim, *, inside: bool = False) -> QuerySet[Resource]:
    """The addresses of the sources that a claim watches or that its public evidence comes from; `inside` the desk, of
    all its evidence.
    """
    watched = Watch.objects.filter(claim=claim).values("source")
    items = Evidence.objects.filter(claim=claim, source__isnull=False)
    cited = (items if inside else items.filter(visibility="public")).values("source")
    return Resource.objects.filter(Q(source__in=watched) | Q(source__in=cited))


def readings(claim: Claim, *, now: datetime, inside: bool = False) -> list[SourceReading]:
    """The sources that the claim relies on (`relied_on_by`), the one unread for longest first.

    A source was read when the one of its resources that lags most was read. Three queries, however many these are.
    """
    relied_on = relied_on_by(claim, inside=inside)
    known = ("source_id", "source__name", "source__tier", "source__invented")
    rows = (
        with_intervals(relied_on)
        .order_by()
        .values(*known)
        .annotate(
            read=Min("read_at"),
            unread=Count("pk", filter=Q(read_at=None)),
            stale=Count("pk", filter=overdue(now)),
            alarms=Count("pk", filter=ALARMING),
            flapping=Count("pk", filter=Q(flapping_since__isnull=False)),
        )
    )
    found = list(rows)
    sentences = _alarms(relied_on) if any(row["alarms"] for row in found) else {}
    listed = [
        SourceReading(
            source_id=row["source_id"],
            source=row["source__name"],
            tier=str(Tier(row["source__tier"]).label),
            invented=row["source__invented"],
            read_at=None if row["unread"] else row["read"],
            stale=bool(row["stale"]),
            alarms=tuple(sentences.get(row["source_id"], ())),
            notes=_flapping(row["flapping"]),
        )
        for row in found
    ]
    return sorted(listed, key=lambda r: (r.read_at is not None, r.read_at or now, r.source))


def _alarms(resources: QuerySet[Resource]) -> dict[int, list[str]]:
    """By source, what its addresses in alarm have to say, the most frequent first."""
    rows = resources.filter(ALARMING).order_by().values("source_id", "error", "state").annotate(count=Count("pk"))
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows.order_by("-count", "error", "state"):
        if len(found[row["source_id"]]) < _MOST_SENTENCES:
            said = row["error"] or sentence(row["state"])
            which = "one address" if row["count"] == 1 else f"{row['count']} addresses"
            found[row["source_id"]].append(f"{said} So at {which}, {ALARM_AFTER} times in a row or more.")
    return found


def _flapping(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    which = "One of its pages goes" if count == 1 else f"{count} of its pages go"
    return (f"{which} to and fro between versions; what one version lacks keeps counting until that ends.",)
