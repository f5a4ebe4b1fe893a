"""Leases: the database is the truth, a killed worker's lease runs out in minutes, nothing is done twice at once."""

import uuid
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from tracker.models import Leased

L = TypeVar("L", bound=Leased)

# Work that took its worker down twice is set aside, with a plain sentence, rather than taking down a third.
MAX_ATTEMPTS = 3


def lease(due: "QuerySet[L]", *, limit: int, now: datetime, seconds: int) -> list[L]:
    """At most `limit` of the due rows, held for `seconds`; rows that another worker holds are passed over.

    PostgreSQL skips rows being leased this moment (SKIP LOCKED); SQLite's immediate transaction lets one in at a time.
    """
    free = due.filter(Q(leased_until=None) | Q(leased_until__lt=now), attempts__lt=MAX_ATTEMPTS)
    lease_id = uuid.uuid4()
    with transaction.atomic():
        locked = free.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",))
        ids = list(locked[:limit].values_list("pk", flat=True))
        if not ids:
            return []
        due.model._default_manager.filter(pk__in=ids).update(
            lease_id=lease_id, leased_until=now + timedelta(seconds=seconds)
        )
    return list(due.model._default_manager.filter(lease_id=lease_id))


def begin(row: Leased) -> bool:
    """Count an attempt, just before the row's work starts; False: the lease was taken over, leave it alone.

    A worker that is killed counts against the row it had begun, never against those that only waited their turn.
    """
    held = type(row)._default_manager.filter(pk=row.pk, lease_id=row.lease_id)
    return bool(held.update(attempts=F("attempts") + 1))


def release(row: Leased, **results: object) -> bool:
    """Write a row's results and give it back, where the lease is still ours. False: it was taken over."""
    freed: dict[str, object] = {"lease_id": None, "leased_until": None, "attempts": 0}
    held = type(row)._default_manager.filter(pk=row.pk, lease_id=row.lease_id)
    return bool(held.update(**freed | results))
