"""How a resource is, in a word and in a plain sentence, and the same as filters of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from claims.models import Source
from claims.users import Principal
from tracker.health.alarm import ALARMING, is_alarm, times_in_a_row
from tracker.health.staleness import resource_is_stale, with_intervals
from tracker.health.states import NOT_KEPT, trouble
from tracker.models import Resource
from tracker.snapshots.leases import MAX_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is a key of `LABELS`; `sentence` is for people; `is_alarm` says that somebody should look."""

    name: str
    sentence: str

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def is_alarm(self) -> bool:
        return self.name in ALARMS


LABELS: Mapping[str, str] = {
    "aside": "Set aside",
    "moved": "Redirect to accept",
    "unkept": "Not kept here",
    "alarm": "Alarm",
    "troubled": "Not read last time",
    "stale": "Overdue",
    "new": "Not read yet",
    "flapping": "Goes to and fro",
    "read": "Read",
    "paused": "Paused",
    "ended": "Ended",
    "pushed": "Sent to us",
}
ALARMS = frozenset({"aside", "alarm", "moved", "unkept"})


def condition(resource: Any, *, now: datetime) -> Condition:
    """How a resource of `shown_to` is: what a person must decide first, then what is wrong, then what is well."""
    name = _name(resource, now)
    return Condition(name, _sentence(resource, name))


def _name(resource: Any, now: datetime) -> str:
    if resource.kind == Resource.Kind.PUSHED:
        return "pushed"
    if resource.next_poll_at is None:
        return "paused" if resource.paused else "ended"
    if resource.attempts >= MAX_ATTEMPTS:
        return "aside"
    if resource.move_waits:
        return "moved"
    if resource.error_code == NOT_KEPT:
        return "unkept"
    if is_alarm(resource):
        return "alarm"
    if resource.error or resource.state:
        return "troubled"
    if resource_is_stale(resource, now=now):
        return "stale"
    if resource.read_at is None:
        return "new"
    return "flapping" if resource.flapping_since else "read"


def _sentence(resource: Any, name: str) -> str:
    not_read = trouble(resource)
    sentences: dict[str, str] = {
        "aside": "It took its worker down again and again, so it is left alone. Resume it to try once more.",
        "moved": f"It has moved for good to {resource.moved_to}. A person must decide whether it is read there.",
        "unkept": f"{resource.error} Nothing is lost: it is asked again by itself.",
        "alarm": f"{not_read} So {times_in_a_row(resource)} times in a row.",
        "troubled": not_read,
        "stale": "It was not read for longer than three of its intervals.",
        "new": "It waits for its first reading.",
        "flapping": "It is read, but goes to and fro between two versions.",
        "read": "It is read as planned.",
        "paused": resource.paused,
        "ended": f"It is polled no more. {resource.error}".strip(),
        "pushed": "What stands there is sent to us; nothing is polled.",
    }
    return sentences[name]


def shown_to(user: Principal) -> QuerySet[Resource]:
    """The resources of the user's desks, with what `condition` and `where` need. None for everybody else."""
    visible = Source.objects.visible_to(user).values("pk")
    return with_intervals(Resource.objects.filter(source__in=visible)).select_related("source__desk")


def where(name: str, *, now: datetime) -> Q:
    """A condition as a filter of `shown_to`, saying what `condition` says. Raises KeyError for one that is none."""
    pushed, polled = Q(kind=Resource.Kind.PUSHED), Q(next_poll_at__isnull=False)
    over = ~pushed & ~polled
    apart = {"pushed": pushed, "paused": over & ~Q(paused=""), "ended": over & Q(paused="")}
    if name in apart:
        return apart[name]
    # As in `_name`: the first that holds.
    tests = {
        "aside": Q(attempts__gte=MAX_ATTEMPTS),
        "moved": Q(move_waits=True),
        "unkept": Q(error_code=NOT_KEPT),
        "alarm": ALARMING,
        "troubled": ~Q(error="") | ~Q(state=""),
        "stale": Q(overdue_from__lt=now, source__polling__isnull=False),
        "new": Q(read_at__isnull=True),
        "flapping": Q(flapping_since__isnull=False),
        "read": Q(),
    }
    found = ~pushed & polled & tests[name]
    for earlier in tests:
        if earlier == name:
            break
        found &= ~tests[earlier]
    return found


def counted(resources: QuerySet[Resource], *, now: datetime) -> dict[str, int]:
    """How many of `shown_to` are in each condition that any is in, in the order of `LABELS`. One query."""
    totals = resources.aggregate(**{f"in_{name}": Count("pk", filter=where(name, now=now)) for name in LABELS})
    return {name: number for name in LABELS if (number := totals[f"in_{name}"])}
