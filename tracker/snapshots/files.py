"""Files that are written whole or not at all, and what keeps a disk from taking or giving them, in plain words.

A file is written under another name, brought to the disk, and then given its own name in one step. Whoever dies or
fails meanwhile leaves at most the unfinished file, whose lock ends with its writer: `sweep` deletes it.
"""

import errno
import fcntl
import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

UNFINISHED: Final = ".unfinished"
"""The folder, within the one that is written to, of files that are being written."""

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "disk-full": "The disk of the data folder is full.",
        "disk-read-only": "The data folder cannot be written to.",
        "disk-failed": "The disk of the data folder reports an error.",
        "store-missing": "The folder of what was read is not where it was: its disk is away, or it is another folder.",
        "body-missing": "What was read and stored is not in the data folder any more.",
        "body-damaged": "What was read and stored was changed on disk, or cut short.",
    }
)
"""The codes of trouble, each with its sentence."""

REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "disk-full": "Make room on that disk, or move the data folder to a larger one.",
        "disk-read-only": "Let the tracker's user write there; a disk that was mounted read-only has often failed.",
        "disk-failed": "Look at the disk and the system's log; move the data folder to a sound disk.",
        "store-missing": "Mount the disk again, or set TRACKER_DATA_DIR to the right folder. Where what was read is "
        "lost for good: manage.py accept_lost_bodies.",
        "body-missing": "Bring the file back from a backup; else the page is read again by itself.",
        "body-damaged": "Bring the file back from a backup; else the page is read again by itself.",
    }
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE, errno.ENOTCONN, errno.ENODEV})
_BROKEN = frozenset({errno.EIO, errno.ENXIO, errno.EUCLEAN, errno.EBADMSG})


class StorageTrouble(Exception):
    """What keeps the data folder from being written or read: `code`, `sentence` for people, `remedy` for its operator.

    It passes: whatever meets it is kept as it was and tried again, and nothing is held against it.
    """

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code]

    @property
    def remedy(self) -> str:
        return REMEDIES[self.code]

    @classmethod
    def of(cls, error: OSError) -> Self | None:
        """The trouble behind an error of the system; None for one that says nothing of a disk, as of a network."""
        if error.errno in _FULL:
            return cls("disk-full")
        if error.errno in _REFUSED:
            return cls("disk-read-only")
        if error.errno in _GONE:
            return cls("store-missing")
        return cls("disk-failed") if error.errno in _BROKEN else None


class LostBody(StorageTrouble):
    """Trouble of one file alone: it passes when the same bytes are read again."""


class DamagedBody(LostBody, ValueError):
    """The stored bytes are not those that their name stands for."""

    def __init__(self) -> None:
        super().__init__("body-damaged")


def write_whole(path: Path, content: bytes, *, root: Path) -> None:
    """Write a file below the existing folder `root`, durably, in the place of one of its name. Raises StorageTrouble.

    The entry in its folder, and that of its folder in `root`, are durable only after `sync_folder` of both.
    """
    try:
        draft, descriptor = _begin(root / UNFINISHED)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                path.parent.mkdir(mode=0o700, exist_ok=True)
                draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageTrouble.of(error) or StorageTrouble("disk-failed") from error


def _begin(folder: Path) -> tuple[Path, int]:
    """A new unfinished file, locked for as long as it is open; another, where a sweep met it before it was locked."""
    folder.mkdir(mode=0o700, exist_ok=True)
    while True:
        draft = folder / uuid.uuid4().hex
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return draft, descriptor
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, durably. Raises StorageTrouble."""
    try:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageTrouble.of(error) or StorageTrouble("disk-failed") from error
    for each in missing:
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk. Raises StorageTrouble."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StorageTrouble.of(error) or StorageTrouble("disk-failed") from error


def sweep(root: Path) -> int:
    """Delete the unfinished files below `root` whose writers ended; how many there were. No clock is asked."""
    count = 0
    with suppress(OSError):  # nothing there, or the disk is away
        for draft in list((root / UNFINISHED).iterdir()):
            with suppress(OSError):  # finished meanwhile, or still being written
                descriptor = os.open(draft, os.O_RDONLY)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    draft.unlink()
                    count += 1
                finally:
                    os.close(descriptor)
    return count
