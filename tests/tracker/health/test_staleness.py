"""Silence must never look like "no change", and stored bytes never leave the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import services
from tracker.health.staleness import readings
from tracker.health.states import sentence
from tracker.models import Resource, Snapshot, Watch
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

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
    """It was read so long ago, and has been due since an interval later."""
    at = timezone.now() - ago
    Resource.objects.filter(pk=resource.pk).update(read_at=at, next_poll_at=at + timedelta(minutes=15))


@pytest.mark.parametrize(("ago", "stale"), [(timedelta(minutes=40), False), (timedelta(minutes=46), True)])
def test_a_source_unread_for_three_intervals_is_stale(claim, resource, ago, stale):
    read(resource, ago=ago)
    (reading,) = readings(claim, now=timezone.now())
    assert reading.stale is stale


@pytest.mark.parametrize(
    ("facts", "stale"),
    [
        ({"next_poll_at": timedelta(hours=3)}, False),
        ({"next_poll_at": timedelta(minutes=-29)}, False),
        ({"next_poll_at": timedelta(minutes=-31)}, True),
        ({"next_poll_at": timedelta(hours=3), "failures": 1}, True),
        ({"next_poll_at": timedelta(days=300), "read_at": timedelta(hours=-25)}, False),
        ({"next_poll_at": timedelta(days=300), "read_at": timedelta(hours=-27)}, True),
    ],
)
def test_a_page_that_is_planned_for_later_is_not_overdue_unless_it_failed(claim, resource, facts, stale):
    moments = {"read_at": timedelta(hours=-5), **facts}
    now = timezone.now()
    Resource.objects.update(**{k: now + v if isinstance(v, timedelta) else v for k, v in moments.items()})
    (reading,) = readings(claim, now=now)
    assert reading.stale is stale


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"failures": 2, "error": "The page asks for a login (HTTP 401)."}, ""),
        ({"failures": 3, "error": "The page asks for a login (HTTP 401)."}, "The page asks for a login (HTTP 401)."),
        ({"state": "consent", "state_times": 2}, ""),
        ({"state": "consent", "state_times": 3}, sentence("consent")),
        ({"state": "consent", "state_times": 3, "next_poll_at": None}, ""),
    ],
)
def test_three_answers_without_text_in_a_row_are_an_alarm_on_the_claim(
    client, claim, article, resource, bob, facts, said
):
    services.publish(by=bob, article=article)
    Resource.objects.update(**facts)
    (reading,) = readings(claim, now=timezone.now())
    assert reading.alarms == ((f"{said} So at one address, 3 times in a row or more.",) if said else ())
    page = client.get(f"/claims/{claim.slug}/").content.decode()
    assert ("Alarm:" in page) is bool(said)
    assert said in page


def test_equal_alarms_of_many_addresses_are_one_sentence(claim, resource):
    for number in range(4):
        watch_url(source=resource.source, url=f"https://operator.example/{number}")
    Resource.objects.update(state="login", state_times=9)
    (reading,) = readings(claim, now=timezone.now())
    assert reading.alarms == (f"{sentence('login')} So at 5 addresses, 3 times in a row or more.",)


def test_a_page_that_goes_to_and_fro_says_so_on_the_claim(claim, resource):
    Resource.objects.update(flapping_since=timezone.now())
    (reading,) = readings(claim, now=timezone.now())
    assert reading.alarms == ()
    assert reading.notes[0].startswith("One of its pages goes to and fro")


def test_a_source_of_many_pages_costs_a_claim_no_more_queries(claim, resource, django_assert_num_queries):
    for number in range(20):
        watch_url(source=resource.source, url=f"https://operator.example/{number}")
    with django_assert_num_queries(1):
        readings(claim, now=timezone.now())


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
