"""A scraper that sends everything twice at once, on real connections."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from tracker.models import Resource, Snapshot
from tracker.push import hubs, ingest, keys, subscriptions
from tracker.push.protocol import Announced
from tracker.registry import watch_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def at_once(deed, times: int = 4) -> list:
    """What `deed` gave in each of so many threads that began together."""
    barrier, outcomes = threading.Barrier(times), []

    def run():
        try:
            barrier.wait(timeout=30)
            outcomes.append(deed())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def test_one_page_sent_several_times_at_once_is_one_snapshot(make_source, bob):
    key, _ = keys.make_key(by=bob, source=make_source("Operator", "record"), name="Cron")
    now = timezone.now()
    page = ingest.Page(
        url="https://operator.example/1", content="<p>It is done.</p>", content_type="text/html", retrieved_at=now
    )
    outcomes = at_once(lambda: ingest.receive(key=key, page=page, now=now))
    assert sorted(new for _, new in outcomes) == [False, False, False, True]
    assert len({snapshot.pk for snapshot, _ in outcomes}) == Snapshot.objects.count() == Resource.objects.count() == 1


def test_of_several_workers_one_asks_a_hub(make_source, alice, monkeypatch, settings):
    settings.TRACKER_WEBSUB = "on"
    feed = watch_url(source=make_source("Gazette", "independent"), url="https://gazette.example/f", kind="feed")
    subscriptions.notice(resource=feed, at=Announced("https://hub.example/", feed.url), now=timezone.now())
    asked = []
    monkeypatch.setattr(hubs, "_ask", lambda found, policy: asked.extend(found))
    assert sorted(at_once(hubs.ask_hubs)) == [0, 0, 0, 1]
    assert len(asked) == 1
