"""One subject's chain, read entry by entry: is it whole, and what does it say the subject is?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from claims.audit.hashing import START, canonical, is_intact, is_payload
from claims.presentation.shortening import shortened

BASELINE = "baseline"
"""The action of an entry that tells what a subject was when the history began to prove it."""

# Of these entries `before` says what they found; where the history says otherwise, the row was edited in between.
FOUND = {"status changed": "status", "tier set": "tier", "automation set": "automation"}

# These entries tell the publication by their action alone, of a claim as of an article.
MOVES = ("published", "withdrawn")

Names = Mapping[str, Any]
"""What an emptied entry had told of: columns by row; nothing in place of the columns where the row went."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where history or record is not as it was written."""

    entry: str
    sentence: str


class Link(NamedTuple):
    """An entry as it is read from the table or from an export."""

    uuid: UUID
    subject_type: str
    subject_uuid: UUID
    seq: int
    action: str
    at: datetime
    actor: str
    visibility: str
    payload: Any
    salt: str
    digest: str
    previous: str
    entry_hash: str
    redacted: bool

    @property
    def name(self) -> str:
        return f"{self.subject_type} {self.subject_uuid} #{self.seq} {self.action}"


@dataclass(slots=True)
class Replay:
    """The chain so far: its head, its faults as they are met, and the rows it tells of.

    `redactions` are the names of what emptied entries had told, by the entry's uuid; None where they are not known.
    """

    redactions: Mapping[UUID, Names | None]
    head: str = START
    length: int = 0
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    begun: bool = False
    """All that is proven of the subject was told at some point; before, a row that nobody told of is no fault."""
    unproven: bool = False
    """Some of what the chain told was older than its baseline, or was redacted."""
    emptied: bool = False
    """An entry was redacted without names: what it told of is not known."""

    def read(self, link: Link) -> Iterator[Fault]:
        """The faults of the next entry."""
        expected = self.length + 1
        if link.seq != expected:
            yield Fault(link.name, f"expected position {expected}, found {link.seq}: an entry is missing or was moved")
        elif link.previous != self.head:
            yield Fault(link.name, "does not continue the entry before it")
        if not is_intact(link, its_hash=link.entry_hash):
            yield Fault(link.name, "its facts were edited")
        yield from self._check_payload(link)
        self.head, self.length = link.entry_hash, link.seq
        if link.redacted:
            self._forget(self.redactions.get(link.uuid))
        else:
            yield from self._learn(link)
        if link.action in MOVES:
            self.rows.setdefault("", {})["publication"] = link.action

    def _check_payload(self, link: Link) -> Iterator[Fault]:
        told = link.uuid in self.redactions
        if not link.redacted:
            if not is_payload(link.digest, salt=link.salt, payload=link.payload):
                yield Fault(link.name, "its payload was edited")
            elif told:
                yield Fault(link.name, "was redacted, yet it has its payload again")
            return
        if link.payload is not None or link.salt:
            yield Fault(link.name, "is marked as redacted, yet it has a payload or a salt: it was forged")
        if not told:
            yield Fault(link.name, "was emptied, but no entry tells who redacted it")

    def _learn(self, link: Link) -> Iterator[Fault]:
        """Take over what the entry tells."""
        payload = link.payload if isinstance(link.payload, dict) else {}
        if (column := FOUND.get(link.action)) and "before" in payload:
            known = self.rows.get("", {}).get(column, payload["before"])
            if known != payload["before"]:
                sentence = f"found the {column} {_quoted(payload['before'])}, where the history said {_quoted(known)}"
                yield Fault(link.name, f"{sentence}: the row was edited in between")
        facts = payload.get("facts") or {}
        if link.action == BASELINE:
            self.unproven |= link.seq > 1 and not self.begun
            self.begun = True
        elif link.seq == 1 and facts:
            self.begun = True
        for row, columns in facts.items():
            if columns is None:
                self.rows.pop(row, None)
            else:
                self.rows.setdefault(row, {}).update(columns)

    def _forget(self, names: Names | None) -> None:
        """What an emptied entry had told is not known any more: the rows stay, their columns are not proven."""
        if names is None:
            self.emptied = self.unproven = True
            self.rows = {row: {} for row in self.rows}
            return
        self.begun |= self.length == 1 and bool(names)
        for row, columns in names.items():
            self.unproven = True
            if columns is None:
                self.rows.pop(row, None)
                continue
            known = self.rows.setdefault(row, {})
            for column in columns:
                known.pop(column, None)

    def compare(self, name: str, present: Mapping[str, dict[str, Any]]) -> Iterator[Fault]:
        """The subject's rows in the table that are not as the chain says, and those that only one of both has."""
        self.begun |= self.length == 0  # nothing was ever told of it, not even a baseline
        for row, columns in present.items():
            known = self.rows.pop(row, None)
            if known is not None:
                yield from _edited(name, row, columns, known)
            elif self.begun and not self.emptied:
                yield Fault(name, f"{row or 'it'} stands in the table, but no entry tells of it: it was inserted")
            else:
                self.unproven = True
        for row in self.rows:
            yield Fault(name, f"{row or 'it'} is told of in the history, but is not in the table: it was deleted")


def _edited(name: str, row: str, columns: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Fault]:
    for column, value in columns.items():
        if column in known and not _same(known[column], value):
            whose = f"{row}: its" if row else "its"
            said = f"{whose} {_words(column)} is {_quoted(value)} in the table, {_quoted(known[column])} in the history"
            yield Fault(name, f"{said}: it was edited")


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one in JSON: to Python, true and 1 are."""
    return bool(one == other) and (not isinstance(one, list | dict) or canonical(one) == canonical(other))


def _words(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ").replace("  ", "’s ")


def _quoted(value: Any) -> str:
    return f"“{shortened(str(value), 100)}”"
