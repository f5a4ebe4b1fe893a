"""Segment: an immutable index of claims by their terms, in flat arrays in memory or mapped from files. Pure.

Each term is a 64-bit hash with its weight and the claims it stands in (its posting). A term's weight is
ln(1 + claims / claims with the term) to the power `SHARPNESS`, times up to `NAMES` by the share of those claims that
write it as a name: a shared rare term says much, a shared name more, a shared common word little.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.match.terms import terms

SHARPNESS = 1.3
"""How much more a rare term says than a common one. Measured on training pairs, as `NAMES` is."""

NAMES = 1.5

Floats = NDArray[np.float32]


class Entry(NamedTuple):
    """A claim as the index takes it: `group` is whose it is, `version` rises with its wording."""

    id: int
    text: str
    version: int = 1
    group: int = 0


class Query(NamedTuple):
    """A passage: its terms and what each counts; then what is asked for, as `ClaimIndex.candidates` says."""

    keys: NDArray[np.uint64]
    factors: Floats
    limit: int
    floor: float
    group: int | None


class Nearest(NamedTuple):
    """Claims and their weights in no order: what each shares with a passage, over the root of its own weight."""

    ids: NDArray[np.int64]
    weights: Floats


def key_of(term: str) -> int:
    """The term as a number. Two terms of a million share one with a chance of one in thirty million."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


def keys_of(words: Iterable[str]) -> NDArray[np.uint64]:
    return np.array([key_of(word) for word in words], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Segment:
    """The arrays: four by slot (claims in the order of their ids), three by term (in the order of their keys), and the
    postings, one after the other.
    """

    ids: NDArray[np.int64]
    versions: NDArray[np.int32]
    groups: NDArray[np.int64]
    totals: Floats  # the weight of all terms of a claim
    keys: NDArray[np.uint64]
    weights: Floats
    starts: NDArray[np.int64]  # where each term's posting begins; one more than terms
    slots: NDArray[np.uint32]

    @classmethod
    def build(cls, claims: Iterable[Entry], *, known: "Segment | None" = None) -> "Segment":
        """A segment of these claims; a later entry of an id replaces the earlier.

        A small segment beside a large one (`known`) takes its weights from there, so that the two are comparable.
        """
        entries = sorted({claim.id: claim for claim in claims}.values())
        numbers: dict[str, int] = {}  # term → number, in order of appearance
        flat: list[int] = []
        named: list[bool] = []
        lengths: list[int] = []
        for entry in entries:
            marked = terms(entry.text)
            flat += [numbers.setdefault(term, len(numbers)) for term in marked]
            named += marked.values()
            lengths.append(len(marked))
        return cls._arranged(entries, keys_of(numbers), np.array(flat, dtype=np.int64), named, lengths, known)

    @classmethod
    def _arranged(
        cls,
        entries: list[Entry],
        keys: NDArray[np.uint64],
        flat: NDArray[np.int64],
        named: list[bool],
        lengths: list[int],
        known: "Segment | None",
    ) -> "Segment":
        order = np.argsort(keys)
        place = np.empty(len(keys), dtype=np.int64)
        place[order] = np.arange(len(keys))
        keys, flat = keys[order], place[flat]
        slots = np.repeat(np.arange(len(entries)), lengths)
        counts = np.bincount(flat, minlength=len(keys))
        as_names = np.bincount(flat, weights=np.array(named, dtype=np.float64), minlength=len(keys))
        rarity = np.log1p((len(entries) + (len(known) if known else 0)) / counts) ** SHARPNESS
        weights = (rarity * (1 + (NAMES - 1) * as_names / counts)).astype(np.float32)
        if known:
            there = known.find(keys)
            weights[there >= 0] = known.weights[there[there >= 0]]
        return cls(
            ids=np.array([entry.id for entry in entries], dtype=np.int64),
            versions=np.array([entry.version for entry in entries], dtype=np.int32),
            groups=np.array([entry.group for entry in entries], dtype=np.int64),
            totals=np.bincount(slots, weights=weights[flat], minlength=len(entries)).astype(np.float32),
            keys=keys,
            weights=weights,
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            slots=slots[np.argsort(flat, kind="stable")].astype(np.uint32),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def slot_of(self, claim_id: int) -> int | None:
        """Where a claim stands, None where it does not."""
        slot = int(np.searchsorted(self.ids, claim_id))
        return slot if slot < len(self.ids) and self.ids[slot] == claim_id else None

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The terms' places, -1 for a term that stands in no claim."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        return np.where(self.keys[places] == keys, places, -1)

    def weigh(self, keys: NDArray[np.uint64]) -> Floats:
        """The terms' weights, 0 for a term that stands in no claim."""
        places = self.find(keys)
        found = np.zeros(len(keys), dtype=np.float32)
        found[places >= 0] = self.weights[places[places >= 0]]
        return found

    def nearest(self, query: Query, *, gone: NDArray[np.bool_] | None = None) -> Nearest:
        """The claims that share the most with a passage, no slot that is `gone`."""
        shared = self._shared_with(query)
        slots = np.flatnonzero(shared)
        slots = slots[shared[slots] >= query.floor * self.totals[slots]]
        if gone is not None:
            slots = slots[~gone[slots]]
        if query.group is not None:
            slots = slots[self.groups[slots] == query.group]
        weights = (shared[slots] / np.sqrt(self.totals[slots])).astype(np.float32)
        if len(slots) > query.limit:
            best = np.argpartition(-weights, query.limit - 1)[: query.limit]
            slots, weights = slots[best], weights[best]
        return Nearest(self.ids[slots], weights)

    def _shared_with(self, query: Query) -> Floats:
        """By slot, the weights of the terms that its claim shares with a passage."""
        shared = np.zeros(len(self.ids), dtype=np.float32)
        places = self.find(query.keys).tolist()
        for place, factor in zip(places, query.factors.tolist(), strict=True):
            if place >= 0:
                posting = self.slots[self.starts[place] : self.starts[place + 1]]
                shared[posting] += self.weights[place] * factor
        return shared

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, as the class takes them."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __post_init__(self) -> None:
        by_slot = {len(self.ids), len(self.versions), len(self.groups), len(self.totals)}
        by_term = {len(self.keys), len(self.weights), len(self.starts) - 1}
        if len(by_slot) != 1 or len(by_term) != 1 or self.starts[-1] != len(self.slots):
            raise ValueError("The arrays of the claim index are not of one making.")
