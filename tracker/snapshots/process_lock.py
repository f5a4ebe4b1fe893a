"""Process lock: one process of a machine at a time does a job; the lock ends with its process however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


class ProcessLock:
    """A lock that this process holds; `release` lets the next process in, and may be called more than once."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def process_lock(name: str) -> Iterator[ProcessLock | None]:
    """The lock called `name` among the processes that share the data folder; None where another one has it."""
    file = os.open(settings.DATA_DIR / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        yield None
        return
    lock = ProcessLock(file)
    try:
        yield lock
    finally:
        lock.release()
