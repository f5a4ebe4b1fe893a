"""From a snapshot to a flag: extract → passages → candidate claims → assess → evidence → corroborate → flag.

No network. Every step is idempotent by a uniqueness constraint, so a redelivered task changes nothing.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from claims import services
from claims.models import Claim, Source
from tracker import bodies, judging
from tracker.extract.documents import Document, Feed, Unreadable
from tracker.extract.isolation import Extractor
from tracker.extract.passages import changed_passages
from tracker.leases import lease, release
from tracker.models import Resource, Snapshot
from tracker.registry import add_entries
from tracker.standing import check_quotes


def process_waiting(*, extractor: Extractor, limit: int = 50) -> int:
    """Process the snapshots that wait, oldest first; how many were. One resource's are taken one after the other, as
    each is compared with the one before.
    """
    now = timezone.now()
    earlier = Snapshot.objects.filter(processed_at=None, resource=OuterRef("resource"), pk__lt=OuterRef("pk"))
    waiting = Snapshot.objects.filter(~Exists(earlier), processed_at=None).order_by("pk")
    leased = lease(waiting, limit=limit, now=now, seconds=settings.TRACKER_LEASE_SECONDS)
    for snapshot in sorted(leased, key=lambda s: s.pk):
        process(snapshot, extractor=extractor)
    return len(leased)


def process(snapshot: Snapshot, *, extractor: Extractor) -> None:
    """One snapshot from its stored bytes to the flags it raises."""
    found = _extract(snapshot, extractor)
    if isinstance(found, Document):
        touched = _propose(snapshot, found)
        for claim in touched:
            services.apply_finding(claim=claim)
        facts = {
            "text": found.text,
            "title": found.title[:300],
            "language": found.language,
            "published_on": found.published_on,
        }
    elif isinstance(found, Feed):
        add_entries(snapshot.resource, found.entries)
        facts = {"title": found.title[:300]}
    else:
        facts = {"unreadable": found.sentence}
    release(snapshot, processed_at=timezone.now(), **facts)


def reprocess(snapshots: QuerySet[Snapshot], *, extractor: Extractor) -> int:
    """Run the pipeline again over stored bodies, without the network; how many were run. What stands already stays."""
    ids = list(snapshots.order_by("pk").values_list("pk", flat=True))
    Snapshot.objects.filter(pk__in=ids).update(processed_at=None)
    count = 0
    while done := process_waiting(extractor=extractor):
        count += done
    return count


def _extract(snapshot: Snapshot, extractor: Extractor) -> Document | Feed | Unreadable:
    try:
        content = bodies.load(snapshot.body)
        return extractor.extract(
            "feed" if snapshot.resource.kind == Resource.Kind.FEED else "html",
            content,
            url=snapshot.final_url,
            charset=snapshot.charset or None,
        )
    except Unreadable as reason:
        return reason


def _propose(snapshot: Snapshot, document: Document) -> list[Claim]:
    """Propose evidence from what is new in the document; gives the claims whose evidence changed."""
    before = snapshot.resource.snapshots.filter(pk__lt=snapshot.pk).exclude(text="").order_by("-pk").first()
    passages = changed_passages(before.text if before else "", document.text, document.language)
    source = services.source_of_url(snapshot.final_url)
    as_of = _as_of(snapshot, document, first=before is None)
    reading = judging.PageReading(snapshot=snapshot, document=document, source=source, as_of=as_of)
    claims = list(candidates(snapshot.resource.source))
    with transaction.atomic():
        touched = check_quotes(snapshot, document)
        touched |= judging.propose_evidence(reading, claims, passages)
    return sorted(touched, key=lambda claim: claim.pk)


def candidates(source: Source) -> Iterable[Claim]:
    """The claims a source's words are held against: its desk's when it is open to all, else those that watch it."""
    claims = Claim.objects.with_speakers().exclude(publication="withdrawn")
    policy = getattr(source, "polling", None)
    if policy and policy.open_to_all:
        return claims.filter(desk=source.desk_id)
    return claims.filter(watches__source=source)


def _as_of(snapshot: Snapshot, document: Document, *, first: bool) -> datetime:
    """When the publisher says so: the time or day the page states, on its first reading; later words are of the day
    they were found. A day ends at midnight in the desk's time zone. Never later than the reading.
    """
    if document.modified_at:
        return min(document.modified_at, snapshot.fetched_at)
    if first and document.published_on:
        zone = ZoneInfo(snapshot.resource.source.desk.time_zone)
        return min(datetime.combine(document.published_on, time.max, tzinfo=zone).astimezone(UTC), snapshot.fetched_at)
    return snapshot.fetched_at
