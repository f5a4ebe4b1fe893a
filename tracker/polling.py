"""Lease the due resources, fetch them concurrently and politely, keep what changed.

No HTTP inside a transaction. Snapshot, validators and the mark "unprocessed" commit together, so that a change is
never lost behind a 304. An HTTP error is never content.
"""

import logging
import random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tracker import bodies
from tracker.leases import lease, release
from tracker.models import PollingPolicy, Resource, Snapshot
from tracker.net.client import fetch_many
from tracker.net.errors import FetchError
from tracker.net.guard import parse_url
from tracker.net.messages import FetchRequest, FetchResult
from tracker.net.policy import FetchPolicy
from tracker.net.politeness import next_poll_at, spacing_s
from tracker.net.robots import robots_url
from tracker.robots_cache import PRODUCT, rules_for
from tracker.standing import look_again, mark_offline, mark_unread

log = logging.getLogger(__name__)
_RNG = random.SystemRandom()
NOT_THERE = frozenset({"http-404", "http-410"})
# The page is there and shows itself to others: a login, a payment, a ban, a legal order (RFC 7725).
NO_ENTRY = frozenset({"http-401", "http-402", "http-403", "http-451"})


def fetch_policy() -> FetchPolicy:
    """What the settings allow the one door to the network."""
    pairs = (pair.rpartition(":") for pair in settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES)
    return FetchPolicy(
        user_agent=settings.TRACKER_USER_AGENT,
        allowed_ports=settings.TRACKER_ALLOWED_PORTS,
        allowed_private=frozenset((address, int(port)) for address, _, port in pairs),
    )


def poll_due(*, limit: int | None = None) -> int:
    """Poll the resources that are due; how many were."""
    now = timezone.now()
    rows = Resource.objects.filter(next_poll_at__lte=now).order_by("next_poll_at", "pk")
    leased = lease(rows, limit=limit or settings.TRACKER_BATCH_SIZE, now=now, seconds=settings.TRACKER_LEASE_SECONDS)
    if not leased:
        return 0
    policy = fetch_policy()
    by_source = {p.source_id: p for p in PollingPolicy.objects.filter(source__in={r.source_id for r in leased})}
    sound = [r for r in leased if _is_sound(r, by_source[r.source_id])]
    rules = rules_for({r.url for r in sound}, policy=policy, now=now)
    resources, requests = {r.pk: r for r in sound}, []
    for resource in sound:
        polling = by_source[resource.source_id]
        robots = rules[robots_url(resource.url)]
        if not robots.allows(resource.url, PRODUCT):
            _failed(resource, robots.refusal(), polling)
            del resources[resource.pk]
            continue
        requests.append(_request(resource, spacing_s(polling.spacing_s, robots.crawl_delay(PRODUCT))))
    try:
        for result in fetch_many(requests, policy=policy):
            resource = resources.pop(result.request.key)  # type: ignore[call-overload]
            keep(resource, result, by_source[resource.source_id])
    except Exception:
        # What cannot be kept must neither hold up nor, in the end, set aside the others of its batch.
        for resource in resources.values():
            release(resource)
        raise
    return len(leased)


def _is_sound(resource: Resource, polling: PollingPolicy) -> bool:
    """Whether its address can be read at all: a feed may list any; what is wrong with it is written on it."""
    try:
        parse_url(resource.url)
    except FetchError as refusal:
        _failed(resource, refusal, polling)
        return False
    return True


def _request(resource: Resource, spacing: float) -> FetchRequest:
    return FetchRequest(
        url=resource.url,
        kind=resource.kind,
        etag=resource.etag,
        last_modified=resource.last_modified,
        validated_url=resource.validated_url,
        key=resource.pk,
        spacing_s=spacing,
    )


def keep(resource: Resource, result: FetchResult, polling: PollingPolicy) -> None:
    """Write one answer down: unchanged, changed, or an error in plain words."""
    if result.error is not None:
        _failed(resource, result.error, polling, retry_after_s=result.retry_after_s)
        return
    now = timezone.now()
    was_failing = bool(resource.error_code)
    facts = {
        "next_poll_at": next_poll_at(result.outcome, interval_s=polling.interval_s, now=now, rng=_RNG),
        "polled_at": now,
        "read_at": now,
        "failures": 0,
        "error_code": "",
        "error": "",
    }
    if result.outcome == "not_modified":
        if release(resource, **facts) and was_failing:
            look_again(resource, at=now)
        return
    body = bodies.store(result.body)
    with transaction.atomic():
        validators = {"etag": result.etag, "last_modified": result.last_modified, "validated_url": result.final_url}
        if not release(resource, **facts, **validators):
            return
        # Against the latest only, so that A → B → A is seen.
        latest = resource.snapshots.order_by("-pk").values_list("body_id", "final_url").first()
        if latest != (body.pk, result.final_url):
            Snapshot.objects.create(
                resource=resource, body=body, final_url=result.final_url, charset=result.charset, fetched_at=now
            )
        elif was_failing:
            look_again(resource, at=now)


def _failed(
    resource: Resource, error: FetchError, polling: PollingPolicy, *, retry_after_s: float | None = None
) -> None:
    now = timezone.now()
    failures = resource.failures + 1
    log.info("%r was not read: %s (%s)", resource.url, error.sentence, error.code)
    if error.code in NOT_THERE:
        mark_offline(resource, at=now)
    elif error.code in NO_ENTRY:
        mark_unread(resource, at=now)
    again = next_poll_at(
        "error",
        interval_s=polling.interval_s,
        failures=failures,
        retry_after_s=retry_after_s,
        now=now,
        rng=_RNG,
    )
    release(
        resource,
        next_poll_at=None if error.code == "http-410" else again,  # gone for good: the resource ends
        polled_at=now,
        failures=failures,
        error_code=error.code,
        error=error.sentence[:500],
    )
