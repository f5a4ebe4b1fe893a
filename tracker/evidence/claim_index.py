"""The index of all claims of the installation: one base on disk that every process maps, and what changed since.

The base lies beside the bodies, in a folder of its own for each making; the file `current` names the one in use. One
process makes it, under a lock; the others wait for it once and from then on only map it. What changed since is read
from the database before every use, by `changed_at`. Nothing here is a record: the folder can be deleted at any time.

One index serves all desks: a desk's claims are a group in it, told apart while searching, which costs one comparison a
candidate. An index for each desk would make every one of them pay for files, locks and weights of too few claims.
"""

import logging
import shutil
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from claims.models import Claim
from claims.querysets import ClaimQuerySet
from tracker.match.index import ClaimIndex
from tracker.match.segment import Entry, Segment
from tracker.match.stored import Unusable, load, save
from tracker.snapshots.bodies import check_store
from tracker.snapshots.process_lock import ProcessLock, process_lock

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""How far back changes are read again: longer than any transaction stays open and two clocks differ together. A task is
ended after five minutes."""

CHANGES = 500
"""A base is made anew when more claims changed than this and than `SHARE` of it."""

SHARE = 0.02
WITHDRAWN = "withdrawn"


class SharedIndex:
    """One process's view of the index, for one thread. `refreshed` gives it as the database is now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._name = ""  # of the base in use
        self._index = ClaimIndex()
        self._read_at = timezone.now()  # when changes were last read

    def refreshed(self) -> ClaimIndex:
        """The index with every committed change. The first use of an installation makes it: seconds at 100,000 claims,
        so call it outside a transaction.
        """
        set_back = self._read_at > timezone.now() + OVERLAP  # by a clock that was ahead then
        if not self._name or set_back or self._current() != self._name:
            self._open()
        self._take_in_changes()
        if self._index.changes > max(CHANGES, SHARE * len(self._index)):
            self._renew()
        return self._index

    def _current(self) -> str:
        try:
            return (self.folder / "current").read_text()
        except OSError:
            return ""

    def _open(self) -> None:
        """Map the current base, or make one where there is none that can be used."""
        if self._map(self._current()):
            return
        with self._lock(wait=True):
            if not self._map(self._current()):  # else another process made it while this one waited
                self._make()

    def _renew(self) -> None:
        """Make a new base, unless another process is at it: then this one goes on with what it has."""
        with self._lock(wait=False) as ours:
            if ours and self._current() == self._name:
                self._make()

    def _map(self, name: str) -> bool:
        if not name:
            return False
        try:
            base, facts = load(self.folder / name)
            read_at = datetime.fromisoformat(facts["read_at"])
            if read_at > timezone.now() + OVERLAP:
                raise Unusable(f"{name}: made by a clock that was ahead")
            if not _is_ours(facts["newest"], read_at):
                raise Unusable(f"{name}: made from another database")
        except (Unusable, KeyError, ValueError) as reason:
            log.warning("The claim index is made anew. %s", reason)
            return False
        self._index, self._name, self._read_at = ClaimIndex(base), name, read_at
        return True

    def _make(self) -> None:
        """A new base from the database, put in place in one step. The lock is held."""
        read_at = timezone.now()  # before reading: what changes meanwhile is read again
        base = Segment.build(_entries(Claim.objects.exclude(publication=WITHDRAWN)))
        newest = Claim.objects.order_by("-pk").values("pk", "uuid").first()
        facts: dict[str, Any] = {
            "read_at": read_at.isoformat(),
            "newest": newest and {"pk": newest["pk"], "uuid": str(newest["uuid"])},
        }
        name = uuid.uuid4().hex
        try:
            (self.folder / name).mkdir(mode=0o700)
            save(base, self.folder / name, facts)
            pointer = self.folder / "next"
            pointer.write_text(name)
            pointer.replace(self.folder / "current")
        except OSError:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            raise
        if not self._map(name):
            raise RuntimeError(f"The claim index in {self.folder} cannot be read back; see the log.")
        for other in self.folder.iterdir():  # of former bases and of makers that died; who maps one keeps it
            if other.is_dir() and other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    def _take_in_changes(self) -> None:
        now = timezone.now()
        rows = Claim.objects.filter(changed_at__gte=self._read_at - OVERLAP).order_by("pk")
        news = []
        for pk, version, publication in rows.values_list("pk", "version", "publication"):
            if publication == WITHDRAWN:
                self._index.remove(pk)
            elif self._index.version_of(pk) != version:
                news.append(pk)
        for start in range(0, len(news), 1000):
            for entry in _entries(Claim.objects.filter(pk__in=news[start : start + 1000])):
                self._index.put(entry)
        self._read_at = now

    def _lock(self, *, wait: bool) -> AbstractContextManager[ProcessLock | None]:
        """Have the folder to ourselves. Raises StorageTrouble where the disk it lies on is away."""
        check_store()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return process_lock(self.folder / "lock", wait=wait)


def _is_ours(newest: dict[str, Any] | None, read_at: datetime) -> bool:
    """Was the base made from this very database: is its newest claim there, and none that it would not know of?"""
    if newest and not Claim.objects.filter(**newest).exists():
        return False
    later = Claim.objects.filter(pk__gt=newest["pk"] if newest else 0)
    return not later.filter(changed_at__lt=read_at - OVERLAP).exists()


def _entries(claims: ClaimQuerySet) -> Iterator[Entry]:
    rows = claims.order_by("pk").values_list("pk", "text", "version", "desk_id")
    return (Entry(*row) for row in rows.iterator(chunk_size=5000))


_open: SharedIndex | None = None


def shared_index() -> SharedIndex:
    """This process's own view of the installation's index."""
    global _open
    folder = Path(settings.MEDIA_ROOT) / "claim-index"
    if _open is None or _open.folder != folder:
        _open = SharedIndex(folder)
    return _open
