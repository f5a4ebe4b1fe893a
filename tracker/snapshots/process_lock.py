"""Whose turn it is on this machine: a file lock, which ends with its process however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


class Turn:
    """A turn that was taken; `leave` lets the next one in, and may be called more than once."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file

    def leave(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def machine_turn(name: str) -> Iterator[Turn | None]:
    """The turn called `name` among the processes that share the data folder; None where another one has it."""
    file = os.open(settings.DATA_DIR / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        yield None
        return
    turn = Turn(file)
    try:
        yield turn
    finally:
        turn.leave()
