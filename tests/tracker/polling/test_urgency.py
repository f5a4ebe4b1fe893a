"""What is polled first: what claims waiting for a decision rely on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Flag
from tracker.models import Resource, Watch
from tracker.polling.urgency import mark_urgent
from tracker.watching.resources import watch_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(make_source):
    return make_source("The Ledger", "independent")


@pytest.fixture
def resource(source) -> Resource:
    return watch_url(source=source, url="https://the-ledger.example/news")


def urgent() -> list[str]:
    return sorted(url.rpartition("/")[2] for url in Resource.objects.filter(urgent=True).values_list("url", flat=True))


def test_nothing_is_urgent_while_no_claim_waits(claim, source, resource):
    Watch.objects.create(claim=claim, source=source)
    assert mark_urgent() == (0, 0)


def test_what_a_claim_due_tomorrow_watches_is_urgent_until_it_is_settled(claim, source, resource):
    Watch.objects.create(claim=claim, source=source)
    claim.due_on = timezone.now().date() + timedelta(days=1)
    claim.save(update_fields=["due_on"])
    assert mark_urgent() == (1, 0)
    assert mark_urgent() == (0, 0)
    assert urgent() == ["news"]
    claim.status = "verified"
    claim.save(update_fields=["status"])
    assert mark_urgent() == (0, 1)


def test_a_claim_due_next_week_can_wait(claim, source, resource):
    Watch.objects.create(claim=claim, source=source)
    claim.due_on = timezone.now().date() + timedelta(days=7)
    claim.save(update_fields=["due_on"])
    assert mark_urgent() == (0, 0)


def test_the_page_of_evidence_for_a_flagged_claim_is_urgent(claim, source, resource, say):
    say(claim, source, "It was completed.", url=resource.url)
    other = watch_url(source=source, url="https://the-ledger.example/weather")
    Flag.objects.create(claim=claim, kind="status", from_status="unverified", raised_at=timezone.now())
    mark_urgent()
    assert urgent() == ["news"]
    Flag.objects.update(state="dismissed")
    mark_urgent()
    assert urgent() == []
    assert other.urgent is False


def test_what_a_watched_feed_lists_waits_its_turn(claim, source, resource):
    Watch.objects.create(claim=claim, source=source)
    Flag.objects.create(claim=claim, kind="status", from_status="unverified", raised_at=timezone.now())
    entry = watch_url(source=source, url="https://the-ledger.example/entry", feed=resource)
    mark_urgent()
    assert urgent() == ["news"]
    entry.refresh_from_db()
    assert not entry.urgent


def test_what_is_polled_no_more_is_never_urgent(claim, source, resource):
    Watch.objects.create(claim=claim, source=source)
    Flag.objects.create(claim=claim, kind="status", from_status="unverified", raised_at=timezone.now())
    Resource.objects.update(next_poll_at=None)
    assert mark_urgent() == (0, 0)
