"""What cannot be processed for a reason that is not its own is tried again, as often as it takes."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from tests.disks import away
from tests.pages import page
from tests.tracker.processing.test_pipeline import RECORD
from tracker.models import Resource, Snapshot, Watch
from tracker.polling import round
from tracker.processing import pipeline
from tracker.snapshots import bodies, set_aside
from tracker.snapshots.files import StorageTrouble
from tracker.snapshots.leases import MAX_ATTEMPTS
from tracker.watching.resources import watch_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource(make_source, claim) -> Resource:
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    return watch_url(source=source, url="https://operator.example/news")


@pytest.fixture
def waiting(resource) -> Snapshot:
    return keep(resource, page(RECORD))


def keep(resource: Resource, body: bytes) -> Snapshot:
    return Snapshot.objects.create(
        resource=resource, body=bodies.store(body), final_url=resource.url, fetched_at=timezone.now()
    )


def process(extractor) -> int:
    """As when every wait and every lease is over."""
    Snapshot.objects.exclude(leased_until=None).update(leased_until=timezone.now() - timedelta(seconds=1))
    return pipeline.process_waiting(extractor=extractor)


@pytest.mark.parametrize("mount_point", [True, False])
def test_a_disk_that_is_away_for_longer_than_three_leases_sets_nothing_aside(
    waiting, claim, settings, extractor, proposed, mount_point
):
    with away(Path(settings.MEDIA_ROOT), mount_point=mount_point):
        for _ in range(MAX_ATTEMPTS + 2):
            process(extractor)
        waiting.refresh_from_db()
        assert (waiting.attempts, waiting.lease_id, waiting.processed_at) == (0, None, None)
        assert (
            waiting.trouble
            == "The folder of what was read is not where it was: its disk is away, or it is another folder."
        )
        assert waiting.leased_until > timezone.now()
        assert list(set_aside.kept_waiting(now=timezone.now())) == [waiting]
        assert not set_aside.set_aside(now=timezone.now()).exists()
        assert not mount_point or not list(Path(settings.MEDIA_ROOT).iterdir())
    process(extractor)
    waiting.refresh_from_db()
    assert (waiting.trouble, waiting.trouble_since, proposed(claim)) == ("", None, ["verified"])
    assert not set_aside.kept_waiting(now=timezone.now()).exists()


def test_it_is_left_alone_longer_the_longer_the_trouble_lasts(waiting, settings, extractor):
    with away(Path(settings.MEDIA_ROOT)):
        process(extractor)
        Snapshot.objects.update(trouble_since=timezone.now() - timedelta(days=1))
        process(extractor)
        assert pipeline.process_waiting(extractor=extractor) == 0
        waiting.refresh_from_db()
        assert waiting.leased_until > timezone.now() + timedelta(minutes=3)


def lose(snapshot: Snapshot, how: str) -> None:
    path = bodies._root().parent / snapshot.body.path
    if how == "missing":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut short":
        path.write_bytes(path.read_bytes()[:-9])
    else:
        path.write_bytes(bodies.gzip.compress(b"other words"))


@pytest.mark.parametrize("how", ["missing", "empty", "cut short", "changed"])
def test_a_lost_file_is_told_holds_up_nothing_and_comes_back_with_the_next_poll(
    how, site, local, claim, extractor, settings
):
    site.set("/news", page(RECORD))
    resource = watch_url(source=local, url=site.url("/news"))
    round.poll_due()
    snapshot = Snapshot.objects.select_related("body").get()
    lose(snapshot, how)
    for _ in range(MAX_ATTEMPTS + 1):
        process(extractor)
    snapshot.refresh_from_db()
    assert (snapshot.attempts, snapshot.processed_at) == (0, None)
    assert snapshot.trouble.startswith("What was read and stored ")
    resource.refresh_from_db()
    assert (resource.etag, resource.last_modified) == ("", "")

    Resource.objects.update(next_poll_at=timezone.now())
    round.poll_due()
    assert bodies.load(snapshot.body) == page(RECORD)
    assert pipeline.process_waiting(extractor=extractor) == 1
    snapshot.refresh_from_db()
    assert (Snapshot.objects.count(), snapshot.trouble) == (1, "")
    assert "has completed" in snapshot.text


def test_a_lost_file_wipes_what_its_page_says_of_itself_once_and_not_at_each_try(waiting, resource, extractor):
    lose(waiting, "missing")
    process(extractor)
    Resource.objects.update(etag='"new"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    process(extractor)
    resource.refresh_from_db()
    assert (resource.etag, resource.last_modified) == ('"new"', "Mon, 01 Jan 2024 00:00:00 GMT")


@pytest.mark.parametrize("met_before", [True, False])
def test_a_file_brought_back_from_a_backup_is_read_in_its_turn_and_the_latest_has_the_last_word(
    met_before, waiting, resource, claim, extractor, proposed
):
    path = bodies._root().parent / waiting.body.path
    backup = path.rename(path.with_suffix(".backup"))
    process(extractor)
    if not met_before:
        Snapshot.objects.update(trouble="", trouble_since=None)
    latest = keep(resource, page("Nothing of note happened at the machine today."))
    process(extractor)
    backup.rename(path)
    while process(extractor):
        pass
    waiting.refresh_from_db()
    latest.refresh_from_db()
    assert (waiting.trouble, waiting.body.unreadable_since, waiting.attempts) == ("", None, 0)
    assert waiting.processed_at < latest.processed_at
    assert "has completed" in waiting.text
    assert claim.evidence.get().standing == "gone"


@pytest.mark.parametrize("where", ["store", "marker", "index", "elsewhere", "nowhere"])
def test_only_trouble_of_the_body_itself_takes_it_for_lost(
    where, waiting, resource, extractor, settings, tmp_path, monkeypatch
):
    settings.DATA_DIR = tmp_path
    file = {"store": f"{settings.MEDIA_ROOT}/bodies/x", "index": f"{tmp_path}/claims/terms", "elsewhere": "/tmp/x"}
    failed = StorageTrouble("disk-failed")
    error = failed if where == "marker" else OSError(errno.EIO, "Input/output error", file.get(where))
    Resource.objects.update(etag='"known"')

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(pipeline, "process", fail)
    if where == "elsewhere":
        with pytest.raises(OSError, match="Input/output"):
            process(extractor)
    else:
        process(extractor)
    waiting.refresh_from_db()
    resource.refresh_from_db()
    assert (waiting.body.unreadable_since, resource.etag) == (None, '"known"')
    said = "It could not be processed: " if where == "elsewhere" else "The disk of the data folder reports an error."
    assert waiting.trouble.startswith(said)
    assert waiting.attempts == (1 if where == "elsewhere" else 0)


def test_later_readings_of_a_page_do_not_wait_for_a_lost_file(waiting, resource, claim, extractor):
    lose(waiting, "missing")
    later = keep(resource, page("It rains.", RECORD))
    process(extractor)
    process(extractor)
    later.refresh_from_db()
    assert later.processed_at is not None
    assert claim.evidence.get().standing == "standing"


def test_what_a_database_that_went_away_interrupted_has_lost_no_attempt(waiting, extractor, monkeypatch):
    def away(*_, **__):
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "process", away)
        for _ in range(MAX_ATTEMPTS + 1):
            with pytest.raises(OperationalError):
                process(extractor)
    assert process(extractor) == 1
    waiting.refresh_from_db()
    assert (waiting.attempts, waiting.processed_at is not None) == (0, True)


def test_what_the_database_refuses_to_do_counts_and_holds_up_nothing_for_ever(
    waiting, resource, extractor, monkeypatch
):
    later = keep(resource, page("It rains."))
    processed = pipeline.process

    def too_complex(snapshot, **given):
        if snapshot == waiting:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT " + "+".join("1" * 100_000))
        processed(snapshot, **given)

    monkeypatch.setattr(pipeline, "process", too_complex)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(OperationalError):
            process(extractor)
    assert process(extractor) == 1
    later.refresh_from_db()
    assert later.processed_at is not None
    (aside,) = set_aside.set_aside(now=timezone.now())
    assert (aside, aside.attempts) == (waiting, MAX_ATTEMPTS)
    assert set_aside.reason(aside).startswith("It could not be processed: OperationalError(")


def test_what_fails_for_a_reason_of_its_own_is_set_aside_with_the_reason_and_taken_up_again(
    waiting, claim, extractor, monkeypatch, proposed
):
    def fail(*_, **__):
        raise KeyError("no such part")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "process", fail)
        for _ in range(MAX_ATTEMPTS):
            with pytest.raises(KeyError):
                process(extractor)
    assert process(extractor) == 0
    (aside,) = set_aside.set_aside(now=timezone.now())
    assert set_aside.reason(aside) == "It could not be processed: KeyError('no such part')"
    assert set_aside.resume(set_aside.set_aside(now=timezone.now())) == 1
    assert pipeline.process_waiting(extractor=extractor) == 1
    assert proposed(claim) == ["verified"]


def test_the_present_reason_is_told_and_since_when_it_waits(waiting, settings, extractor, monkeypatch):
    with away(Path(settings.MEDIA_ROOT)):
        process(extractor)
    waiting.refresh_from_db()
    since = waiting.trouble_since

    def fail(*_, **__):
        raise KeyError("no such part")

    monkeypatch.setattr(pipeline, "process", fail)
    with pytest.raises(KeyError):
        process(extractor)
    waiting.refresh_from_db()
    assert waiting.trouble == "It could not be processed: KeyError('no such part')"
    assert waiting.trouble_since == since


def test_of_an_old_reading_that_is_taken_up_late_the_latest_has_the_last_word(
    waiting, resource, claim, extractor, proposed
):
    Snapshot.objects.update(attempts=MAX_ATTEMPTS)
    keep(resource, page("Nothing of note happened at the machine today."))
    assert process(extractor) == 1
    set_aside.resume(set_aside.set_aside(now=timezone.now()))
    while process(extractor):
        pass
    assert claim.evidence.get().standing == "gone"
