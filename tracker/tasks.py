"""Celery's thin tasks. The broker only wakes; due rows and leases are the truth."""

from celery import shared_task

from tracker import pipeline, polling, reassessing
from tracker.assessors import current_assessor
from tracker.extract.isolation import Extractor

_extractor: Extractor | None = None


def extractor() -> Extractor:
    """The worker process's own, started once: its children are slow to start."""
    global _extractor
    if _extractor is None:
        _extractor = Extractor()
    return _extractor


@shared_task(name="tracker.poll_due")
def poll_due() -> None:
    """Poll what is due, then wake the processing of what changed."""
    if polling.poll_due():
        process_waiting.delay()


@shared_task(name="tracker.process_waiting")
def process_waiting() -> None:
    """Process what waits, then judge the evidence of revised claims again."""
    pipeline.process_waiting(extractor=extractor())
    reassessing.judge_revised(current_assessor())
