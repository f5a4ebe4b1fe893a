"""What a hub sends us (WebSub §7): kept as if it had been polled, where it carries our signature."""

import logging
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from net.headers import media_type
from net.policy import KINDS
from tracker.models import PollingPolicy, Resource, Snapshot, Subscription
from tracker.push.protocol import is_signed
from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble
from tracker.watching.resources import poll_by, soonest_poll

log = logging.getLogger(__name__)

MAX_BYTES = KINDS["feed"].max_bytes
"""The same as of a feed that is polled."""

MOST_AN_HOUR = 120
"""Contents of one feed that are kept. A hub that sends more is asked to come later, and the feed is polled."""

Became = Literal["kept", "unchanged", "polled", "too often", "not kept", "unsigned", "over"]


def receive(subscription: Subscription, *, body: bytes, content_type: str, signature: str, now: datetime) -> Became:
    """Keep what a hub sent as a snapshot of the feed, unprocessed; what became of it.

    What is not signed with the subscription's secret is ignored (§7.1.1). What is signed but is no feed, or nothing at
    all, still tells that there is something new: the feed is polled as soon as its source's floor allows.
    """
    resource = subscription.resource
    if subscription.state != Subscription.State.ACTIVE or resource.next_poll_at is None:
        return "over"
    if not is_signed(body, header=signature, secret=subscription.secret):
        log.warning("What came for %r is not signed by its hub %r: ignored.", subscription.topic, subscription.hub)
        return "unsigned"
    kind, charset = media_type(content_type)
    if not body or not KINDS["feed"].types.fullmatch(kind):
        poll_soon(resource, now=now)
        return "polled"
    lately = Snapshot.objects.filter(resource=resource, fetched_at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        poll_soon(resource, now=now)
        return "too often"
    try:
        return _keep(resource, body=body, charset=charset, now=now)
    except StorageTrouble as trouble:
        log.warning("What a hub sent for %r could not be kept. %s", subscription.topic, trouble.sentence)
        poll_soon(resource, now=now)
        return "not kept"


def _keep(resource: Resource, *, body: bytes, charset: str, now: datetime) -> Became:
    """Store the content as a snapshot at the address that answered the last poll, unless the latest has the same. The
    validators stay those of that poll, so that the next one compares with what we read ourselves.
    """
    stored = bodies.store(body)
    with transaction.atomic():
        Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
        latest = Snapshot.objects.filter(resource=resource).order_by("-pk").values_list("body_id", flat=True).first()
        changed = latest != stored.pk
        Resource.objects.filter(pk=resource.pk).update(read_at=now)
        if changed:
            url = resource.validated_url or resource.url
            Snapshot.objects.create(
                resource=resource,
                body=stored,
                final_url=url,
                charset=charset[:40],
                fetched_at=now,
                came_by=Snapshot.CameBy.HUB,
            )
    if changed:
        poll_soon(resource, now=now)  # what was sent is told until we have read it ourselves
    return "kept" if changed else "unchanged"


def poll_soon(resource: Resource, *, now: datetime) -> None:
    """Poll a feed early, yet never more often than its source's floor, nor before a failing host's backoff is over."""
    if resource.failures:
        return
    poll_by(resource, at=max(now, soonest_poll(resource, PollingPolicy.of(resource.source)) or now))
