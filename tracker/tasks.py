"""Celery's thin tasks. The broker only wakes; due rows and leases are the truth."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from claims.tasks import publish_changes
from tracker.evidence import like_claims, read_now, reassess
from tracker.evidence.assessor import current_assessor
from tracker.extract.isolation import Extractor
from tracker.health import clock, flapping
from tracker.health.installation import told_briefly
from tracker.polling import round, urgency
from tracker.polling.replan import replanner
from tracker.processing import pipeline
from tracker.push import hubs
from tracker.snapshots import bodies
from tracker.snapshots.process_lock import process_lock

# Snapshots processed in one task: few, so that what they change is published before the next are begun.
GROUP = 20
# A wake-up that has waited so long has been overtaken by the next sweep.
_STALE_S = 10

_extractor: Extractor | None = None


def extractor() -> Extractor:
    """Return this worker process's extractor, started once: its children are slow to start."""
    global _extractor
    if _extractor is None:
        _extractor = Extractor()
    return _extractor


@shared_task(name="tracker.poll_due")
def poll_due() -> None:
    """Poll what is due, and wake the processing of what changed meanwhile.

    One round at a time on a machine: it leases what falls due while it waits for slow hosts, and the other processes
    are free for what it finds.
    """
    with told_briefly("Polling"), process_lock(settings.DATA_DIR / "polling.lock") as lock:
        if lock:
            round.poll_due(on_changed=wake_processing, on_closing=lock.release)


@shared_task(name="tracker.process_waiting")
def process_waiting() -> None:
    """Process what waits, and wake the publication of what came of it; then judge the evidence of revised claims."""
    with told_briefly("Processing"):
        _process_waiting()


def _process_waiting() -> None:
    done = pipeline.process_waiting(extractor=extractor(), limit=GROUP)
    if done:
        publish_changes.apply_async(expires=_STALE_S)
    if done >= GROUP:
        wake_processing()
    else:
        reassess.judge_revised(current_assessor())


@shared_task(name="tracker.mark_urgent")
def mark_urgent() -> None:
    """Mark the resources that waiting claims rely on, so that they are polled before the rest."""
    urgency.mark_urgent()


@shared_task(name="tracker.list_like_claims")
def list_like_claims() -> None:
    """Give claims the leads that the evidence of like claims offers."""
    with told_briefly("Looking at like claims"):
        like_claims.look()


@shared_task(name="tracker.settle")
def settle() -> None:
    """Process again the pages that flap no more."""
    if flapping.settle(now=timezone.now()):
        wake_processing()


def wake_processing() -> None:
    process_waiting.apply_async(expires=_STALE_S)


@shared_task(name="tracker.look_after")
def look_after() -> None:
    """Delete what killed writers left unfinished, and plan anew what a clock that was ahead has planned."""
    with told_briefly("Looking after the installation"):
        bodies.sweep()
        replanner.look(now=timezone.now(), jumped_s=clock.watch.look())


@shared_task(name="tracker.read_sent_pages")
def read_sent_pages() -> None:
    """Read by ourselves what others sent to us, and wake its processing."""
    if read_now.read_sent_pages(now=timezone.now()):
        wake_processing()


@shared_task(name="tracker.ask_hubs")
def ask_hubs() -> None:
    """Subscribe at the hubs of feeds, and renew before their leases end; one round at a time, so that a hub of many
    feeds is not asked twice as fast.
    """
    with told_briefly("Asking hubs"), process_lock(settings.DATA_DIR / "hubs.lock") as lock:
        if lock:
            hubs.ask_hubs()
