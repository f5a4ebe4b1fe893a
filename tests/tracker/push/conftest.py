"""A feed on loopback with a hub of its own, and us where the hub can reach us; a source whose scraper has a key."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from tests.tracker.push.hub import Hub
from tests.tracker.push.scraper import URL
from tests.tracker.push.served import served
from tracker.models import PollingPolicy, Resource, Subscription
from tracker.push import hubs, keys, subscriptions
from tracker.push.protocol import Announced
from tracker.watching.resources import watch_url


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


@pytest.fixture
def own_count(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def source(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def token(source, bob) -> str:
    return keys.make_key(by=bob, source=source, name="The Ledger’s scraper")[1]


@pytest.fixture
def send(source, token):
    """send(content="…", …) → the answer."""

    def post(to=None, key: str = token, **facts):
        given = {"url": URL, "retrieved_at": timezone.now().isoformat()} | facts
        address = f"/api/v1/sources/{(to or source).uuid}/ingest/"
        return APIClient().post(address, given, HTTP_AUTHORIZATION=f"Bearer {key}")

    return post
