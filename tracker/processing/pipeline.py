"""From a snapshot to a flag: extract → passages → candidate claims → assess → evidence → corroborate → flag.

No network, but for what a large judge is asked, and for posts of a live blog that left their page. Every step is
idempotent by a uniqueness constraint, so a redelivered task changes nothing.
"""

import logging
import random
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims import services
from claims.models import Claim
from tracker.evidence import candidates, leads, propose
from tracker.evidence.assessor import current_assessor
from tracker.evidence.quotes import mark_offline, mark_unread, note_quotes, seek_quotes
from tracker.evidence.read_now import read_soon
from tracker.evidence.shown import language_on
from tracker.evidence.told import is_ours, vouched_key
from tracker.extract.documents import Document, Feed
from tracker.extract.isolation import Extractor
from tracker.extract.passages import changed_passages
from tracker.models import Lead, Snapshot
from tracker.processing import observe
from tracker.processing.batch import SnapshotBatch
from tracker.push import subscriptions
from tracker.push.protocol import announced
from tracker.scheduling.backoff import trouble_wait_s
from tracker.snapshots import bodies
from tracker.snapshots.extraction import keep_wishes, read
from tracker.snapshots.files import LostBody, StorageTrouble
from tracker.snapshots.leases import MAX_ATTEMPTS, begin, database_is_away, give_back, lease, owe, put_off, release
from tracker.watching.resources import add_entries

log = logging.getLogger(__name__)
_RNG = random.Random()  # noqa: S311 - spreads attempts, guards nothing

TOGETHER = 20
"""So many snapshots are begun at once."""


def process_waiting(*, extractor: Extractor, limit: int = 50) -> int:
    """Process the snapshots that wait, oldest first; how many were. One resource's are taken one after the other, as
    each is compared with the one before.
    """
    current_assessor()  # a judge that is no good must fail here, before anything is leased
    now = timezone.now()
    # What was set aside, or whose file is lost, is not waited for: its page might never be read again.
    earlier = Snapshot.objects.filter(
        processed_at=None,
        attempts__lt=MAX_ATTEMPTS,
        body__unreadable_since=None,
        resource=OuterRef("resource"),
        pk__lt=OuterRef("pk"),
    )
    waiting = Snapshot.objects.filter(~Exists(earlier), processed_at=None).order_by("pk")
    leased = lease(waiting, limit=limit, now=now, seconds=settings.TRACKER_LEASE_SECONDS)
    waits = deque(sorted(leased, key=lambda s: s.pk))
    prefetch_related_objects(waits, "body")
    # A judge may be slow: what would be begun on a lease that soon runs out is given back untouched.
    enough = now + timedelta(seconds=settings.TRACKER_LEASE_SECONDS / 2)
    done = 0
    try:
        while waits and (done == 0 or timezone.now() < enough):
            done += _process_together(_next_together(waits), extractor=extractor, enough=enough)
    finally:
        if waits and (lease_id := waits[0].lease_id):
            give_back(Snapshot, lease_id=lease_id, keys=[snapshot.pk for snapshot in waits])
    return done


def _next_together(waits: deque[Snapshot]) -> list[Snapshot]:
    """Take from the front those that are begun together: one that was begun before without a result is begun alone,
    as it may be the one that takes its worker down.
    """
    taken = [waits.popleft()]
    while not taken[0].attempts and waits and not waits[0].attempts and len(taken) < TOGETHER:
        taken.append(waits.popleft())
    return taken


def _process_together(snapshots: list[Snapshot], *, extractor: Extractor, enough: datetime) -> int:
    """Begin and process snapshots until `enough`; how many were, those taken over by others included."""
    begun = begin(snapshots)
    done = 0
    try:
        while done < len(begun) and (done == 0 or timezone.now() < enough):
            batch = SnapshotBatch(begun[done:])
            try:
                for snapshot in begun[done:]:
                    done += 1
                    _process_or_put_off(snapshot, batch=batch, extractor=extractor)
                    if batch.is_stale or timezone.now() >= enough:
                        break
            finally:
                batch.write()
    except Exception as error:
        if database_is_away(error):
            owe(begun)
        else:
            for snapshot in begun[:done]:
                _note_failure(snapshot, error)
        raise
    finally:
        # Also where one could not be processed: it must not hold up, or set aside, those behind it.
        for snapshot in begun[done:]:
            release(snapshot)
    return done + len(snapshots) - len(begun)


def _process_or_put_off(snapshot: Snapshot, *, batch: SnapshotBatch, extractor: Extractor) -> None:
    """Process a snapshot; where the disk keeps it from being read, it is tried again later, as often as it takes. One
    whose file was lost and is back waits its turn among those of its page.
    """
    try:
        if snapshot.body.unreadable_since:
            bodies.take_up_again(snapshot)
        else:
            process(snapshot, batch=batch, extractor=extractor)
    except StorageTrouble as trouble:
        if isinstance(trouble, LostBody) and snapshot.trouble != trouble.sentence:
            bodies.note_lost(snapshot, now=timezone.now())
        _put_off(snapshot, trouble)
    except OSError as error:
        behind = bodies.trouble_behind(error)
        if behind is None:
            raise
        _put_off(snapshot, behind)


def _put_off(snapshot: Snapshot, trouble: StorageTrouble) -> None:
    now = timezone.now()
    since = snapshot.trouble_since or now
    if not snapshot.trouble:
        log.warning("%r waits to be processed. %s", snapshot.final_url, trouble.sentence)
    wait_s = trouble_wait_s((now - since).total_seconds(), rng=_RNG)
    put_off(snapshot, until=now + timedelta(seconds=wait_s), trouble=trouble.sentence, trouble_since=since)


def _note_failure(snapshot: Snapshot, error: Exception) -> None:
    """Say why it could not be processed, for those who find it set aside, unless it is done. Its attempt counts."""
    said = f"It could not be processed: {error!r}"[:500]
    held = Snapshot.objects.filter(pk=snapshot.pk, lease_id=snapshot.lease_id)
    held.update(trouble=said, trouble_since=Coalesce("trouble_since", timezone.now()))


def process(snapshot: Snapshot, *, batch: SnapshotBatch, extractor: Extractor) -> None:
    """One snapshot from its stored bytes to the flags it raises; the batch stores what the snapshot itself says."""
    reading = observe.observe(snapshot, read(snapshot, extractor=extractor), known=batch, now=timezone.now())
    found, new_entries = reading.found, 0
    if isinstance(found, Document):
        facts = {
            "text": found.text,
            "title": found.title[:300],
            "language": found.language,
            "published_on": found.published_on,
        }
        for claim in _propose(snapshot, found, reading, batch=batch, facts=facts):
            services.apply_finding(claim=claim)
    elif isinstance(found, Feed):
        new_entries = add_entries(snapshot.resource, found.entries)
        keep_wishes(snapshot.resource, found)
        at = announced(url=snapshot.final_url, hub_url=found.hub_url, self_url=found.self_url)
        subscriptions.notice(resource=snapshot.resource, at=at, now=timezone.now())
        facts = {"title": found.title[:300]}
    else:
        mark = mark_offline if found.code in observe.NOT_THERE else mark_unread
        if batch.has_evidence(snapshot.resource) and is_ours(snapshot):
            mark(snapshot.resource, at=snapshot.fetched_at)
        facts = {"unreadable": found.sentence}
        log.info("%r was not read: %s (%s)", snapshot.final_url, found.sentence, found.code)
    batch.keep(snapshot, facts, observe.note(snapshot, reading, new_entries=new_entries))


def reprocess(snapshots: QuerySet[Snapshot], *, extractor: Extractor) -> int:
    """Run the pipeline again over stored bodies, without the network; how many were run. What stands already stays."""
    ids = list(snapshots.order_by("pk").values_list("pk", flat=True))
    Snapshot.objects.filter(pk__in=ids).update(processed_at=None)
    count = 0
    while done := process_waiting(extractor=extractor):
        count += done
    return count


def _propose(
    snapshot: Snapshot, document: Document, seen: observe.Observation, *, batch: SnapshotBatch, facts: dict[str, Any]
) -> list[Claim]:
    """Propose evidence from what is new in the document; gives the claims whose evidence changed."""
    before, scope = seen.before, batch.scope_of(snapshot.resource.source)
    reading = propose.PageReading(
        snapshot,
        document,
        batch.ownership_of(snapshot),
        as_of=propose.said_at(snapshot, document, before=before.fetched_at if before else None),
        flapping=seen.flapping,
        vouched=vouched_key(snapshot) is not None,
    )
    matched: candidates.MatchedClaims = []
    if scope:
        passages = changed_passages(before.text if before else "", document.text, document.language)
        matched = candidates.match_claims(scope, document.title, passages, language=language_on(document))

    # Judged before the transaction begins, which locks out every other writer of an embedded installation.
    sought = seek_quotes(reading) if batch.has_evidence(snapshot.resource) else []
    judged = propose.judge(reading, matched)
    found, new_leads = judged.found, leads.leads_on(reading, judged.undecided, found=judged.found)
    if not sought and not found:
        _note_leads(reading, new_leads, batch=batch)
        return []
    # Before its evidence: a copy that another worker reads is compared with it from then on.
    Snapshot.objects.filter(pk=snapshot.pk).update(**facts)
    with transaction.atomic():
        _lock({each.item.claim_id for each in sought} | {each.claim.pk for each in found})
        checked = note_quotes(reading, sought)
        weighed = checked.claims | propose.propose_evidence(reading, found, occupied=checked.occupied)
        if not is_ours(snapshot) and not reading.vouched:
            read_soon(snapshot.resource)
    _note_leads(reading, new_leads, batch=batch)
    return sorted(weighed, key=lambda claim: claim.pk)


def _note_leads(reading: propose.PageReading, new: list[Lead], *, batch: SnapshotBatch) -> None:
    if new or batch.has_leads(reading.snapshot.resource):
        leads.note_leads(reading, new)


def _lock(claim_ids: set[int]) -> None:
    """Lock the rows of the claims, all at once and in one order: two workers with copies of one text must each see what
    the other wrote, or they would count as two origins, and must not wait for each other.
    """
    list(Claim.objects.select_for_update().filter(pk__in=claim_ids).order_by("pk").values_list("pk"))
