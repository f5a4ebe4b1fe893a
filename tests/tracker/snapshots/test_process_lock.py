"""One process at a time."""

import subprocess
import sys
import threading

import pytest

from tracker.snapshots.process_lock import process_lock


@pytest.fixture
def path(tmp_path):
    return tmp_path / "polling.lock"


def test_who_does_not_wait_is_told_that_another_holds_it(path):
    with process_lock(path) as held, process_lock(path) as second:
        assert held
        assert second is None


def test_released_early_it_lets_the_next_one_in(path):
    with process_lock(path) as held:
        assert held
        held.release()
        held.release()
        with process_lock(path) as second:
            assert second


def test_who_waits_gets_it_when_it_is_free(path):
    inside = threading.Event()

    def wait() -> None:
        with process_lock(path, wait=True) as held:
            assert held
            inside.set()

    with process_lock(path):
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not inside.is_set()
    waiting.join()
    assert inside.is_set()


def test_the_lock_of_a_process_that_was_killed_is_free(path):
    hold = (
        "import fcntl, os, sys; f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT); fcntl.flock(f, 2); print(1); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with process_lock(path) as lock:
            assert lock is None
        holder.kill()
        holder.wait()
    with process_lock(path) as lock:
        assert lock
