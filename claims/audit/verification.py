"""Is the history whole, and is the record what it says? One walk over every chain, in constant memory.

Entries, rows and checkpoints are each read in the order of their subjects, side by side, as they stood at one moment.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef

from claims.audit.replay import Fault, Link, Names, Replay
from claims.audit.subjects import PROVEN, Proven
from claims.models import AuditEntry, Change, Epoch
from claims.models.publication import tombstone

Head = tuple[str, UUID, int, str]
"""Subject type, subject, length of its chain, hash of the last entry."""

_KNOWN, _ENTRY, _ROW = range(3)
_EVERY = 50_000
_BATCH = 2000


class Verification:
    """One verification: `faults` gives what is wrong as it is met; the counts are right once it has ended.

    `known` are heads that checkpoints knew, ordered by subject; `progress` is told the number of entries read.
    """

    def __init__(self, *, known: Iterable[Head] = (), progress: Callable[[int], None] = lambda _: None) -> None:
        self.entries = 0
        self.unproven: dict[str, int] = {}
        """Subjects by type of which something is not provable: older than their baseline, or redacted."""
        self._known = groupby(known, key=itemgetter(0))
        self._progress = progress

    def faults(self) -> Iterator[Fault]:
        with one_moment():
            redactions = _redactions()
            known_type, known = next(self._known, (None, iter(())))
            types = set(AuditEntry.objects.order_by().values_list("subject_type", flat=True).distinct())
            for subject_type in sorted(types | {proven.chain for proven in PROVEN}):
                while known_type is not None and known_type < subject_type:
                    yield from _cut(known)
                    known_type, known = next(self._known, (None, iter(())))
                here = known if known_type == subject_type else iter(())
                yield from self._chains(subject_type, here, redactions)
                if known_type == subject_type:
                    known_type, known = next(self._known, (None, iter(())))
            while known_type is not None:
                yield from _cut(known)
                known_type, known = next(self._known, (None, iter(())))
            yield from _changes_not_emptied()
            yield from _changes_of_others()
            yield from _changes_missing()

    def _chains(
        self, subject_type: str, known: Iterator[Head], redactions: dict[UUID, Names | None]
    ) -> Iterator[Fault]:
        """Every subject of a type: its entries, its rows, and what checkpoints knew of it.

        They are told apart by the numbers of their UUIDs, as Python compares those ten times as fast.
        """
        streams = (
            ((subject.int, _KNOWN, (length, head)) for _, subject, length, head in known),
            ((link.subject_uuid.int, _ENTRY, link) for link in links(subject_type)),
            *(_numbered(proven) for proven in PROVEN if proven.chain == subject_type),
        )
        for subject, met in groupby(merge(*streams, key=itemgetter(0, 1)), key=itemgetter(0)):
            yield from self._subject(f"{subject_type} {UUID(int=subject)}", subject_type, met, redactions)

    def _subject(
        self, name: str, subject_type: str, met: Iterable[tuple[Any, int, Any]], redactions: dict[UUID, Names | None]
    ) -> Iterator[Fault]:
        """The faults of one subject: what was known of it comes first, then its entries, then its rows."""
        chain = Replay(redactions)
        present: dict[str, dict[str, Any]] = {}
        known: dict[int, str] = {}
        for _, kind, thing in met:
            if kind == _KNOWN:
                known[thing[0]] = thing[1]
            elif kind == _ENTRY:
                yield from chain.read(thing)
                if known.pop(thing.seq, thing.entry_hash) != thing.entry_hash:
                    yield Fault(thing.name, "differs from the checkpoint: the chain was written again")
                self._count()
            else:
                present[thing[0]] = thing[1]
        for length in known:
            yield Fault(name, f"had {length} entries at the checkpoint, fewer now: its tail was cut")
        yield from chain.compare(name, present)
        if chain.unproven:
            self.unproven[subject_type] = self.unproven.get(subject_type, 0) + 1

    def _count(self) -> None:
        self.entries += 1
        if self.entries % _EVERY == 0:
            self._progress(self.entries)


def _numbered(proven: Proven) -> Iterator[tuple[int, int, tuple[str, dict[str, Any]]]]:
    return ((subject.int, _ROW, (row, columns)) for subject, row, columns in proven.rows())


def links(subject_type: str, subject: UUID | None = None) -> Iterator[Link]:
    """The entries of a type of subjects, or of one subject, chain by chain; read as it goes."""
    rows = AuditEntry.objects.filter(subject_type=subject_type).order_by("subject_uuid", "seq")
    if subject is not None:
        rows = rows.filter(subject_uuid=subject)
    return map(Link._make, rows.values_list(*Link._fields).iterator(chunk_size=_BATCH))


def chain(subject_type: str, subject_uuid: UUID) -> Iterator[Fault]:
    """The faults of one subject's chain in itself, in order; none where it is whole."""
    replay = Replay(_redactions())
    for link in links(subject_type, subject_uuid):
        yield from replay.read(link)


def verify() -> Iterator[Fault]:
    """The faults of every chain, and of the record against them. A cut tail shows only against a checkpoint."""
    return Verification().faults()


def each_head(*, after: int = 0) -> Iterator[Head]:
    """The heads of the chains that grew after the entry with this key, ordered by subject; of all without one."""
    later = AuditEntry.objects.filter(
        subject_type=OuterRef("subject_type"), subject_uuid=OuterRef("subject_uuid"), seq__gt=OuterRef("seq")
    )
    rows = AuditEntry.objects.filter(~Exists(later), pk__gt=after).order_by("subject_uuid")
    types = rows.order_by().values_list("subject_type", flat=True).distinct()
    for subject_type in sorted(set(types)):
        here = rows.filter(subject_type=subject_type).values_list("subject_type", "subject_uuid", "seq", "entry_hash")
        yield from here.iterator(chunk_size=_BATCH)


def heads() -> dict[str, tuple[int, str]]:
    """Length and head of every chain, by "type uuid": all at once, for a small history."""
    return {f"{subject_type} {subject}": (length, head) for subject_type, subject, length, head in each_head()}


def compare(known: Mapping[str, tuple[int, str]]) -> Iterator[Fault]:
    """What these heads knew and the table no longer has, one look-up each: for a small history."""
    for name, (length, head) in known.items():
        subject_type, _, subject = name.partition(" ")
        entry = AuditEntry.objects.filter(subject_type=subject_type, subject_uuid=subject, seq=length).first()
        if entry is None:
            yield Fault(name, f"had {length} entries at the checkpoint, fewer now: its tail was cut")
        elif entry.entry_hash != head:
            yield Fault(str(entry), "differs from the checkpoint: the chain was written again")


@contextmanager
def one_moment() -> Iterator[None]:
    """Read what the database held at one moment, however long it takes and whoever writes meanwhile. Inside a
    transaction, what that transaction sees.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        _run("BEGIN")  # deferred: `atomic` would keep every writer waiting
        try:
            yield
        finally:
            _run("COMMIT")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _redactions() -> dict[UUID, Names | None]:
    """What was redacted, with the names that each entry had told of; the one thing that is held in memory."""
    rows = AuditEntry.objects.filter(subject_type="auditentry", action="redacted")
    return {uuid: (payload or {}).get("names") for uuid, payload in rows.values_list("subject_uuid", "payload")}


def _cut(known: Iterable[Head]) -> Iterator[Fault]:
    for subject_type, subject, length, _ in known:
        yield Fault(f"{subject_type} {subject}", f"had {length} entries at the checkpoint, fewer now: its tail was cut")


def _changes_not_emptied() -> Iterator[Fault]:
    for change in Change.objects.filter(entry__redacted=True).iterator(chunk_size=_BATCH):
        if change.content != tombstone(change.content):
            yield Fault(f"change {change.uuid}", "its entry was redacted, yet it still has the words")


def _changes_of_others() -> Iterator[Fault]:
    """A Change names its entry by a number, which nothing hashes: the entry must be of the claim that it tells of."""
    for change in Change.objects.exclude(entry__subject_uuid=F("claim_uuid")).order_by("position"):
        yield Fault(f"change {change.uuid}", "its entry is another claim’s: rows were swapped")


def _changes_missing() -> Iterator[Fault]:
    """Positions have no gap within an epoch: one shows Changes that were taken away together with their histories."""
    begin = dict(Epoch.objects.values_list("number", "first"))
    told = Change.objects.order_by("epoch").values_list("epoch")
    for epoch, first, last, count in told.annotate(Min("position"), Max("position"), Count("pk")):
        if missing := last - min(first, begin.get(epoch, 1)) + 1 - count:
            yield Fault(f"changes of epoch {epoch}", f"{missing} positions up to {last} are missing: they were deleted")
