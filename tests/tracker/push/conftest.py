"""A feed on loopback with a hub of its own, and us where the hub can reach us."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.tracker.push.hub import Hub
from tests.tracker.push.served import served
from tracker.models import PollingPolicy, Resource, Subscription
from tracker.push import hubs, subscriptions
from tracker.push.protocol import Announced
from tracker.registry import watch_url


@pytest.fixture
def hub(db, site, settings) -> Iterator[Hub]:
    settings.TRACKER_WEBSUB = "on"
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = [site.address]
    with served() as settings.SITE_URL:
        yield Hub(site).start()


@pytest.fixture
def feed(site, make_source, alice) -> Resource:
    """Read a moment ago, and due in an hour."""
    source = make_source("Gazette", "independent")
    feed = watch_url(source=source, url=site.url("/feed.xml"), kind="feed")
    PollingPolicy.objects.filter(source=source).update(interval_s=900, ceiling_s=86_400, floor_s=60)
    now = timezone.now()
    facts = {"next_poll_at": now + timedelta(hours=1), "polled_at": now}
    Resource.objects.filter(pk=feed.pk).update(**facts)
    feed.refresh_from_db()
    return feed


@pytest.fixture
def noticed(hub, feed) -> Subscription:
    """The feed was read and names the hub."""
    subscriptions.notice(resource=feed, at=Announced(hub.url, feed.url), now=timezone.now())
    return feed.subscription


@pytest.fixture
def active(hub, noticed) -> Subscription:
    hubs.ask_hubs()
    noticed.refresh_from_db()
    assert noticed.state == "active"
    return noticed


@pytest.fixture
def due() -> Callable[[Subscription], Subscription]:
    """due(subscription) → its turn has come, it was asked about, and this is it now."""

    def ask(subscription: Subscription) -> Subscription:
        Subscription.objects.filter(pk=subscription.pk).update(renew_at=timezone.now() - timedelta(seconds=1))
        hubs.ask_hubs()
        subscription.refresh_from_db()
        return subscription

    return ask
