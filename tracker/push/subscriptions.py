"""Subscriptions at hubs: found, confirmed, denied, ended. The only writer of their rows, with `hubs.py` which asks.

A subscription is *asked for* until the hub has verified it, and again when its lease ran out; *ended* is what we ended
ourselves. While it is active its feed is polled more slowly; however it stops, polling goes back to normal at once.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from claims import audit
from claims.permissions import require
from claims.services import InvalidInput
from claims.users import Principal
from tracker.models import PollingPolicy, Resource, Subscription
from tracker.push.protocol import Announced, announced, lease_s, renew_after_s, why_off
from tracker.scheduling.next_poll import first_wait_s
from tracker.watching.resources import poll_by

State = Subscription.State
_RNG = SystemRandom()

BESIDE_PUSH = 8
"""While a hub tells us, a feed is polled in so many times its interval, at most its source's ceiling: a hub that falls
silent says nothing, so that only a poll shows it."""

MOVED_AGAIN = timedelta(days=1)
"""A publisher that names one hub in its header and another in its feed would have us move with every reading."""

ASK_DENIED_AGAIN = timedelta(days=7)


def off() -> str:
    """Why no hub is asked on this installation, in a plain sentence; empty: they are."""
    return why_off(mode=settings.TRACKER_WEBSUB, site_url=settings.SITE_URL)


def callback_url(subscription: Subscription) -> str:
    """Where the hub sends to: an address that only it and we know."""
    return f"{settings.SITE_URL}{reverse('websub-callback', args=[subscription.token])}"


def notice(*, resource: Resource, at: Announced | None, now: datetime) -> None:
    """Remember where a feed's changes are announced, to ask there in the next round; called when it was read.

    A feed that names no hub changes nothing: its answer may have named it in a header, or the feed in its text.
    """
    known = Subscription.objects.filter(resource=resource).first()
    if known and known.state == State.ACTIVE:
        _poll_slowly(resource)  # its source's interval may be another by now
    if at is None or resource.next_poll_at is None:
        return
    facts: dict[str, Any] = {"hub": at.hub, "topic": at.topic, "renew_at": now, "error": off()[:500]}
    if known is None:
        Subscription.objects.get_or_create(resource=resource, defaults=facts | _fresh_secrets())
        return
    if not _is_to_move(known, at, now):
        return
    # The old hub knows neither the new callback nor the new secret: what it still sends is nobody's.
    facts |= {"state": State.REQUESTED, "requested_at": None, "confirmed_at": None, "ends_at": None, "failures": 0}
    if Subscription.objects.filter(pk=known.pk, hub=known.hub, topic=known.topic).update(**facts | _fresh_secrets()):
        poll_normally(resource, now=now)


def notice_headers(answers: Iterable[tuple[int, str, str]], *, now: datetime) -> None:
    """Call `notice` for answers just polled: each a feed's key, the address it was read at, its Link header."""
    said = ((key, announced(url=url, link_header=header)) for key, url, header in answers if "hub" in header.lower())
    found = {key: each for key, each in said if each}
    if not found:
        return
    wanted = Subscription.objects.filter(resource__in=found).exclude(state=State.ENDED)
    for key, hub, topic in wanted.values_list("resource_id", "hub", "topic"):
        if found[key] == Announced(hub, topic):
            del found[key]  # nothing new, as nearly always
    for resource in Resource.objects.filter(pk__in=found).order_by("pk"):
        notice(resource=resource, at=found[resource.pk], now=now)


def _is_to_move(known: Subscription, at: Announced, now: datetime) -> bool:
    """Whether a known subscription begins anew: elsewhere, or because its feed is polled again. Not what people ended,
    which has no error.
    """
    if known.state == State.ENDED:
        return bool(known.error)
    moved = (known.hub, known.topic) != (at.hub, at.topic)
    return moved and (known.requested_at is None or known.requested_at <= now - MOVED_AGAIN)


def _fresh_secrets() -> dict[str, str]:
    return {"token": secrets.token_urlsafe(32), "secret": secrets.token_urlsafe(48)}


def confirm(subscription: Subscription, *, mode: str, topic: str, lease: str, now: datetime) -> bool:
    """Answer a hub's verification of intent (WebSub §5.3): whether we want what it says we asked for."""
    if topic != subscription.topic:
        return False
    if mode == "unsubscribe":
        return subscription.state == State.ENDED
    if mode != "subscribe" or subscription.state not in (State.REQUESTED, State.ACTIVE) or off():
        return False
    if subscription.resource.next_poll_at is None:
        return False
    seconds = lease_s(lease)
    _still(subscription).update(
        state=State.ACTIVE,
        confirmed_at=now,
        ends_at=now + timedelta(seconds=seconds),
        renew_at=now + timedelta(seconds=renew_after_s(seconds, rng=_RNG)),
        failures=0,
        error="",
    )
    _poll_slowly(subscription.resource)
    return True


def deny(subscription: Subscription, *, topic: str, reason: str, now: datetime) -> bool:
    """The hub will not, or no longer, tell us (WebSub §5.2). False where it is not our topic."""
    if topic != subscription.topic:
        return False
    if subscription.state != State.ENDED:
        words = " ".join(reason.split())[:300]
        error = f"The hub denied the subscription: {words}" if words else "The hub denied the subscription."
        _still(subscription).update(state=State.DENIED, error=error, ends_at=None, renew_at=now + ASK_DENIED_AGAIN)
        poll_normally(subscription.resource, now=now)
    return True


def lapse(subscription: Subscription, *, why: str, now: datetime) -> None:
    """Note that the hub sends no more, for a reason that is not ours; it is asked again when it is due."""
    _still(subscription).update(state=State.REQUESTED, ends_at=None, error=why[:500])
    poll_normally(subscription.resource, now=now)


@transaction.atomic
def end(*, by: Principal, subscription: Subscription) -> None:
    """End a subscription: the hub is told in the next round, and the feed polled as before.

    Raises PermissionDenied, InvalidInput.
    """
    source = subscription.resource.source
    require(by, "record", source.desk)
    audit.lock(source)
    now = timezone.now()
    live = Subscription.objects.filter(pk=subscription.pk).exclude(state=State.ENDED)
    if not live.update(state=State.ENDED, error="", renew_at=now, failures=0):
        raise InvalidInput("subscription", "it has ended already.")
    poll_normally(subscription.resource, now=now)
    _log(subscription, action="subscription ended", by=by)


@transaction.atomic
def ask_again(*, by: Principal, subscription: Subscription) -> None:
    """Ask the hub in the next round, whatever became of it. Raises PermissionDenied, InvalidInput."""
    source = subscription.resource.source
    require(by, "record", source.desk)
    audit.lock(source)
    if subscription.state == State.ACTIVE:
        raise InvalidInput("subscription", "it is active, and is renewed before its lease ends.")
    Subscription.objects.filter(pk=subscription.pk).update(
        state=State.REQUESTED, renew_at=timezone.now(), requested_at=None, failures=0, error=off()[:500]
    )
    _log(subscription, action="subscription asked for", by=by)


def _log(subscription: Subscription, *, action: str, by: Principal) -> None:
    payload = {"topic": subscription.topic, "hub": subscription.hub}
    source = subscription.resource.source
    audit.append(subject=source, action=action, by=by, payload=payload, visibility="staff")


def _still(subscription: Subscription) -> Any:
    """The rows of this very subscription, while it has not ended: a hub that moved has another token."""
    return Subscription.objects.filter(pk=subscription.pk, token=subscription.token).exclude(state=State.ENDED)


def _poll_slowly(resource: Resource) -> None:
    """From the next poll on."""
    Resource.objects.filter(pk=resource.pk).update(hub_patience_s=patience_s(resource))


def patience_s(resource: Resource) -> int:
    """In how many seconds a feed is polled beside its hub."""
    polling = PollingPolicy.of(resource.source)
    return min(BESIDE_PUSH * polling.interval_s, polling.ceiling_s)


def poll_normally(resource: Resource, *, now: datetime) -> None:
    """Back to the source's own interval, within one of which it is polled: something may have been missed."""
    Resource.objects.filter(pk=resource.pk).update(hub_patience_s=None)
    interval_s = PollingPolicy.of(resource.source).interval_s
    poll_by(resource, at=now + timedelta(seconds=first_wait_s(interval_s, rng=_RNG)))
