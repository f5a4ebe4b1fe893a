"""How the installation itself is: its disk, its store of bodies, its clock; in plain words, with what to do."""

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection

from tracker.health import clock
from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble
from tracker.snapshots.leases import database_is_away

log = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024 * 1024
NOT_KNOWN = "Not known: the database does not answer."
FRESH_S = 5.0
"""So long what was seen of a part is told again: anybody may ask, and a look writes to the disk."""

_SAID_AGAIN_S = 300.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one part of the installation, and what its operator can do about it, in sentences."""

    part: str
    sentence: str
    remedy: str


def troubles() -> list[Trouble]:
    """What is wrong with this installation; empty where nothing is known to be."""
    return [found for part in PARTS for found in (look_at(part),) if found]


def look_at(part: str) -> Trouble | None:
    """What is wrong with one of PARTS, as it was at most FRESH_S seconds ago; None where nothing is known to be."""
    if (seen := _seen.get(part)) and time.monotonic() - seen[0] < FRESH_S:
        return seen[1]
    found = _look_now_at(part)
    _seen[part] = (time.monotonic(), found)
    return found


def _look_now_at(part: str) -> Trouble | None:
    try:
        return PARTS[part]()
    except Error:
        connection.close()
        return Trouble(part, NOT_KNOWN, "Start the database again, or look at its log.")


def _disk() -> Trouble | None:
    """Bodies, and with the embedded default the database too, are written to the data folder."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as probe:
            probe.write(b"ok")
            probe.flush()
    except OSError as error:
        known = StorageTrouble.of(error) or StorageTrouble("disk-failed")
        return Trouble("disk", f"The data folder cannot be written to ({error.strerror}).", known.remedy)
    if free >= LEAST_FREE_BYTES:
        return None
    left = f"The data folder's disk has {free // 1_000_000} MB left."
    return Trouble("disk", left, StorageTrouble("disk-full").remedy)


def _bodies() -> Trouble | None:
    """What was read is stored as bodies, in files."""
    try:
        bodies.check_writable()
    except StorageTrouble as trouble:
        return Trouble("bodies", trouble.sentence, trouble.remedy)
    return None


def _clock() -> Trouble | None:
    sentence = clock.trouble()
    return Trouble("clock", sentence, clock.REMEDY) if sentence else None


PARTS: Mapping[str, Callable[[], Trouble | None]] = {"disk": _disk, "bodies": _bodies, "clock": _clock}

_seen: dict[str, tuple[float, Trouble | None]] = {}  # of each part, and when, by a clock that nobody sets
_said: dict[str, float] = {}  # what the log was told, and when, by a clock that nobody sets


@contextmanager
def told_briefly(what: str) -> Iterator[None]:
    """For work that begins anew by itself: where the disk or the database keeps it from being done, a line of the log
    says so every few minutes, instead of a trace for every try.
    """
    try:
        yield
    except (StorageTrouble, OperationalError, InterfaceError, OSError) as error:
        behind = _behind(error)
        if behind is None:
            raise
        reason = f"{what} is tried again. {behind}"
        if time.monotonic() - _said.get(what, -_SAID_AGAIN_S) >= _SAID_AGAIN_S:
            _said[what] = time.monotonic()
            log.warning("%s", " ".join(reason.split()))
    else:
        _said.pop(what, None)


def _behind(error: Exception) -> Exception | None:
    """The trouble of the disk or of the database that an error comes from; None where it comes from something else."""
    if isinstance(error, OSError):
        try:
            return bodies.trouble_behind(error)
        except (OperationalError, InterfaceError) as other:  # what is stored could not be asked for
            return _behind(other)
    return error if isinstance(error, StorageTrouble) or database_is_away(error) else None
