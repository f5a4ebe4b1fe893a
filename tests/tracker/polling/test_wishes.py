"""What a publisher asks for decides when its page is asked again, within what its source allows."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from tests.pages import page
from tracker.models import PollingPolicy, Resource
from tracker.polling import round
from tracker.watching.resources import watch_url

HOUR_S, DAY_S = 3_600, 86_400


@pytest.fixture
def resource(site, local) -> Resource:
    return watch_url(source=local, url=site.url("/news"))


def wait_s(resource: Resource, **facts) -> float:
    """Seconds from a poll to the next one that was planned."""
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=timezone.now(), **facts)
    round.poll_due()
    planned = Resource.objects.get(pk=resource.pk)
    assert planned.next_poll_at
    assert planned.polled_at
    return (planned.next_poll_at - planned.polled_at).total_seconds()


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({}, 800, 1000),
        ({"Cache-Control": "max-age=7200"}, 2 * HOUR_S, 2.3 * HOUR_S),
        ({"Cache-Control": "max-age=7200", "Age": "3600"}, HOUR_S, 1.2 * HOUR_S),
        ({"Cache-Control": "no-cache, max-age=7200"}, 800, 1000),
        ({"Cache-Control": "max-age=31536000"}, DAY_S, 1.1 * DAY_S),
        ({"Expires": "0"}, 800, 1000),
    ],
)
def test_a_page_says_how_long_it_stays_fresh(site, resource, headers, least, most):
    site.set("/news", page("The machine is busy."), headers=headers)
    assert least <= wait_s(resource) <= most
    assert least <= wait_s(resource) <= most  # also when it answers "not modified"


def test_a_feed_says_how_long_to_wait(site, resource):
    site.set("/news", page("The machine is busy."))
    assert 3 * HOUR_S <= wait_s(resource, ttl_s=3 * HOUR_S) <= 3.4 * HOUR_S


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_a_host_that_says_when_to_come_back_is_left_alone_until_then(site, resource, status, as_date):
    until = format_datetime(timezone.now() + timedelta(hours=2), usegmt=True)
    site.set("/news", "Later.", status=status, headers={"Retry-After": until if as_date else "7200"})
    assert 1.9 * HOUR_S <= wait_s(resource) <= 2.3 * HOUR_S


def test_a_page_with_a_rhythm_of_its_own_is_asked_by_it(site, resource):
    site.set("/news", page("The machine is busy."))
    PollingPolicy.objects.update(adaptive=True)
    assert 0.9 * HOUR_S <= wait_s(resource, learnt_interval_s=4 * HOUR_S) <= 1.1 * HOUR_S
