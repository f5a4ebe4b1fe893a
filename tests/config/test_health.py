"""The two addresses that a balancer asks."""

import errno
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from claims import services
from tests.disks import away
from tracker.health import installation
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

pytestmark = pytest.mark.django_db

ANYWHERE = {"HTTP_HOST": "10.0.0.7:8000"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def parts(client) -> tuple[int, dict]:
    answer = client.get("/health/ready", **ANYWHERE)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/health/"])
def test_it_answers_by_address_and_over_plain_http(client, settings, path):
    settings.ALLOWED_HOSTS = ["tracker.example"]
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(path, **ANYWHERE)
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_it_says_that_it_lives_whatever_the_database_does(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", lambda *_: pytest.fail("the database was asked"))
    assert client.get("/health/live").status_code == 200


def test_a_database_that_is_away_is_told(client, monkeypatch):
    def away(*_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(connection, "cursor", away)
    monkeypatch.setattr(connection, "close", lambda: None)
    status, said = parts(client)
    assert (status, said["database"]) == (503, "The database does not answer.")
    assert said["publisher"] == "Not known: the database does not answer."


def test_a_broker_that_is_away_is_told(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, said = parts(client)
    assert (status, said["broker"]) == (503, "The broker does not answer.")
    assert said["database"] == "ok"


def test_a_data_folder_that_is_missing_is_told(client, settings, folder):
    settings.DATA_DIR = folder / "a mount that is away"
    status, said = parts(client)
    assert status == 503
    assert said["disk"] == "The data folder cannot be written to (No such file or directory)."


def test_a_full_disk_is_told(client, monkeypatch):
    def full(**_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(installation.tempfile, "TemporaryFile", full)
    assert parts(client)[1]["disk"] == "The data folder cannot be written to (No space left on device)."


def test_a_disk_is_not_written_to_each_time_that_somebody_asks(client, monkeypatch):
    looks = []
    monkeypatch.setattr(installation, "FRESH_S", 3_600.0)
    monkeypatch.setattr(installation, "_seen", {})
    monkeypatch.setattr(installation, "PARTS", {"disk": lambda: looks.append("disk")})
    for _ in range(5):
        assert installation.look_at("disk") is None
    assert looks == ["disk"]


def test_a_disk_that_is_nearly_full_is_told(client, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=5_000_000)
    monkeypatch.setattr(installation.shutil, "disk_usage", lambda _: usage)
    assert parts(client)[1]["disk"] == "The data folder's disk has 5 MB left."


def test_a_poll_that_waits_too_long_is_told_and_one_under_way_is_not(client, make_source):
    resource = watch_url(source=make_source("Gazette", "independent"), url="https://gazette.example/")
    type(resource).objects.update(next_poll_at=timezone.now() - timedelta(minutes=20))
    status, said = parts(client)
    assert status == 503
    assert said["polling"].startswith("A resource that is due has not been polled for 12")
    type(resource).objects.update(leased_until=timezone.now() + timedelta(minutes=1))
    assert parts(client)[1]["polling"] == "ok"


def test_a_decision_that_is_not_published_for_too_long_is_told(client, claim, article, bob, settings):
    services.publish(by=bob, article=article)
    assert parts(client)[0] == 200
    settings.TRACKER_READY_LAG_SECONDS = -1
    status, said = parts(client)
    assert (status, said["publisher"][:36]) == (503, "A decision has not been published fo")


def test_a_store_that_is_away_is_told_and_nothing_is_made_in_its_place(client, settings):
    bodies.store(b"words")
    with away(Path(settings.MEDIA_ROOT)):
        status, said = parts(client)
        assert (status, said["bodies"][:43]) == (503, "The folder of what was read is not where it")
        assert list(Path(settings.MEDIA_ROOT).iterdir()) == []
    assert parts(client)[1]["bodies"] == "ok"


def test_a_clock_that_jumped_is_told(client, monkeypatch):
    monkeypatch.setattr("tracker.health.clock.trouble", lambda: "This machine's clock jumped forward by 1 d.")
    status, said = parts(client)
    assert (status, said["clock"]) == (503, "This machine's clock jumped forward by 1 d.")
