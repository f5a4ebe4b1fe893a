"""Process lock: one process of a machine at a time does a job; the lock ends with its process however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ProcessLock:
    """A lock that this process holds; `release` lets the next process in, and may be called more than once."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def process_lock(path: Path, *, wait: bool = False) -> Iterator[ProcessLock | None]:
    """Hold the lock at `path` while in here; None where another process has it, unless we `wait` for it.

    The kernel frees the lock of a process that dies.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(file)
        yield None
        return
    lock = ProcessLock(file)
    try:
        yield lock
    finally:
        lock.release()
