"""Files are whole or not there, whatever ends their writer."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.snapshots import files
from tracker.snapshots.files import StorageTrouble, sweep, write_whole

ROOT = Path(__file__).resolve().parents[3]


def found(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_file_appears_whole_and_takes_the_place_of_another(tmp_path):
    for content in (b"one", b"two"):
        write_whole(tmp_path / "ab" / "file", content, root=tmp_path)
        assert (tmp_path / "ab" / "file").read_bytes() == content
    assert found(tmp_path) == {"file"}


def test_nothing_is_made_where_the_folder_itself_is_missing(tmp_path):
    with pytest.raises(StorageTrouble) as trouble:
        write_whole(tmp_path / "away" / "ab" / "file", b"one", root=tmp_path / "away")
    assert trouble.value.code == "store-missing"
    assert list(tmp_path.iterdir()) == []


CUT = """
import resource, signal, sys
from pathlib import Path
from tracker.snapshots.files import StorageTrouble, write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
root = Path(sys.argv[1])
try:
    write_whole(root / "ab" / "file", bytes(1_000_000), root=root)
except StorageTrouble as trouble:
    print(trouble.code)
"""


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path):
    done = subprocess.run([sys.executable, "-c", CUT, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "disk-full", done.stderr
    assert found(tmp_path) == set()


DIES = """
import os, signal, sys
from pathlib import Path
from tracker.snapshots.files import write_whole
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
root = Path(sys.argv[1])
write_whole(root / "ab" / "file", b"half", root=root)
"""


def test_what_a_killed_writer_left_is_swept(tmp_path):
    done = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    assert len(found(tmp_path)) == 1
    assert (sweep(tmp_path), found(tmp_path)) == (1, set())


def test_what_is_being_written_is_not_swept(tmp_path):
    draft, descriptor = files._begin(tmp_path / files.UNFINISHED)
    assert sweep(tmp_path) == 0
    os.close(descriptor)
    assert (sweep(tmp_path), draft.exists()) == (1, False)
    assert sweep(tmp_path / "nowhere") == 0


def test_a_draft_that_was_swept_before_it_was_locked_is_made_anew(tmp_path, monkeypatch):
    swept: list[int] = []
    lock = files.fcntl.flock

    def slow(descriptor, how):
        if how == files.fcntl.LOCK_EX and not swept:
            swept.append(sweep(tmp_path))
        lock(descriptor, how)

    monkeypatch.setattr(files.fcntl, "flock", slow)
    write_whole(tmp_path / "ab" / "file", b"whole", root=tmp_path)
    assert (swept, found(tmp_path)) == ([1], {"file"})


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ENOSPC", "disk-full"),
        ("EDQUOT", "disk-full"),
        ("EFBIG", "disk-full"),
        ("EROFS", "disk-read-only"),
        ("EACCES", "disk-read-only"),
        ("EIO", "disk-failed"),
        ("ENOENT", "store-missing"),
        ("ENOTCONN", "store-missing"),
        ("ESTALE", "store-missing"),
        ("ECONNREFUSED", None),
    ],
)
def test_each_error_of_a_disk_is_told_in_words_with_a_remedy(name, code):
    trouble = StorageTrouble.of(OSError(getattr(files.errno, name), "said the system"))
    assert (trouble and trouble.code) == code
    if trouble:
        assert trouble.sentence.endswith(".")
        assert trouble.remedy.endswith(".")


def test_the_codes_have_sentences_and_remedies():
    assert files.SENTENCES.keys() == files.REMEDIES.keys()
