"""A scraper that sends everything twice at once, on real connections."""

import pytest
from django.utils import timezone

from tests.services.at_once import at_once
from tracker.models import Resource, Snapshot
from tracker.push import hubs, ingest, keys, subscriptions
from tracker.push.protocol import Announced
from tracker.watching.resources import watch_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_one_page_sent_several_times_at_once_is_one_snapshot(make_source, bob):
    key, _ = keys.make_key(by=bob, source=make_source("Operator", "record"), name="Cron")
    now = timezone.now()
    page = ingest.SentPage(
        url="https://operator.example/1", content="<p>It is done.</p>", content_type="text/html", retrieved_at=now
    )
    outcomes = at_once(*[lambda: ingest.receive(key=key, page=page, now=now)] * 4)
    assert sorted(new for _, new in outcomes) == [False, False, False, True]
    assert len({snapshot.pk for snapshot, _ in outcomes}) == Snapshot.objects.count() == Resource.objects.count() == 1


def test_of_several_workers_one_asks_a_hub(make_source, alice, monkeypatch, settings):
    settings.TRACKER_WEBSUB = "on"
    feed = watch_url(source=make_source("Gazette", "independent"), url="https://gazette.example/f", kind="feed")
    subscriptions.notice(resource=feed, at=Announced("https://hub.example/", feed.url), now=timezone.now())
    asked = []
    monkeypatch.setattr(hubs, "_ask", lambda found, policy: asked.extend(found))
    assert sorted(at_once(*[hubs.ask_hubs] * 4)) == [0, 0, 0, 1]
    assert len(asked) == 1
