"""Asking hubs: subscribe, renew before the lease ends, unsubscribe. A round a minute, outside every transaction."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import SystemRandom
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from net.client import fetch_many
from net.errors import FetchError
from net.guard import parse_url
from net.messages import FetchRequest, FetchResult
from net.policy import KIB, FetchPolicy
from tracker.fetching.policy import fetch_policy
from tracker.models import Subscription
from tracker.push import protocol
from tracker.push.subscriptions import callback_url, lapse, off
from tracker.scheduling.backoff import backoff_s

log = logging.getLogger(__name__)
State = Subscription.State
_RNG = SystemRandom()

VERIFIED_WITHIN = timedelta(minutes=15)
"""A hub that took our request calls back within this time, or is asked again later."""

HELD_FOR = timedelta(minutes=5)
"""A worker has a subscription to itself for so long; killed, another takes it then."""

MAX_REDIRECTS = 3
ANSWER_BYTES = 64 * KIB
_PATIENCE_S = 3_600.0  # the interval that failures back off from


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request on its way to a hub, by how many redirects already."""

    subscription: Subscription
    mode: str
    hops: int = 0


def ask_hubs(*, limit: int = 100) -> int:
    """One round: let go of leases that ran out, ask the hubs that are due; return how many were asked."""
    now = timezone.now()
    rows = Subscription.objects.select_related("resource")
    if why := off():
        for row in rows.filter(state=State.ACTIVE):
            lapse(row, why=why, now=now)
        return 0
    for row in rows.filter(state=State.ACTIVE, ends_at__lte=now):
        lapse(row, why="The hub's lease ran out before it was renewed.", now=now)
    due = rows.filter(renew_at__lte=now).order_by("renew_at")[:limit]
    asked = [each for row in due if (each := _take(row, now))]
    _ask(asked, policy=_policy())
    return len(asked)


def _take(row: Subscription, now: datetime) -> _Asked | None:
    """Reserve a due row for this worker; None where another was faster, or there is nothing to ask."""
    held = Subscription.objects.filter(pk=row.pk, renew_at=row.renew_at)
    if row.state != State.ENDED and row.resource.next_poll_at is None:
        held.update(state=State.ENDED, renew_at=now, error="Its feed is not polled any more.")
        return None
    if row.state == State.ENDED and row.confirmed_at is None:
        held.update(renew_at=None)
        return None
    if _is_unverified(row):
        if held.update(renew_at=now + HELD_FOR):
            _failed(row, "The hub took our request but did not call back. Can it reach SITE_URL?", now=now)
        return None
    if not held.update(renew_at=now + HELD_FOR, requested_at=now):
        return None
    return _Asked(row, "unsubscribe" if row.state == State.ENDED else "subscribe")


def _is_unverified(row: Subscription) -> bool:
    """Whether the hub took our last request and never called back. What failed has an error, and is asked again."""
    if row.error or row.requested_at is None or row.state not in (State.REQUESTED, State.ACTIVE):
        return False
    return row.confirmed_at is None or row.confirmed_at < row.requested_at


def _policy() -> FetchPolicy:
    """A publisher, not a person, named the hub: no private address is reached, unless TRACKER_WEBSUB is "on"."""
    policy = fetch_policy()
    return replace(policy, webhook=settings.TRACKER_WEBSUB != "on", max_bytes={"any": ANSWER_BYTES})


def _ask(asked: Iterable[_Asked], *, policy: FetchPolicy) -> None:
    waiting = list(asked)
    while waiting:
        requests = [request for each in waiting if (request := _request(each))]
        by_key = {each.subscription.pk: each for each in waiting}
        waiting = []
        for result in fetch_many(requests, policy=policy):
            each = by_key[result.request.key]  # type: ignore[index]
            if further := _redirected(each, result):
                waiting.append(further)
            else:
                _settle(each, result)
        # Where a server sends us, a person has sent nobody.
        policy = replace(policy, webhook=True)


def _request(asked: _Asked) -> FetchRequest | None:
    row = asked.subscription
    try:
        url = protocol.hub_address(row.hub, plain=settings.TRACKER_WEBSUB == "on")
    except FetchError as error:
        _failed(row, str(error), now=timezone.now())
        return None
    form = protocol.request(mode=asked.mode, topic=row.topic, callback=callback_url(row), secret=row.secret)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return FetchRequest(url, kind="any", key=row.pk, post=form, headers=headers)


def _redirected(asked: _Asked, result: FetchResult) -> _Asked | None:
    """The request as it goes on to where the hub has moved; only 307 and 308 keep its method and content."""
    location = result.headers.get("location", "")
    if result.status not in (307, 308) or not location or asked.hops == MAX_REDIRECTS:
        return None
    row = asked.subscription
    try:
        row.hub = urljoin(result.final_url, location)
        parse_url(row.hub)
    except (ValueError, FetchError):
        return None
    return replace(asked, hops=asked.hops + 1)


def _settle(asked: _Asked, result: FetchResult) -> None:
    now, row = timezone.now(), asked.subscription
    if result.status is not None and 200 <= result.status < 300:
        mine = Subscription.objects.filter(pk=row.pk, token=row.token)
        if asked.mode == "unsubscribe":
            mine.filter(state=State.ENDED).update(renew_at=None)
        else:
            # A hub may call back before it answers: what it confirmed or denied then stays.
            waiting = mine.filter(state__in=(State.REQUESTED, State.ACTIVE)).exclude(
                confirmed_at__gte=F("requested_at")
            )
            waiting.update(renew_at=now + VERIFIED_WITHIN, error="")
        return
    sentence = result.error.sentence if result.error else f"HTTP {result.status}."
    _failed(row, f"The hub did not take our request: {sentence}", now=now)


def _failed(row: Subscription, why: str, *, now: datetime) -> None:
    """Write down why, and when the hub is asked again; what stands meanwhile stands until its lease ends."""
    log.info("The hub %r was asked about %r in vain: %s", row.hub, row.topic, why)
    mine = Subscription.objects.filter(pk=row.pk, token=row.token)
    if row.state == State.ENDED:  # it was told once; its lease ends by itself
        mine.filter(state=State.ENDED).update(renew_at=None)
        return
    failures = min(row.failures + 1, 1_000)
    again = now + timedelta(seconds=backoff_s(failures, interval_s=_PATIENCE_S, rng=_RNG))
    mine.exclude(state=State.ENDED).update(failures=failures, error=why[:500], renew_at=again)
