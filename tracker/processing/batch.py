"""Batch: snapshots that go through the pipeline together, read in a few statements and written in one transaction."""

import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from claims.models import Evidence, Source
from tracker.evidence import candidates
from tracker.evidence.leads import with_open_leads
from tracker.evidence.ownership import Ownership, ownerships
from tracker.health import flapping
from tracker.models import Resource, Snapshot
from tracker.snapshots.leases import release_many, update_many

FRESH_S = 1.0
"""What was read of a batch is read again for the rest of it after this time: people change things meanwhile."""

Facts = dict[str, Any]


class SnapshotBatch:
    """At most one snapshot of each resource; all of one lease. Its resources are set, as they are now."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self._read_at = time.monotonic()
        about = Resource.objects.select_related("source__desk", "source__organisation", "source__polling")
        resources = about.in_bulk({snapshot.resource_id for snapshot in snapshots})
        for snapshot in snapshots:
            snapshot.resource = resources[snapshot.resource_id]
        self._snapshots = snapshots
        self._results: dict[int, Facts] = {}
        self._of_resources: dict[int, Facts] = {}  # by snapshot

    @property
    def is_stale(self) -> bool:
        return time.monotonic() - self._read_at > FRESH_S

    def before(self, snapshot: Snapshot) -> Snapshot | None:
        """The latest earlier snapshot of its resource that has a text."""
        return self._texts.get(self._earlier[snapshot.pk][0])

    def may_flap(self, snapshot: Snapshot) -> bool:
        """Whether its resource changed often enough of late to go to and fro."""
        return self._earlier[snapshot.pk][1] is not None

    def ownership_of(self, snapshot: Snapshot) -> Ownership:
        """Whose words it holds."""
        return self._ownerships[snapshot.pk]

    def scope_of(self, source: Source) -> candidates.ClaimScope:
        """The claims that the pages of one of the batch's sources are held against."""
        return self._scopes[source.pk]

    def has_evidence(self, resource: Resource) -> bool:
        """Whether claims rest on it."""
        return resource.url in self._relied_on

    def has_leads(self, resource: Resource) -> bool:
        """Whether leads that wait for a person were found on it."""
        return resource.pk in self._with_leads

    def keep(self, snapshot: Snapshot, results: Facts, of_resource: Facts) -> None:
        """Remember what is to be written of a snapshot and of its resource."""
        self._results[snapshot.pk] = results
        if of_resource:
            self._of_resources[snapshot.pk] = of_resource

    def write(self) -> None:
        """Write what was remembered, and give back the snapshots it is of, where the lease is still ours."""
        with transaction.atomic():
            self._write_resources()
            done = {"attempts": 0, "trouble": "", "trouble_since": None, "processed_at": timezone.now()}
            for columns, rows in _alike(self._results).items():
                release_many(Snapshot, lease_id=self._lease_id, columns=columns, rows=rows, same=done)

    @property
    def _lease_id(self) -> uuid.UUID:
        assert self._snapshots[0].lease_id  # noqa: S101  they were leased
        return self._snapshots[0].lease_id

    def _write_resources(self) -> None:
        """A reading that is not the latest any more says nothing of its resource."""
        if not self._of_resources:
            return
        latest = Snapshot.objects.filter(resource=OuterRef("resource")).order_by("-pk").values("pk")[:1]
        rows = Snapshot.objects.filter(pk__in=self._of_resources).annotate(latest=Subquery(latest))
        facts = {
            resource_id: self._of_resources[pk]
            for pk, latest_pk, resource_id in rows.values_list("pk", "latest", "resource_id")
            if pk == latest_pk
        }
        for columns, changed in _alike(facts).items():
            update_many(Resource, columns=columns, rows=changed)

    @cached_property
    def _earlier(self) -> dict[int, tuple[int | None, int | None]]:
        """Of each snapshot, the keys of the last one before it with a text, and of one so long ago that it may flap."""
        # What we fetched is compared with what we fetched, so that nothing that was sent to us speaks for its page.
        alike = Q(came_by=OuterRef("came_by")) | Q(came_by=Snapshot.CameBy.FETCHED)
        mine = Snapshot.objects.filter(alike, resource=OuterRef("resource"), pk__lt=OuterRef("pk")).order_by("-pk")
        text = mine.exclude(text="").values("pk")[:1]
        nth = flapping.FEWEST - 1
        often = flapping.of_late(mine, now=timezone.now()).values("pk")[nth : nth + 1]
        rows = Snapshot.objects.filter(pk__in=[snapshot.pk for snapshot in self._snapshots])
        rows = rows.annotate(text_pk=Subquery(text), often_pk=Subquery(often))
        return {pk: (text_pk, often_pk) for pk, text_pk, often_pk in rows.values_list("pk", "text_pk", "often_pk")}

    @cached_property
    def _texts(self) -> dict[int | None, Snapshot]:
        return {**Snapshot.objects.in_bulk({text_pk for text_pk, _ in self._earlier.values() if text_pk})}

    @cached_property
    def _ownerships(self) -> dict[int, Ownership]:
        return ownerships(self._snapshots)

    @cached_property
    def _scopes(self) -> Mapping[int, candidates.ClaimScope]:
        return candidates.scopes_of({snapshot.resource.source for snapshot in self._snapshots})

    @cached_property
    def _with_leads(self) -> Collection[int]:
        return with_open_leads([snapshot.resource_id for snapshot in self._snapshots])

    @cached_property
    def _relied_on(self) -> Collection[str]:
        urls = [snapshot.resource.url for snapshot in self._snapshots]
        return set(Evidence.objects.filter(url__in=urls).values_list("url", flat=True))


def _alike(facts: Mapping[int, Facts]) -> dict[tuple[str, ...], list[tuple[Any, ...]]]:
    """Rows of a key and its facts, by the columns that they fill."""
    rows: defaultdict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, values in facts.items():
        rows[tuple(values)].append((key, *values.values()))
    return rows
