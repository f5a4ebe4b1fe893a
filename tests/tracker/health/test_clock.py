"""A clock that jumps is noticed, told, and believed no more than it deserves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tracker import tasks
from tracker.evidence.claim_index import SharedIndex
from tracker.health import clock
from tracker.health.clock import ClockWatch
from tracker.models import Resource, Snapshot
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

DAY_S = 86_400.0


class Clocks:
    """A wall clock that can be set, and a steady one."""

    def __init__(self) -> None:
        self.wall = 1_700_000_000.0
        self.steady = 500.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watch(clocks) -> ClockWatch:
    return ClockWatch(wall=lambda: clocks.wall, steady=lambda: clocks.steady)


def test_time_that_passes_is_no_jump_nor_are_the_small_steps_by_which_clocks_are_set(clocks, watch):
    for _ in range(100):
        clocks.pass_by(3_600)
        clocks.wall += 0.5
        assert (watch.look(), watch.lately_s()) == (0.0, 0.0)


@pytest.mark.parametrize("jump_s", [DAY_S, -DAY_S, 120.0, -120.0, 400 * DAY_S])
def test_a_jump_is_noticed_once_told_for_an_hour_and_no_more_once_it_is_undone(clocks, watch, jump_s):
    clocks.wall += jump_s
    assert watch.look() == pytest.approx(jump_s)
    assert watch.look() == 0.0
    clocks.pass_by(1_800)
    assert watch.lately_s() == pytest.approx(jump_s)
    clocks.wall -= jump_s
    assert watch.look() == pytest.approx(-jump_s)
    assert watch.lately_s() == 0.0
    clocks.wall += jump_s
    assert watch.lately_s() == pytest.approx(jump_s)
    clocks.pass_by(3_700)
    assert watch.lately_s() == 0.0


@pytest.mark.django_db
def test_each_way_in_which_the_clock_can_be_wrong_is_told(clocks, watch, monkeypatch, make_source):
    monkeypatch.setattr(clock, "watch", watch)
    assert clock.trouble() == ""
    clocks.wall += DAY_S
    assert clock.trouble() == "This machine's clock jumped forward by 1 d."
    clocks.wall -= 2 * DAY_S
    assert clock.trouble() == "This machine's clock jumped back by 1 d."
    clocks.wall += DAY_S
    resource = watch_url(source=make_source("Gazette", "independent"), url="https://gazette.example/")
    ahead = timezone.now() + timedelta(hours=3, seconds=20)
    body = bodies.store(b"words")
    Snapshot.objects.create(resource=resource, body=body, final_url=resource.url, fetched_at=ahead)
    assert clock.trouble() == (
        "What was written last is dated 3 h ahead: this machine's clock is behind, or was ahead then."
    )


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a real PostgreSQL server")
def test_a_clock_that_differs_from_the_databases_is_told(monkeypatch, time_machine):
    monkeypatch.setattr(clock, "watch", ClockWatch(wall=lambda: 0.0, steady=lambda: 0.0))
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert clock.trouble() == "This machine's clock is 2 h ahead of the database's."
    time_machine.move_to(timezone.now() - timedelta(hours=4))
    assert clock.trouble() == "This machine's clock is 2 h behind the database's."


@pytest.mark.django_db
def test_the_claims_of_a_clock_that_was_ahead_are_read_anew(claim, tmp_path, time_machine):
    right = timezone.now()
    time_machine.move_to(right + timedelta(days=1))
    ahead = SharedIndex(tmp_path)
    ahead.refreshed()
    time_machine.move_to(right + timedelta(hours=1))
    type(claim).objects.update(text="Other words about a barge.", version=2, changed_at=timezone.now())
    time_machine.move_to(right + timedelta(hours=3))
    for index in (ahead, SharedIndex(tmp_path)):
        assert index.refreshed().version_of(claim.pk) == 2


@pytest.mark.django_db
def test_no_body_and_no_snapshot_is_deleted_by_a_clock(make_source, time_machine):
    resource = watch_url(source=make_source("Gazette", "independent"), url="https://gazette.example/")
    body = bodies.store(b"words")
    Snapshot.objects.create(resource=resource, body=body, final_url=resource.url, fetched_at=timezone.now())
    time_machine.move_to(timezone.now() + timedelta(days=4_000))
    tasks.look_after()
    tasks.settle()
    assert (Snapshot.objects.count(), Resource.objects.count(), bodies.load(body)) == (1, 1, b"words")
