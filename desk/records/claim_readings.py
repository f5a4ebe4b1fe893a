"""What the picture of a claim is drawn from: its statuses, its evidence, and when its sources were read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from claims import audit
from claims.models import Appearance, Claim
from claims.models.base import STATUS_CHOICES
from desk.queue.exhibits import Exhibit
from desk.records.claim_picture import ClaimPicture, DrawnItem, DrawnSource, claim_picture
from desk.sources.picture import DrawnAnswer
from desk.sources.resource_page import trouble_since
from tracker.health.staleness import SourceReading, relied_on_by
from tracker.models import Resource, Snapshot

SOURCES = 6
"""So many sources have a line of their own, those unread for longest first; the list below it names all."""

_RESOURCES = 60
_ANSWERS = 200
_STATUSES = 100


def picture_of(
    claim: Claim,
    *,
    appearances: Sequence[Appearance],
    exhibits: Iterable[Exhibit],
    readings: Sequence[SourceReading],
    now: datetime,
) -> ClaimPicture:
    """The picture of a claim as its desk sees it, in three queries whatever its age."""
    published = [row.article.published_on for row in appearances if row.article.published_on]
    claimed_at = datetime.combine(min(published), time(), UTC) if published else claim.recorded_at
    items = [
        DrawnItem(shown.item.as_of, shown.item.stance, bool(shown.counted), shown.item.source_name)
        for shown in exhibits
    ]
    return claim_picture(
        claimed_at=min(claimed_at, now),
        recorded_at=claim.recorded_at,
        now=now,
        statuses=_statuses(claim),
        labels=dict(STATUS_CHOICES),
        items=items,
        sources=_sources(claim, readings[:SOURCES]),
    )


def _statuses(claim: Claim) -> list[tuple[datetime, str]]:
    """The moments from which the claim had each status, the latest of a long life."""
    entries = audit.entries_of(claim).filter(action="status changed")
    latest = list(entries.order_by("-seq").values_list("at", "payload")[:_STATUSES])[::-1]
    changes = [(at, payload["after"]) for at, payload in latest if payload]
    before = next((payload["before"] for _, payload in latest if payload), claim.status)
    return [(claim.recorded_at, before), *changes]


def _sources(claim: Claim, readings: Sequence[SourceReading]) -> list[DrawnSource]:
    if not readings:
        return []
    names = {reading.source_id: reading for reading in readings}
    relied_on = relied_on_by(claim, inside=True).filter(source__in=names).order_by("read_at", "pk")
    by_source: dict[int, list[Resource]] = defaultdict(list)
    for resource in relied_on[:_RESOURCES]:
        by_source[resource.source_id].append(resource)
    answers = _answers([row.pk for rows in by_source.values() for row in rows])
    return [
        DrawnSource(reading.source, _facts(reading, by_source[source], answers[source]))
        for source, reading in names.items()
    ]


def _answers(resources: Sequence[int]) -> dict[int, list[DrawnAnswer]]:
    """The latest changes that were read at some addresses, by their source, the earliest first."""
    rows: Any = Snapshot.objects.filter(resource__in=resources).order_by("-pk")
    found: dict[int, list[DrawnAnswer]] = defaultdict(list)
    for source, at, unreadable in list(rows.values_list("resource__source", "fetched_at", "unreadable")[:_ANSWERS]):
        found[source].append(DrawnAnswer(at, not unreadable))
    for each in found.values():
        each.sort(key=lambda answer: answer.at)
    return found


def _facts(reading: SourceReading, resources: Sequence[Resource], answers: list[DrawnAnswer]) -> dict[str, object]:
    """A source as a line: it was read when its address that lags most was, and is in trouble since the first was."""
    troubles = [since for resource in resources if (since := trouble_since(resource))]
    if reading.stale and reading.read_at:
        troubles.append(reading.read_at)  # nothing says so but the silence since then
    polled = [resource.polled_at for resource in resources if resource.polled_at]
    planned = [resource.next_poll_at for resource in resources if resource.next_poll_at]
    return {
        "answers": answers,
        "read_at": reading.read_at,
        "polled_at": max(polled, default=None) if troubles else reading.read_at,
        "trouble_since": min(troubles, default=None),
        "next_poll_at": min(planned, default=None),
    }
