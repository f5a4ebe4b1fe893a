"""Signed checkpoints: how long each chain of history was at a moment, so that a tail cut later is seen.

A checkpoint is a file of lines of JSON: a header {"format", "made_at", "last", "previous", "key"}, a line
[subject type, subject, length, hash] for each chain, ordered by subject, and {"signature"} at the end, of the bytes
before it. The first of a week has every chain; the others only those that grew since the one before, which `previous`
names. `bin/verify-history` reads the same files.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from heapq import merge
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Max
from django.utils import timezone

from claims import audit
from claims.models import AuditEntry
from claims.publish import checkpoint_keys
from claims.publish.thinning import Kept, superfluous

FORMAT = "claim-tracker-checkpoint-1"
SUFFIX = ".checkpoint"
OVERLAP = 10_000
"""So many entries before the last are looked at again: keys are given before transactions are committed."""

_SALT = "claims.checkpoint"  # of the first format, signed with SECRET_KEY

Heads = dict[str, tuple[int, str]]


def write_checkpoint() -> Path:
    """Write and sign the heads of the chains that grew since the last checkpoint, or of all, into CHECKPOINT_DIR, and
    remove what is superfluous there; gives the file.

    The file appears whole or not at all. Keep copies elsewhere: whoever can write here can also take files away.
    """
    folder = Path(settings.CHECKPOINT_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = timezone.now()
    path = folder / f"{now:%Y%m%dT%H%M%S%fZ}{SUFFIX}"
    draft = path.with_suffix(".part")
    try:
        with audit.one_moment(), draft.open("wb") as file:
            _write(file, now, _builds_on(folder, now))
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    _thin(folder)
    return path


def _builds_on(folder: Path, now: datetime) -> tuple[str, int]:
    """Name and last entry of the checkpoint that a new one builds on; "" and 0 where it begins anew."""
    newest = max(folder.glob(f"*{SUFFIX}"), default=None)
    last = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    if newest is None:
        return "", 0
    try:
        header = _checked(newest)
    except ValueError:
        return "", 0
    week = datetime.fromisoformat(header["made_at"]).isocalendar()[:2] if header else None
    if week != now.isocalendar()[:2] or header["last"] > last:  # another week, or a database from a backup
        return "", 0
    return newest.name, header["last"]


def _write(file: IO[bytes], now: datetime, builds_on: tuple[str, int]) -> None:
    previous, known = builds_on
    digest = hashlib.sha256()
    header = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "last": AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0,
        "previous": previous,
        "key": checkpoint_keys.fingerprint(checkpoint_keys.signing_key().public_key()),
    }
    after = max(0, known - OVERLAP) if previous else 0
    heads = ([kind, str(subject), length, head] for kind, subject, length, head in audit.each_head(after=after))
    for value in chain([header], heads):
        digest.update(_line(file, value))
    signature = base64.b64encode(checkpoint_keys.sign(digest.digest())).decode()
    _line(file, {"signature": signature})


def _line(file: IO[bytes], value: Any) -> bytes:
    line = json.dumps(value, separators=(",", ":")).encode() + b"\n"
    file.write(line)
    return line


def _checked(path: Path) -> dict[str, Any]:
    """The header of a checkpoint whose signature is right. Raises OSError, ValueError."""
    digest, last, header = hashlib.sha256(), b"", b""
    with path.open("rb") as file:
        for line in file:
            digest.update(last)
            header, last = header or line, line
    try:
        facts, end = json.loads(header), json.loads(last)
        signed = checkpoint_keys.is_signed(
            by=str(facts["key"]), digest=digest.digest(), signature=base64.b64decode(end["signature"])
        )
        known = facts["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        signed = known = False
    if not (signed and known):
        raise ValueError(f"{path} was not signed with a key of this installation, or was edited since.")
    checked: dict[str, Any] = facts
    return checked


def read_checkpoint(path: Path) -> Heads:
    """The heads that one checkpoint knew. Raises OSError, or ValueError for what no key of this installation signed."""
    with ExitStack() as files:
        return {f"{kind} {subject}": (length, head) for kind, subject, length, head in _heads(path, files)}


def heads_of(paths: Iterable[Path], files: ExitStack) -> Iterator[audit.Head]:
    """What checkpoints knew, ordered by subject, each with those it builds on; a folder stands for all in it.

    Every signature is checked before the first is given; the files stay open until `files` is closed. Raises OSError,
    and ValueError for what no key of this installation signed.
    """
    wanted = [each for path in paths for each in (sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path])]
    taken: dict[str, Path] = {}
    while wanted:
        path = wanted.pop()
        if path.name in taken:
            continue
        taken[path.name] = path
        if not _is_old(path) and (previous := _checked(path)["previous"]):
            wanted.append(path.with_name(previous))
    return merge(*(_heads(path, files) for path in taken.values()), key=itemgetter(0, 1))


def _heads(path: Path, files: ExitStack) -> Iterator[audit.Head]:
    if _is_old(path):
        return _old_heads(path)
    _checked(path)
    file = files.enter_context(path.open("rb"))
    values = (json.loads(line) for line in file)
    return ((kind, UUID(subject), length, head) for kind, subject, length, head in filter(_is_head, values))


def _is_head(value: Any) -> bool:
    return isinstance(value, list)


def _is_old(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(1) != b"{"


def _old_heads(path: Path) -> Iterator[audit.Head]:
    """Of a checkpoint of the first format, signed with the SECRET_KEY."""
    try:
        heads = signing.loads(path.read_text(errors="replace").strip(), salt=_SALT)
    except signing.BadSignature as error:
        raise ValueError(f"{path} was not signed with a key of this installation, or was edited since.") from error
    named = ((*name.partition(" "), length, head) for name, (length, head) in heads.items())
    return iter(sorted((kind, UUID(subject), length, head) for kind, _, subject, length, head in named))


def _thin(folder: Path) -> None:
    kept = []
    for path in folder.glob(f"*{SUFFIX}"):
        if not _is_old(path):
            header = json.loads(path.open("rb").readline())
            kept.append(Kept(path.name, datetime.fromisoformat(header["made_at"]), header["previous"]))
    for name in superfluous(kept):
        (folder / name).unlink(missing_ok=True)
