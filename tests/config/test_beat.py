"""Of two beats one runs."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from django.db import connection

from config.beat import LOCK, OnlyScheduler


@pytest.fixture
def beat(tmp_path, settings):
    """beat() → a scheduler that has begun, as `celery beat` begins one."""
    settings.DATA_DIR = tmp_path
    made: list[OnlyScheduler] = []

    def begin(app: Celery | None = None) -> OnlyScheduler:
        app = app or Celery("test", broker="memory://", set_as_current=False)
        app.conf.beat_schedule = {"often": {"task": "often", "schedule": timedelta(hours=1)}}
        scheduler = OnlyScheduler(app=app, schedule_filename=str(tmp_path / f"schedule-{len(made)}"))
        made.append(scheduler)
        return scheduler

    yield begin
    for scheduler in made:
        scheduler.close()


def refused(begin) -> bool:
    try:
        begin()
    except SystemExit as end:
        return end.code == 1
    return False


def test_a_second_beat_is_refused_until_the_first_has_ended(beat, db):
    first = beat()
    assert refused(beat)
    first.tick()
    first.close()
    assert not refused(beat)


@pytest.mark.postgresql
def test_a_beat_whose_session_was_cut_takes_its_lock_again_or_ends(beat, db):
    first = beat()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [LOCK]
        )
    first.tick()  # the server is gone for it: nobody else can have the lock through this session
    first.tick()
    assert refused(beat)


def test_a_beat_that_is_told_to_end_while_it_starts_does_not_take_itself_for_another(beat, db):
    first = beat()
    again = beat(first.app)
    again.tick()


def test_a_beat_whose_clock_was_ahead_does_not_wait_for_the_time_between(beat, db, time_machine):
    right = datetime.now(UTC)
    time_machine.move_to(right + timedelta(days=1))
    scheduler = beat()
    scheduler.tick()
    entry = scheduler.schedule["often"]
    entry.last_run_at = scheduler.app.now()
    scheduler.populate_heap()
    time_machine.move_to(right + timedelta(minutes=1))
    scheduler.tick()
    assert scheduler.schedule["often"].last_run_at <= scheduler.app.now()
    assert scheduler._heap[0].time <= (right + timedelta(hours=1, minutes=2)).timestamp()
