"""Snapshots that wait for more than their turn: what keeps them, and how they are taken up again.

Set aside is what took its worker down, or failed, as often as is allowed; what meets trouble of the disk is tried again
by itself and only listed beside it. Nothing leaves this list but by being processed.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from tracker.models import Resource, Snapshot
from tracker.snapshots.leases import MAX_ATTEMPTS

WORKER_ENDED = "The worker that read it ended before it was done, three times."


def kept_waiting(*, now: datetime) -> "QuerySet[Snapshot]":
    """The snapshots that are set aside, or that some trouble keeps from being processed."""
    return Snapshot.objects.filter(_set_aside(now) | ~Q(trouble=""), processed_at=None)


def set_aside(*, now: datetime) -> "QuerySet[Snapshot]":
    """The snapshots that nobody takes up again before a person says so."""
    return Snapshot.objects.filter(_set_aside(now), processed_at=None)


def _set_aside(now: datetime) -> Q:
    return Q(attempts__gte=MAX_ATTEMPTS) & (Q(leased_until=None) | Q(leased_until__lt=now))


def is_set_aside(snapshot: Snapshot) -> bool:
    """Whether one of `kept_waiting` waits for a person."""
    return snapshot.attempts >= MAX_ATTEMPTS


def reason(snapshot: Snapshot) -> str:
    """Why one of `kept_waiting` waits, in plain words."""
    return snapshot.trouble or WORKER_ENDED


def since(snapshot: Snapshot) -> datetime:
    """Since when one of `kept_waiting` waits."""
    return snapshot.trouble_since or snapshot.leased_until or snapshot.fetched_at


@transaction.atomic
def resume(snapshots: "QuerySet[Snapshot]") -> int:
    """Have snapshots that wait processed at once; how many. The latest one of each of their resources is processed
    again after them, so that it has the last word.
    """
    rows = dict(snapshots.filter(processed_at=None).values_list("pk", "resource_id"))
    anew: dict[str, object] = {"attempts": 0, "lease_id": None, "leased_until": None}
    well: dict[str, object] = {"trouble": "", "trouble_since": None}
    count = Snapshot.objects.filter(pk__in=rows, processed_at=None).update(**anew, **well)
    latest = Snapshot.objects.filter(resource=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    of_each = Resource.objects.filter(pk__in=set(rows.values())).values_list(Subquery(latest), flat=True)
    Snapshot.objects.filter(pk__in=list(of_each)).update(processed_at=None)
    return count
