"""A clock that was ahead for a while, and is right again: what it planned is planned anew."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tracker.models import HostRules, PollingPolicy, Resource, Snapshot
from tracker.polling import round
from tracker.polling.replan import Replanner, replan
from tracker.snapshots import bodies
from tracker.snapshots.leases import lease
from tracker.watching.resources import watch_url

DAY = timedelta(days=1)


@pytest.fixture
def resource(site, local) -> Resource:
    site.set("/news", b"<p>The machine runs.</p>")
    return watch_url(source=local, url=site.url("/news"))


def test_a_clock_a_day_ahead_and_then_right_silences_nothing_and_hides_nothing(site, resource, time_machine):
    right = timezone.now()
    time_machine.move_to(right + DAY)
    assert round.poll_due() == 1
    time_machine.move_to(right + timedelta(minutes=1))
    assert round.poll_due() == 0
    now = timezone.now()
    assert replan(now=now) == 1
    resource.refresh_from_db()
    assert resource.read_at == resource.polled_at == now
    assert resource.next_poll_at <= timezone.now() + timedelta(minutes=15)
    time_machine.move_to(resource.next_poll_at + timedelta(seconds=1))
    assert round.poll_due() == 1
    assert replan(now=timezone.now()) == 0


@pytest.fixture
def planned(make_source):
    """planned(ahead) → a resource that was read a minute ago, and is planned so far ahead."""
    source = make_source("Gazette", "independent")
    now = timezone.now()

    def plan(ahead: timedelta, **facts) -> Resource:
        resource = watch_url(source=source, url=f"https://gazette.example/{Resource.objects.count()}")
        minute = timedelta(minutes=1)
        facts = {"read_at": now - minute, "polled_at": now - minute, "next_poll_at": now + ahead, **facts}
        Resource.objects.filter(pk=resource.pk).update(**facts)
        return resource

    return plan


def test_what_a_right_clock_planned_stays(planned):
    for ahead in (timedelta(minutes=15), timedelta(hours=25), timedelta(hours=26, minutes=20), -DAY):
        planned(ahead)
    assert replan(now=timezone.now()) == 0


def test_a_plan_later_than_any_policy_allows_is_made_anew(planned):
    planned(timedelta(days=2))
    PollingPolicy.objects.update(ceiling_s=604_800, interval_s=604_800)
    assert replan(now=timezone.now()) == 0
    PollingPolicy.objects.update(ceiling_s=86_400, interval_s=86_400)
    assert replan(now=timezone.now()) == 1
    assert Resource.objects.get().next_poll_at < timezone.now() + timedelta(minutes=16)


def test_where_the_clock_was_seen_to_be_set_back_its_plans_are_known(planned):
    near, far = planned(timedelta(minutes=15)), planned(timedelta(hours=6, minutes=1))
    asked_to_wait = planned(timedelta(hours=7), failures=1, error_code="http-503")
    assert replan(now=timezone.now()) == 0
    assert replan(now=timezone.now(), back_s=6 * 3_600) == 1
    now = timezone.now()
    changed = {r.pk: r.next_poll_at - now for r in Resource.objects.all()}
    assert changed[far.pk] < timedelta(minutes=15)
    assert timedelta(minutes=14) < changed[near.pk] < timedelta(minutes=16)
    assert changed[asked_to_wait.pk] > timedelta(hours=6)


def test_what_is_not_polled_stays_so(planned):
    planned(DAY, next_poll_at=None, polled_at=timezone.now() + DAY)
    assert replan(now=timezone.now(), back_s=DAY.total_seconds()) == 0


def test_leases_and_hosts_held_by_a_clock_that_was_ahead_are_let_go(planned):
    now, ahead = timezone.now(), timezone.now() + DAY
    resource = planned(timedelta(0), leased_until=ahead)
    body = bodies.store(b"words")
    Snapshot.objects.create(
        resource=resource, body=body, final_url=resource.url, fetched_at=now, leased_until=ahead, attempts=1
    )
    HostRules.objects.create(url="https://gazette.example/robots.txt", rules={}, fetched_at=ahead, taken_until=ahead)
    replan(now=now)
    assert lease(Snapshot.objects.order_by("pk"), limit=1, now=now + timedelta(seconds=1), seconds=9)
    assert Resource.objects.get().leased_until == now
    rules = HostRules.objects.get()
    assert rules.fetched_at == rules.taken_until == now


class Steady:
    """A clock that nobody sets."""

    def __init__(self) -> None:
        self.seconds = 500.0

    def __call__(self) -> float:
        return self.seconds


def test_plans_are_looked_through_after_a_jump_and_else_every_ten_minutes(planned):
    steady = Steady()
    replanner = Replanner(steady=steady)

    def found(*, jumped_s: float = 0.0) -> int:
        Resource.objects.update(polled_at=timezone.now() + DAY)
        return replanner.look(now=timezone.now(), jumped_s=jumped_s)

    planned(timedelta(minutes=15))
    assert [found(), found(), found(jumped_s=-DAY.total_seconds()), found()] == [1, 0, 1, 0]
    steady.seconds += 601
    assert [found(), found()] == [1, 0]


def test_how_far_the_clock_was_set_back_tells_its_plans(planned):
    replanner = Replanner(steady=Steady())
    assert replanner.look(now=timezone.now(), jumped_s=0.0) == 0
    planned(timedelta(hours=6, minutes=1))
    assert replanner.look(now=timezone.now(), jumped_s=-7 * 3_600.0) == 0
    assert replanner.look(now=timezone.now(), jumped_s=-6 * 3_600.0) == 1


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a real PostgreSQL server")
def test_a_machine_whose_clock_is_off_leaves_alone_what_the_others_planned(planned, time_machine):
    right, replanner, day_s = timezone.now(), Replanner(steady=Steady()), DAY.total_seconds()
    resource = planned(timedelta(hours=6), leased_until=right + timedelta(minutes=1))
    resource.refresh_from_db()
    time_machine.move_to(right - DAY)
    assert replanner.look(now=timezone.now(), jumped_s=-day_s) == 0
    assert Resource.objects.filter(next_poll_at=resource.next_poll_at, leased_until=resource.leased_until).exists()
    time_machine.move_to(right)
    assert replanner.look(now=timezone.now(), jumped_s=day_s) == 0


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a real PostgreSQL server")
def test_a_clock_that_is_set_right_in_two_steps_has_its_plans_made_anew_after_the_second(planned, time_machine):
    right, replanner = timezone.now(), Replanner(steady=Steady())
    planned(timedelta(hours=6, minutes=1))
    time_machine.move_to(right + timedelta(hours=3))
    assert replanner.look(now=timezone.now(), jumped_s=-3 * 3_600.0) == 0
    time_machine.move_to(right)
    assert replanner.look(now=timezone.now(), jumped_s=-3 * 3_600.0) == 1
