"""The record's jobs, thin: what they do stands in the services and in claims/publish."""

import logging
from datetime import timedelta

from celery import shared_task
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from claims import services
from claims.models import Claim, Evidence
from claims.publish.changes import BATCH, publish_pending
from claims.publish.checkpoints import write_checkpoint
from claims.statuses import Status

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)  # no request and no task holds a transaction that long
EVERYTHING_AFTER = timedelta(hours=1)
LOOKED_AT = "claims.publish_changes.looked_at"
LOOKED_AT_ALL = "claims.publish_changes.looked_at_all"


@shared_task(name="claims.publish_changes")
def publish_changes() -> int:
    """Publish what waits: what was written since the last look, with an overlap for slow transactions; once an hour,
    and whenever the cache has forgotten, everything.
    """
    now = timezone.now()
    everything = cache.add(LOOKED_AT_ALL, now, EVERYTHING_AFTER.total_seconds())
    last = None if everything else cache.get(LOOKED_AT)
    count = publish_pending(since=last - OVERLAP if last else None)
    if count == BATCH:  # more waits, of any age
        cache.delete_many([LOOKED_AT, LOOKED_AT_ALL])
    else:
        cache.set(LOOKED_AT, now, EVERYTHING_AFTER.total_seconds())
    return count


@shared_task(name="claims.review_deadlines")
def review_deadlines() -> int:
    """Weigh the claims again whose date has passed, and the settled ones some of whose evidence became told; gives how
    many. One that fails does not stop the others.
    """
    today = timezone.now().date()
    due = Q(due_on__lt=today, status__in=(Status.UNVERIFIED, Status.DISPUTED))
    aged = Q(recheck_on__lt=today) & ~Q(status__in=(Status.UNVERIFIED, Status.OUTDATED))
    done = 0
    became_told = Evidence.objects.filter(claim=OuterRef("pk"), basis=Evidence.Basis.TOLD, basis_changed=True)
    fell = Exists(became_told) & Q(status__in=(Status.VERIFIED, Status.REFUTED, Status.DISPUTED))
    for claim in Claim.objects.filter(due | aged | fell).order_by("pk").iterator():
        try:
            services.apply_finding(claim=claim)
        except Exception:
            log.exception("Claim %s could not be weighed again.", claim.uuid)
        else:
            done += 1
    return done


@shared_task(name="claims.export_checkpoint")
def export_checkpoint() -> str:
    """Write the day's signed checkpoint of the history; gives the file's name."""
    return write_checkpoint().name
