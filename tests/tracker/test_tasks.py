"""What wakes what, and whose lock it is on a machine."""

import psycopg
import pytest
from django.db import OperationalError

from tracker import tasks
from tracker.evidence import reassess
from tracker.health.installation import told_briefly
from tracker.models import Body
from tracker.polling import round
from tracker.processing import pipeline
from tracker.snapshots import bodies


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def woken(monkeypatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(tasks.process_waiting, "apply_async", lambda **_: names.append("process"))
    monkeypatch.setattr(tasks.publish_changes, "apply_async", lambda **_: names.append("publish"))
    monkeypatch.setattr(tasks, "extractor", lambda: None)
    monkeypatch.setattr(reassess, "judge_revised", lambda _assessor: names.append("revised"))
    return names


def test_one_round_at_a_time_polls_on_a_machine(monkeypatch):
    rounds: list[bool] = []

    def poll(*, on_changed, on_closing) -> int:
        tasks.poll_due()  # another process would find the same
        rounds.append(True)
        return 0

    monkeypatch.setattr(round, "poll_due", poll)
    tasks.poll_due()
    assert rounds == [True]


def test_a_round_that_leases_no_more_lets_the_next_one_in(monkeypatch):
    depth: list[int] = []

    def poll(*, on_changed, on_closing) -> int:
        depth.append(len(depth))
        on_closing()
        if len(depth) < 3:
            tasks.poll_due()
        return 0

    monkeypatch.setattr(round, "poll_due", poll)
    tasks.poll_due()
    assert depth == [0, 1, 2]


def test_new_snapshots_wake_the_processing(monkeypatch, woken):
    monkeypatch.setattr(round, "poll_due", lambda *, on_changed, on_closing: on_changed())
    tasks.poll_due()
    assert woken == ["process"]


def test_what_was_processed_is_published_at_once_and_more_is_looked_for(monkeypatch, woken):
    monkeypatch.setattr(pipeline, "process_waiting", lambda *, extractor, limit: limit)
    tasks.process_waiting()
    assert woken == ["publish", "process"]


def test_where_nothing_waits_nothing_is_woken(monkeypatch, woken):
    monkeypatch.setattr(pipeline, "process_waiting", lambda *, extractor, limit: 0)
    tasks.process_waiting()
    assert woken == ["revised"]


def test_while_the_data_folder_is_away_the_log_is_told_in_one_line_and_nothing_is_made(settings, tmp_path, caplog, db):
    settings.DATA_DIR = tmp_path / "a disk that is away"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    Body.objects.create(sha256="0" * 64, path="bodies/00/0.gz", size=1)
    for _ in range(20):
        tasks.poll_due()
        tasks.look_after()
    assert not settings.DATA_DIR.exists()
    assert caplog.text.count("\n") == 1
    assert "Polling is tried again. The folder of what was read is not where it was" in caplog.text


def ask_in_vain(cause: Exception):
    def check_store():
        raise OperationalError("the database was asked in vain") from cause

    return check_store


def test_where_the_database_is_away_with_the_disk_the_log_is_told_of_that(settings, caplog, monkeypatch):
    monkeypatch.setattr(bodies, "check_store", ask_in_vain(psycopg.errors.AdminShutdown()))
    with told_briefly("Weeding"):
        (settings.DATA_DIR / "no such file").read_bytes()
    assert "Weeding is tried again. the database was asked in vain" in caplog.text


def test_where_the_database_refuses_the_question_the_error_that_led_to_it_is_raised(settings, monkeypatch):
    monkeypatch.setattr(bodies, "check_store", ask_in_vain(psycopg.errors.DeadlockDetected()))
    with pytest.raises(FileNotFoundError), told_briefly("Weeding"):
        (settings.DATA_DIR / "no such file").read_bytes()
