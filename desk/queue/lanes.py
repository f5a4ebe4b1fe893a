"""The lanes of the review queue: what waits, by who may decide it. A new lane is a line of `LANES`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from claims.models import Flag
from tracker.models import Lead


@dataclass(frozen=True, slots=True)
class Lane:
    """Flags that are worked through together: `holds` says which, of those that wait, for one reader."""

    name: str
    label: Any
    empty: Any  # what is said where nothing waits in it
    holds: Callable[[User], Q]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A lane that is made of something else than flags: the name of its page, and how much waits there for a reader."""

    name: str
    label: Any
    address: str
    waiting: Callable[[User], int]


def _for_others(user: User) -> Q:
    """What the reader decided, and another person has to look at."""
    return Q(asked_by=user)


def _leads(user: User) -> int:
    """The passages that may bear on a claim and raised no flag."""
    return Lead.objects.visible_to(user).waiting().count()


BY_A_SECOND = Q(kind__in=(Flag.Kind.SECOND, Flag.Kind.AFTER))
WITHIN_LIMITS = Q(kind=Flag.Kind.STATUS, needs_person=False)

LANES: tuple[Lane | Elsewhere, ...] = (
    Lane("all", _("Everything"), _("Nothing waits for you."), lambda user: ~_for_others(user)),
    Lane("machine", _("Proposed by the machine"), _("The machine proposes nothing."), lambda _user: WITHIN_LIMITS),
    Lane(
        "person",
        _("Only a person can tell"),
        _("Nothing that only a person can tell."),
        lambda _user: ~BY_A_SECOND & ~WITHIN_LIMITS,
    ),
    Lane(
        "second",
        _("For a second person"),
        _("Nobody waits for your agreement."),
        lambda user: BY_A_SECOND & ~_for_others(user),
    ),
    Lane(
        "yours",
        _("Yours, with others"),
        _("None of your decisions waits for another person."),
        _for_others,
    ),
    Elsewhere("leads", _("Leads"), "desk:leads", _leads),
)
FLAGS = {lane.name: lane for lane in LANES if isinstance(lane, Lane)}
ALL = FLAGS["all"]


def waiting(user: User) -> QuerySet[Flag]:
    """The open flags that a reader sees. One whose change is decided and waits for a second person is left out: the
    flag on which it waits stands for both.
    """
    seconds = Flag.objects.open().filter(
        claim=OuterRef("claim"), kind=Flag.Kind.SECOND, to_status=OuterRef("to_status")
    )
    mine = Flag.objects.visible_to(user).open().values("pk")
    return Flag.objects.filter(pk__in=mine).exclude(Q(kind=Flag.Kind.STATUS) & Exists(seconds))


@dataclass(frozen=True, slots=True)
class Entry:
    """A lane as the queue's page shows it."""

    label: Any
    url: str
    waiting: int
    current: bool


def entries(user: User, current: Lane) -> list[Entry]:
    """Every lane with its address and how much waits in it: one statement for those made of flags."""
    counts = waiting(user).aggregate(**{name: Count("pk", filter=lane.holds(user)) for name, lane in FLAGS.items()})
    found = []
    for lane in LANES:
        if isinstance(lane, Elsewhere):
            found.append(Entry(lane.label, reverse(lane.address), lane.waiting(user), current=False))
        else:
            url = f"{reverse('desk:queue')}?lane={lane.name}" if lane is not ALL else reverse("desk:queue")
            found.append(Entry(lane.label, url, counts[lane.name], lane is current))
    return found
