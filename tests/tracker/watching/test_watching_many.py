"""Imports: many addresses at once, spread over time, none hidden by a bad one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.services.base import InvalidInput
from tracker.models import PollingPolicy, Resource
from tracker.watching.resources import watch_url, watch_urls

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(make_source):
    return make_source("Gazette", "independent")


def test_an_import_of_ten_thousand_is_spread_over_the_interval(source):
    PollingPolicy.objects.create(source=source, interval_s=900)
    now = timezone.now()
    with CaptureQueriesContext(connection) as seen:
        found = watch_urls(source=source, urls=[f"https://gazette.example/{n}" for n in range(10_000)])
    assert (found.added, found.known, found.refused) == (10_000, 0, [])
    assert len(seen.captured_queries) < 500  # SQLite takes few parameters at once
    seconds = [(at - now).total_seconds() for at in Resource.objects.values_list("next_poll_at", flat=True)]
    assert all(-1 <= second <= 960 for second in seconds)
    per_minute = [sum(60 * minute <= second < 60 * (minute + 1) for second in seconds) for minute in range(15)]
    assert max(per_minute) < 2 * 10_000 / 15
    assert min(per_minute) > 10_000 / 15 / 2


def test_a_single_address_is_polled_at_once_and_a_few_nearly_so(source):
    now = timezone.now()
    assert watch_url(source=source, url="https://gazette.example/one").next_poll_at <= timezone.now()
    watch_urls(source=source, urls=["https://gazette.example/two", "https://gazette.example/three"])
    assert all(row.next_poll_at < now + timedelta(seconds=10) for row in Resource.objects.all())


def test_what_is_known_or_repeated_stays_as_it_is_and_what_is_bad_is_named(source):
    known = watch_url(source=source, url="https://gazette.example/known")
    found = watch_urls(
        source=source,
        urls=[known.url, "https://gazette.example/new", "https://gazette.example/new", "ftp://gazette.example/", "x"],
    )
    assert (found.added, found.known) == (1, 1)
    assert [url for url, _ in found.refused] == ["ftp://gazette.example/", "x"]
    assert all("https address" in why for _, why in found.refused)
    assert Resource.objects.count() == 2
    with pytest.raises(InvalidInput, match="one of html"):
        watch_urls(source=source, urls=[], kind="song")
