"""Silence must never look like "no change", and stored bytes never leave the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import services
from tracker import bodies
from tracker.health import readings
from tracker.models import Resource, Snapshot, Watch
from tracker.registry import watch_url

SCRIPT = b"<script>alert(1)</script>"


@pytest.fixture
def resource(claim, make_source) -> Resource:
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    return watch_url(source=source, url="https://operator.example/news")


@pytest.fixture
def snapshot(resource) -> Snapshot:
    return Snapshot.objects.create(
        resource=resource, body=bodies.store(SCRIPT), final_url=resource.url, fetched_at=timezone.now()
    )


def read(resource: Resource, *, ago: timedelta) -> None:
    Resource.objects.filter(pk=resource.pk).update(read_at=timezone.now() - ago)


@pytest.mark.parametrize(("ago", "stale"), [(timedelta(minutes=40), False), (timedelta(minutes=46), True)])
def test_a_source_unread_for_three_intervals_is_stale(claim, resource, ago, stale):
    read(resource, ago=ago)
    (reading,) = readings(claim, now=timezone.now())
    assert reading.stale is stale


def test_a_source_is_as_fresh_as_the_page_that_lags_most(claim, resource):
    read(resource, ago=timedelta(seconds=5))
    watch_url(source=resource.source, url="https://operator.example/other")
    (reading,) = readings(claim, now=timezone.now())
    assert (reading.read_at, reading.stale) == (None, False)


def test_a_page_that_ended_is_not_expected_to_answer(claim, resource):
    read(resource, ago=timedelta(days=9))
    Resource.objects.update(next_poll_at=None)
    (reading,) = readings(claim, now=timezone.now())
    assert not reading.stale


def test_the_claim_page_says_when_its_source_went_quiet(client, claim, article, resource, bob):
    services.publish(by=bob, article=article)
    read(resource, ago=timedelta(hours=5))
    page = client.get(f"/claims/{claim.slug}/").content.decode()
    assert "Operator (record)" in page
    assert "Stale:" in page


def test_stored_bytes_come_as_a_download_that_no_browser_runs(client, snapshot, alice):
    client.force_login(alice)
    answer = client.get(f"/admin/tracker/snapshot/{snapshot.pk}/body/")
    assert answer.content == SCRIPT
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_an_outsider_gets_no_stored_bytes(client, snapshot, charlie):
    client.force_login(charlie)
    answer = client.get(f"/admin/tracker/snapshot/{snapshot.pk}/body/")
    assert answer.status_code == 302
    assert SCRIPT not in answer.content
