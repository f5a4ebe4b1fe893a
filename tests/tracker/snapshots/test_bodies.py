"""The store of bodies: there, away, or begun anew."""

import os
import random
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.disks import FULL, away, files_in, fill, small_disk
from tracker.models import Body
from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings) -> Path:
    return Path(settings.MEDIA_ROOT)


def trouble_of(run, *args) -> str:
    with pytest.raises(StorageTrouble) as trouble:
        run(*args)
    return trouble.value.code


@pytest.mark.parametrize("mount_point", [True, False])
def test_while_its_disk_is_away_it_is_neither_read_nor_written_nor_made_anew(media, mount_point):
    body = bodies.store(b"words")
    with away(media, mount_point=mount_point):
        for run, given in ((bodies.load, body), (bodies.store, b"others"), (bodies.store, b"words")):
            assert trouble_of(run, given) == "store-missing"
        assert trouble_of(bodies.check_writable) == "store-missing"
        assert media.exists() == mount_point
        assert not mount_point or not list(media.iterdir())
    assert bodies.load(body) == b"words"
    bodies.check_writable()


def test_what_is_lost_for_good_is_accepted_by_hand_only(media):
    bodies.store(b"words")
    with pytest.raises(CommandError, match="where it belongs"):
        call_command("accept_lost_bodies")
    shutil.rmtree(media)
    said = StringIO()
    call_command("accept_lost_bodies", stdout=said)
    assert said.getvalue() == "The store of bodies begins anew.\n"
    assert bodies.load(bodies.store(b"others")) == b"others"


def test_a_body_whose_file_is_gone_is_written_again_when_its_bytes_come_again():
    body = bodies.store(b"words")
    bodies._file(body.sha256).unlink()
    assert trouble_of(bodies.load, body) == "body-missing"
    assert bodies.store(b"words") == body
    assert bodies.load(body) == b"words"


def test_of_many_those_that_fit_on_a_full_disk_are_kept_and_the_others_say_why(media):
    with small_disk(media):
        bodies.store(b"first")
        ballast = fill(media)
        with ballast.open("r+b") as file:
            file.truncate(ballast.stat().st_size - 16_384)
        large = [random.Random(seed).randbytes(FULL) for seed in range(3)]
        stored = bodies.store_many([b"small", *large])
        assert set(stored.bodies) == {bodies.digest(b"small")}
        assert {trouble.code for trouble in stored.refused.values()} == {"disk-full"}
        assert len(files_in(media / "bodies")) == Body.objects.count() + 1


def test_a_disk_that_may_only_be_read_gives_what_it_has_and_says_so(media):
    with small_disk(media):
        body = bodies.store(b"words")
        read_only(media)
        assert bodies.load(body) == b"words"
        assert trouble_of(bodies.store, b"others") == "disk-read-only"
        assert trouble_of(bodies.check_writable) == "disk-read-only"


def read_only(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


def test_every_folder_that_a_body_made_is_brought_to_the_disk_before_the_body_counts_as_stored(media, monkeypatch):
    synced: set[Path] = set()
    sync = os.fsync

    def noted(descriptor: int) -> None:
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    first = bodies.store(b"words")
    folders = {media.parent, media, media / "bodies", (media / first.path).parent}
    assert folders <= synced
    synced.clear()
    second = bodies.store(b"others")
    assert {media / "bodies", (media / second.path).parent} <= synced
