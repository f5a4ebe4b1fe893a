"""How a resource is, in a word and in a plain sentence, and the same as filters of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from claims.querysets import for_staff
from claims.users import Principal
from tracker.health.alarm import ALARMING, is_alarm, times_in_a_row
from tracker.health.staleness import overdue, resource_is_stale, with_intervals
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


def of_user(user: Principal) -> QuerySet[Resource]:
    """The resources of the user's desks. None for everybody else."""
    return for_staff(Resource.objects.all(), user, "source__desk")


def shown_to(user: Principal) -> QuerySet[Resource]:
    """The resources of the user's desks, with what `condition` and `where` need. None for everybody else."""
    return with_intervals(of_user(user)).select_related("source__desk")


def _tests(now: datetime) -> dict[str, Q]:
    """Each condition as a filter of `shown_to`, in the order in which `_name` tries them: the first that holds."""
    pushed, over = Q(kind=Resource.Kind.PUSHED), Q(next_poll_at__isnull=True)
    return {
        "pushed": pushed,
        "paused": over & ~Q(paused=""),
        "ended": over,
        "aside": Q(attempts__gte=MAX_ATTEMPTS),
        "moved": Q(move_waits=True),
        "unkept": Q(error_code=NOT_KEPT),
        "alarm": ALARMING,
        "troubled": ~Q(error="") | ~Q(state=""),
        "stale": overdue(now),
        "new": Q(read_at__isnull=True),
        "flapping": Q(flapping_since__isnull=False),
    }


def _in_a_word(now: datetime) -> Case:
    """The name of a resource's condition, as the database tells it: what `_name` says."""
    return Case(*(When(test, then=Value(name)) for name, test in _tests(now).items()), default=Value("read"))


def where(name: str, *, now: datetime) -> Q:
    """A condition as a filter of `shown_to`, saying what `condition` says. Raises KeyError for one that is none."""
    found, tests = Q(), _tests(now)
    for earlier, test in tests.items():
        if earlier == name:
            return found & test
        found &= ~test
    if name not in LABELS:
        raise KeyError(name)
    return found


def alarmed(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """Those at which somebody should look (`ALARMS`); no clock is needed to tell, so they are found quickly."""
    polled = resources.filter(next_poll_at__isnull=False).exclude(kind=Resource.Kind.PUSHED)
    return polled.filter(Q(attempts__gte=MAX_ATTEMPTS) | Q(move_waits=True) | Q(error_code=NOT_KEPT) | ALARMING)


def counted(resources: QuerySet[Resource], *, now: datetime) -> dict[str, int]:
    """How many of `shown_to` are in each condition that any is in, in the order of `LABELS`. One query."""
    named = resources.order_by().annotate(condition=_in_a_word(now)).values_list("condition")
    totals = dict(named.annotate(number=Count("pk")))
    return {name: totals[name] for name in LABELS if name in totals}
