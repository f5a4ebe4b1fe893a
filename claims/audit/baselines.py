"""Baselines: what every subject was when the history began to prove it. Migrations write them."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.utils import timezone

from claims.audit.entries import MACHINE
from claims.audit.hashing import START, entry_hash, payload_digest, plain
from claims.audit.replay import BASELINE
from claims.audit.subjects import called

Row = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Look-up of the subject, name of the row, look-ups of its key, columns; as in claims/audit/subjects.py."""

_BATCH = 1000


def write_baselines(entries: Any, *, chain: str, rows: Mapping[Any, Row], again: bool = False) -> int:
    """Write a baseline into each chain of a kind and print how many; gives the number.

    `entries` is the manager of AuditEntry, `rows` say what of which model is told; both of the migration's own state.
    A subject that has a baseline is left alone, save `again`, for rows that an app above adds.
    """
    had = set() if again else set(_baselined(entries, chain))
    told = groupby(merge(*(_told(model, row) for model, row in rows.items()), key=itemgetter(0)), key=itemgetter(0))
    new = ((subject, {row: columns for _, row, columns in group}) for subject, group in told if subject not in had)
    count = 0
    while batch := dict(islice(new, _BATCH)):
        heads = _heads(entries, chain, batch)
        entries.bulk_create(_baseline(entries.model, chain, *item, heads.get(item[0])) for item in batch.items())
        count += len(batch)
    if count:
        print(f"  {count} baseline{'s' if count > 1 else ''} of {chain}s written into the history")  # noqa: T201
    return count


def _baselined(entries: Any, chain: str) -> Iterable[UUID]:
    found: Iterable[UUID] = entries.filter(subject_type=chain, action=BASELINE).values_list("subject_uuid", flat=True)
    return found


def _told(model: Any, row: Row) -> Iterator[tuple[UUID, str, dict[str, Any]]]:
    subject, name, key, columns = row
    values = model.objects.order_by(subject, "pk").values_list(subject, *key, *columns)
    for uuid, *rest in values.iterator(chunk_size=_BATCH):
        yield uuid, called(name, rest[: len(key)]), dict(zip(columns, rest[len(key) :], strict=True))


def _heads(entries: Any, chain: str, subjects: Iterable[UUID]) -> dict[UUID, tuple[int, str]]:
    """Length and head of these chains: of each the last that is read."""
    rows = entries.filter(subject_type=chain, subject_uuid__in=list(subjects)).order_by("subject_uuid", "seq")
    return {uuid: (seq, head) for uuid, seq, head in rows.values_list("subject_uuid", "seq", "entry_hash")}


def _baseline(model: Any, chain: str, subject: UUID, facts: dict[str, Any], head: tuple[int, str] | None) -> Any:
    length, previous = head or (0, START)
    payload, salt = plain({"facts": facts}), secrets.token_hex(16)
    entry = model(
        subject_type=chain,
        subject_uuid=subject,
        seq=length + 1,
        action=BASELINE,
        at=timezone.now(),
        actor=MACHINE,
        visibility="staff",
        payload=payload,
        salt=salt,
        digest=payload_digest(salt, payload),
        previous=previous,
    )
    entry.entry_hash = entry_hash(entry)
    return entry
