"""Flapping: recognise a page that alternates between versions (two servers, a test on visitors, a wall now and then).

Words that are missing in one version and stand in the next were not withdrawn. While a page goes to and fro, what one
version lacks is out of sight and keeps counting: one note says so, in the place of a flag at every turn.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import MD5

from tracker.models import Resource, Snapshot

log = logging.getLogger(__name__)

WINDOW = timedelta(days=3)
"""How long a return is remembered; so long after the last one the page has settled."""
RETURNS = 2
"""A → B → A is a correction taken back; A → B → A → B goes to and fro."""
FEWEST = 2 * RETURNS - 1
"""With so many earlier versions a page can go to and fro."""
_MOST = 12


def returns(versions: Sequence[str]) -> int:
    """How often, in `versions` from the oldest to the latest, one came back after another had taken its place."""
    seen: set[str] = set()
    count = 0
    for before, now in zip((None, *versions), versions, strict=False):
        if now != before and now in seen:
            count += 1
        seen.add(now)
    return count


def goes_to_and_fro(snapshot: Snapshot, text: str, *, now: datetime) -> bool:
    """Whether the page flaps, the snapshot with `text` included. Without text, all bytes are one version."""
    alike = Q(came_by=snapshot.came_by) | Q(came_by=Snapshot.CameBy.FETCHED)
    earlier = _versions(snapshot.resource.snapshots.filter(alike, pk__lt=snapshot.pk), now=now)
    return len(earlier) >= FEWEST and returns([*earlier, _digest(text)]) >= RETURNS


def settle(*, now: datetime) -> int:
    """Take the mark off pages that flap no more, and let them be processed again; return how many there are.

    Their latest snapshot is processed again: what it lacks is gone from then on.
    """
    count = 0
    for resource in Resource.objects.filter(flapping_since__isnull=False).order_by("pk"):
        if returns(_versions(resource.snapshots.all(), now=now)) >= RETURNS:
            continue
        count += 1
        log.info("%r goes to and fro no more.", resource.url)
        with transaction.atomic():
            Resource.objects.filter(pk=resource.pk).update(flapping_since=None)
            latest = resource.snapshots.order_by("-pk").values("pk")[:1]
            Snapshot.objects.filter(pk__in=list(latest.values_list("pk", flat=True))).update(processed_at=None)
    return count


def of_late(snapshots: QuerySet[Snapshot], *, now: datetime) -> QuerySet[Snapshot]:
    """The snapshots recent enough to count as versions, those that are processed."""
    return snapshots.filter(fetched_at__gte=now - WINDOW, processed_at__isnull=False)


def _versions(snapshots: QuerySet[Snapshot], *, now: datetime) -> list[str]:
    """The versions that were seen of late, the oldest first."""
    rows = of_late(snapshots.order_by("-pk"), now=now)
    return list(reversed(rows.annotate(version=MD5("text")).values_list("version", flat=True)[:_MOST]))


def _digest(text: str) -> str:
    """The digest of a text, the same that the database computes."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
