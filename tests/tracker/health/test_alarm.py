"""Somebody is told after three times in a row, and a query finds the same resources."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tracker.health.alarm import ALARM_AFTER, ALARMING, begins_alarm, is_alarm, times_in_a_row
from tracker.models import Resource

COUNTS = (0, 1, 2, 3, 4, 30_000)


@given(failures=st.integers(0, 50), states=st.integers(0, 50), polled=st.booleans())
def test_it_is_an_alarm_from_the_third_time_on_while_it_is_polled(failures, states, polled):
    resource = Resource(failures=failures, state_times=states, next_poll_at=timezone.now() if polled else None)
    assert times_in_a_row(resource) == max(failures, states)
    assert is_alarm(resource) == (polled and max(failures, states) >= 3)


def test_it_begins_once():
    assert [times for times in range(10) if begins_alarm(times)] == [ALARM_AFTER]


@pytest.mark.django_db
def test_the_query_finds_what_the_rule_says(make_source):
    source = make_source("Operator", "record")
    Resource.objects.bulk_create(
        Resource(source=source, url=f"https://operator.example/{f}-{s}-{p}", failures=f, state_times=s, next_poll_at=p)
        for f in COUNTS
        for s in COUNTS
        for p in (None, timezone.now())
    )
    assert set(Resource.objects.filter(ALARMING)) == {each for each in Resource.objects.all() if is_alarm(each)}
