"""Bodies: what was fetched, stored once per sha256, compressed, in files of the data folder.

A marker file, made with the first body, tells a folder whose disk is away from a store that is still empty: where the
database knows of bodies and there is neither the marker nor any of them, nothing is written and no folder is made.
"""

import gzip
import hashlib
import os
import uuid
import zlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from tracker.models import Body, Resource, Snapshot
from tracker.snapshots import files
from tracker.snapshots.files import DamagedBody, LostBody, StorageTrouble
from tracker.snapshots.set_aside import resume

# Pages shrink to a quarter at any level; the higher ones take several times as long for the last tenth.
_LEVEL = 3
_MARKER = ".store"
# Disks bring several files to rest together nearly as fast as one.
_WRITERS = 8
# So many of the newest and of the oldest are looked for in a store that was made before there were markers.
_LOOKED_FOR = 3


@dataclass(slots=True)
class Stored:
    """What became of some bytes: the bodies by their sha256, and why others could not be kept."""

    bodies: dict[str, Body] = field(default_factory=dict)
    refused: dict[str, StorageTrouble] = field(default_factory=dict)


def digest(content: bytes) -> str:
    """The name of these bytes: their sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def store(content: bytes) -> Body:
    """The body of these bytes, written unless it is there already. Raises StorageTrouble."""
    sha256 = digest(content)
    stored = store_many([content])
    if sha256 in stored.refused:
        raise stored.refused[sha256]
    return stored.bodies[sha256]


def store_many(contents: Iterable[bytes]) -> Stored:
    """The bodies of all these bytes, those that are new or whose file was lost written; why some could not be."""
    wanted = {digest(content): content for content in contents}
    known = _known(wanted)
    missing = {sha256 for sha256, body in known.items() if body.unreadable_since or not _is_there(body)}
    to_write = {sha256: content for sha256, content in wanted.items() if sha256 not in known or sha256 in missing}
    refused = _write_all(to_write)
    new = [
        Body(sha256=sha256, path=_path(sha256), size=len(content))
        for sha256, content in to_write.items()
        if sha256 not in known and sha256 not in refused
    ]
    if new:
        # Another worker may be storing the same: whoever comes first stays.
        Body.objects.bulk_create(new, ignore_conflicts=True)
        known |= _known([body.sha256 for body in new])
    if restored := [known[sha256] for sha256 in missing if sha256 not in refused]:
        _readable_again(restored)
    return Stored({sha256: body for sha256, body in known.items() if sha256 not in refused}, refused)


def load(body: Body) -> bytes:
    """Return the stored bytes. Raises LostBody where this one file is at fault, StorageTrouble where the store is."""
    try:
        content = gzip.decompress(Path(default_storage.path(body.path)).read_bytes())
    except FileNotFoundError as error:
        check_store()
        raise LostBody("body-missing") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedBody() from error
    except OSError as error:
        trouble = StorageTrouble.of(error)
        if trouble and trouble.code != "disk-failed":
            raise trouble from error
        raise LostBody("disk-failed") from error
    if digest(content) != body.sha256:
        raise DamagedBody()
    return content


def note_lost(snapshot: Snapshot, *, now: datetime) -> None:
    """Remember that the file of a snapshot's body is lost, and have its page answer in full at the next poll: where
    that brings the same bytes, they are stored anew and whatever waits for them goes on.
    """
    Body.objects.filter(pk=snapshot.body_id, unreadable_since=None).update(unreadable_since=now)
    Resource.objects.filter(pk=snapshot.resource_id).update(etag="", last_modified="")


def take_up_again(snapshot: Snapshot) -> None:
    """Where the lost file of a snapshot's body is back, as from a backup, have what waits for it processed in order.

    Raises StorageTrouble while it is lost.
    """
    load(snapshot.body)
    with transaction.atomic():
        _readable_again([snapshot.body])
        resume(Snapshot.objects.filter(pk=snapshot.pk))


def check_store() -> None:
    """Raise StorageTrouble("store-missing") where the database knows of bodies, and their folder is not there."""
    if _has_marker():
        return
    known = Body.objects.order_by("pk")
    some = [*known[:_LOOKED_FOR], *known.reverse()[:_LOOKED_FOR]]
    if some and not any(_is_there(body) for body in some):
        raise StorageTrouble("store-missing")


def trouble_behind(error: OSError) -> StorageTrouble | None:
    """The trouble of the data folder that an error comes from; None where it comes from something else."""
    trouble = StorageTrouble.of(error) if _may_be_ours(error.filename) else None
    if trouble is None or trouble.code != "store-missing":
        return trouble
    try:
        check_store()  # any file may be missing
    except StorageTrouble as missing:
        return missing
    return None


def _may_be_ours(filename: object) -> bool:
    """Whether a file lies in the data folder; or, where an error names none, may lie there."""
    if not isinstance(filename, (str, bytes, os.PathLike)):
        return True
    path = Path(os.fsdecode(filename)).absolute()
    return any(path.is_relative_to(folder) for folder in (settings.DATA_DIR, default_storage.path("")))


def begin_store() -> None:
    """Make the folder and its marker, whatever the database knows. Raises StorageTrouble."""
    files.make_folder(_root())
    files.write_whole(_root() / _MARKER, f"{uuid.uuid4()}\n".encode(), root=_root())
    files.sync_folder(_root())


def check_writable() -> None:
    """Write a few bytes where bodies are written, and delete them. Raises StorageTrouble."""
    check_store()
    if _has_marker():
        probe = _root() / files.UNFINISHED / f"probe-{uuid.uuid4().hex}"
        files.write_whole(probe, b"ok", root=_root())
        probe.unlink(missing_ok=True)


def sweep() -> int:
    """Delete what writers that were killed left unfinished; how many files."""
    return files.sweep(_root())


def _known(digests: Iterable[str]) -> dict[str, Body]:
    return {body.sha256: body for body in Body.objects.filter(sha256__in=list(digests))}


def _root() -> Path:
    return Path(default_storage.path("bodies"))


def _has_marker() -> bool:
    try:
        return (_root() / _MARKER).exists()
    except OSError as error:
        raise StorageTrouble.of(error) or StorageTrouble("disk-failed") from error


def _is_there(body: Body) -> bool:
    """Whether a body's file is there, as far as the disk says."""
    try:
        return Path(default_storage.path(body.path)).exists()
    except OSError:
        return False


def _path(sha256: str) -> str:
    """Where a body lies, from the folder of media."""
    return f"bodies/{sha256[:2]}/{sha256}.gz"


def _file(sha256: str) -> Path:
    return Path(default_storage.path(_path(sha256)))


def _write_all(contents: Mapping[str, bytes]) -> dict[str, StorageTrouble]:
    """Write files side by side; those that could not be, with the reason."""
    if not contents:
        return {}
    try:
        check_store()
        if not _has_marker():
            begin_store()
    except StorageTrouble as trouble:
        return dict.fromkeys(contents, trouble)
    with ThreadPoolExecutor(min(_WRITERS, len(contents))) as writers:
        written = zip(contents, writers.map(_write, contents, contents.values()), strict=True)
        refused = {sha256: failure for sha256, failure in written if failure}
        folders = sorted({_root(), *(_file(sha256).parent for sha256 in contents.keys() - refused.keys())})
        synced = dict(zip(folders, writers.map(_sync, folders), strict=True))
    for sha256 in contents.keys() - refused.keys():
        if failure := synced[_file(sha256).parent] or synced[_root()]:  # whichever of the two may be new
            refused[sha256] = failure
    return refused


def _write(sha256: str, content: bytes) -> StorageTrouble | None:
    try:
        compressed = gzip.compress(content, compresslevel=_LEVEL, mtime=0)
        files.write_whole(_file(sha256), compressed, root=_root())
    except StorageTrouble as trouble:
        return trouble
    return None


def _sync(folder: Path) -> StorageTrouble | None:
    try:
        files.sync_folder(folder)
    except StorageTrouble as trouble:
        return trouble
    return None


def _readable_again(restored: Sequence[Body]) -> None:
    keys = [body.pk for body in restored]
    Body.objects.filter(pk__in=keys).update(unreadable_since=None)
    resume(Snapshot.objects.filter(body__in=keys, processed_at=None).exclude(trouble=""))
