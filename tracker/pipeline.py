"""From a snapshot to a flag: extract → passages → candidate claims → assess → evidence → corroborate → flag.

No network, but for what a large judge is asked. Every step is idempotent by a uniqueness constraint, so a redelivered
task changes nothing.
"""

import logging
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils import timezone

from claims import services
from claims.models import Claim
from tracker import candidates, judging, observing
from tracker.assessors import current_assessor
from tracker.extract.documents import Document, Feed
from tracker.extract.isolation import Extractor
from tracker.extract.passages import changed_passages
from tracker.leases import MAX_ATTEMPTS, begin, lease, release
from tracker.models import Resource, Snapshot
from tracker.push import subscriptions
from tracker.push.protocol import announced
from tracker.reading import keep_wishes, read
from tracker.registry import add_entries
from tracker.standing import mark_offline, mark_unread, note_quotes, seek_quotes

log = logging.getLogger(__name__)


def process_waiting(*, extractor: Extractor, limit: int = 50) -> int:
    """Process the snapshots that wait, oldest first; how many were. One resource's are taken one after the other, as
    each is compared with the one before.
    """
    current_assessor()  # a judge that is no good must fail here, before anything is leased
    now = timezone.now()
    # What was set aside is not waited for: its page would never be read again.
    earlier = Snapshot.objects.filter(
        processed_at=None, attempts__lt=MAX_ATTEMPTS, resource=OuterRef("resource"), pk__lt=OuterRef("pk")
    )
    waiting = Snapshot.objects.filter(~Exists(earlier), processed_at=None).order_by("pk")
    leased = lease(waiting, limit=limit, now=now, seconds=settings.TRACKER_LEASE_SECONDS)
    waits = sorted(leased, key=lambda s: s.pk)
    prefetch_related_objects(waits, "body")
    # A judge may be slow: what would be begun on a lease that soon runs out is given back untouched.
    enough = now + timedelta(seconds=settings.TRACKER_LEASE_SECONDS / 2)
    done = 0
    try:
        while done < len(waits) and (done == 0 or timezone.now() < enough):
            done += 1
            process(waits[done - 1], extractor=extractor)
    finally:
        # Also where one could not be processed: it must not hold up, or set aside, those behind it.
        for snapshot in waits[done:]:
            release(snapshot)
    return done


def process(snapshot: Snapshot, *, extractor: Extractor) -> None:
    """One snapshot from its stored bytes to the flags it raises; nothing where its lease was taken over."""
    if not begin(snapshot):
        return
    # Read now, as its selector and state may have changed since the lease; with all that is asked of it, in one go.
    about = Resource.objects.select_related("source__desk", "source__organisation", "source__polling")
    snapshot.resource = about.get(pk=snapshot.resource_id)
    reading = observing.observe(snapshot, read(snapshot, extractor=extractor), now=timezone.now())
    found, new_entries = reading.found, 0
    if isinstance(found, Document):
        facts = {
            "text": found.text,
            "title": found.title[:300],
            "language": found.language,
            "published_on": found.published_on,
        }
        # Before its evidence: a copy that another worker reads is compared with it from then on.
        Snapshot.objects.filter(pk=snapshot.pk).update(**facts)
        for claim in _propose(snapshot, found, reading):
            services.apply_finding(claim=claim)
    elif isinstance(found, Feed):
        new_entries = add_entries(snapshot.resource, found.entries)
        keep_wishes(snapshot.resource, found)
        at = announced(url=snapshot.final_url, hub_url=found.hub_url, self_url=found.self_url)
        subscriptions.notice(resource=snapshot.resource, at=at, now=timezone.now())
        facts = {"title": found.title[:300]}
    else:
        mark = mark_offline if found.code in observing.NOT_THERE else mark_unread
        mark(snapshot.resource, at=snapshot.fetched_at)
        facts = {"unreadable": found.sentence}
        log.info("%r was not read: %s (%s)", snapshot.final_url, found.sentence, found.code)
    observing.note(snapshot, reading, new_entries=new_entries)
    release(snapshot, processed_at=timezone.now(), **facts)


def reprocess(snapshots: QuerySet[Snapshot], *, extractor: Extractor) -> int:
    """Run the pipeline again over stored bodies, without the network; how many were run. What stands already stays."""
    ids = list(snapshots.order_by("pk").values_list("pk", flat=True))
    Snapshot.objects.filter(pk__in=ids).update(processed_at=None)
    count = 0
    while done := process_waiting(extractor=extractor):
        count += done
    return count


def _propose(snapshot: Snapshot, document: Document, seen: observing.Reading) -> list[Claim]:
    """Propose evidence from what is new in the document; gives the claims whose evidence changed."""
    before = seen.before
    passages = changed_passages(before.text if before else "", document.text, document.language)
    source = services.source_of_url(snapshot.final_url)
    as_of = _as_of(snapshot, document, first=before is None)
    reading = judging.PageReading(snapshot, document, source, as_of, flapping=seen.flapping)
    touching = candidates.touched(snapshot.resource.source, document.title, passages)

    # Judged before the transaction begins, which locks out every other writer of an embedded installation.
    sought, found = seek_quotes(reading), judging.judge(reading, touching)
    with transaction.atomic():
        _lock({each.item.claim_id for each in sought} | {each.claim.pk for each in found})
        checked = note_quotes(reading, sought)
        weighed = checked.claims | judging.propose_evidence(reading, found, held=checked.held)
    return sorted(weighed, key=lambda claim: claim.pk)


def _lock(claim_ids: set[int]) -> None:
    """Have the claims to ourselves, all at once and in one order: two workers with copies of one text must each see
    what the other wrote, or they would count as two origins, and must not wait for each other.
    """
    list(Claim.objects.select_for_update().filter(pk__in=claim_ids).order_by("pk").values_list("pk"))


def _as_of(snapshot: Snapshot, document: Document, *, first: bool) -> datetime:
    """When the publisher says so: the time or day the page states, on its first reading; later words are of the day
    they were found. A day ends at midnight in the desk's time zone. Never later than the reading.
    """
    if document.modified_at:
        return min(document.modified_at, snapshot.fetched_at)
    if first and document.published_on:
        zone = ZoneInfo(snapshot.resource.source.desk.time_zone)
        if document.published_on < snapshot.fetched_at.astimezone(zone).date():  # a page may name any day at all
            return datetime.combine(document.published_on, time.max, tzinfo=zone).astimezone(UTC)
    return snapshot.fetched_at
