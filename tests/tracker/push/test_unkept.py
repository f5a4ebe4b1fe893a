"""What is sent to us while our disk is away: refused for now, and polled or sent again; nothing is kept in half."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.disks import away
from tests.tracker.push.test_content import atom
from tracker.evidence import read_now
from tracker.models import Resource, Snapshot
from tracker.snapshots import bodies


@pytest.fixture
def media(settings) -> Path:
    bodies.begin_store()
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def known(source) -> Snapshot:
    """So that the store has something to lose."""
    resource = Resource.objects.create(source=source, url="https://operator.example/old", host="operator.example")
    body = bodies.store(b"words")
    return Snapshot.objects.create(resource=resource, body=body, final_url=resource.url, fetched_at=timezone.now())


@pytest.mark.usefixtures("own_count")
def test_a_scraper_is_told_to_send_its_page_again_later(send, known, media):
    with away(media):
        answer = send(text="It is done.")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert answer.json()["detail"].startswith("The page could not be kept here. The folder of what was read")
    assert Snapshot.objects.count() == 1
    assert send(text="It is done.").status_code == 201


def test_a_hub_is_told_to_send_again_and_its_feed_is_polled(hub, feed, active, known, media):
    with away(media):
        assert hub.send(atom("https://gazette.example/1")) == 503
    feed.refresh_from_db()
    assert (feed.read_at, Snapshot.objects.count()) == (None, 1)
    assert feed.next_poll_at < timezone.now() + timedelta(minutes=2)
    assert hub.send(atom("https://gazette.example/1")) == 202


def test_a_page_that_others_sent_is_read_by_ourselves_once_the_disk_is_back(site, local, known, media):
    site.set("/page", "<p>It is done, the operator writes today.</p>")
    resource = Resource.objects.create(
        source=local, url=site.url("/page"), host=site.address, reread_at=timezone.now(), kind="pushed"
    )
    with away(media):
        assert read_now.read_sent_pages(now=timezone.now()) == 0
    resource.refresh_from_db()
    assert resource.reread_at is not None
    assert read_now.read_sent_pages(now=timezone.now() + read_now.HELD_FOR) == 1


def test_a_stored_body_that_cannot_be_given_is_told_in_words(client, bob, known, media):
    client.force_login(bob)
    with away(media):
        answer = client.get(reverse("admin:tracker_snapshot_body", args=[known.pk]))
    assert answer.status_code == 503
    assert b"Mount the disk again" in answer.content
