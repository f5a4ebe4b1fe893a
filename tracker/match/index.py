"""Which claims a passage touches: postings over the terms of all claims, weighted by rarity.

A term is a word cut to its first letters (which serves as a stemmer in every European language), or a
number in full. A shared rare term says much, a shared common one little: a term's weight is
ln(1 + claims / claims with the term). The weight of a candidate is the cosine of passage and claim over those
weights, from 0 to 1; a claim's own text gives 1.

This step is for recall: it says where to look, never what is true.
"""

import math
from array import array
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

import numpy as np

from tracker.match.words import fold, tokens

Id = TypeVar("Id", bound=Hashable)

STEM = 6
"""Letters kept of a word. "acquire", "acquired" and "acquisition" should meet, "training" and "train" too."""

FLOOR = 0.25
"""The share of a claim's weight that a passage must hold. Below it, the two share little but common words."""

STALE = 0.25
"""Weights are computed anew when this share of the claims has come or gone since they last were."""

_FUNCTION_WORDS = """
    a about after again all also although am an and any are as at be because been before being between both
    but by can could did do does doing down during each for from further had has have having he her here hers
    him his how however i if in into is it its itself may me might more most must my no nor not of off on once
    only or other our out over own per said same say says she should since so some such than that the their
    them then there these they this those through to too under until up upon us very was we were what when
    where whether which while who whom whose why will with would you your
"""
_STOP_WORDS = frozenset(_FUNCTION_WORDS.split())


def terms(text: str) -> list[str]:
    """The distinct terms of a text, in order of appearance.

    Function words and single Latin letters say nothing unless they are all there is; an acronym such as
    "WHO" or "IT" is not a function word.
    """
    found = tokens(text)
    telling = [token for token in found if not _is_common(token)]
    return list(dict.fromkeys(fold(token)[:STEM] if token[0].isalpha() else token for token in telling or found))


def _is_common(token: str) -> bool:
    if len(token) == 1:
        return token.isascii() and token.isalpha()
    return token.lower() in _STOP_WORDS and not token.isupper()


class ClaimIndex(Generic[Id]):
    """Claims by their terms, in memory. Not safe for writing from several threads at once."""

    def __init__(self) -> None:
        self._ids: list[Id] = []  # by slot
        self._gone: set[int] = set()  # slots of removed claims, until the next refresh
        self._slots: dict[Id, int] = {}
        self._postings: dict[str, array[int]] = {}  # term → slots, those of removed claims included
        self._weights: dict[str, float] = {}  # term → weight, held still between refreshes
        self._totals: array[float] = array("f")  # by slot: the weight of all its terms; infinite where removed
        self._changes = 0

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._slots

    @classmethod
    def build(cls, claims: Iterable[tuple[Id, str]]) -> "ClaimIndex[Id]":
        """An index over (claim id, text); a later text of the same id replaces the earlier."""
        index: ClaimIndex[Id] = cls()
        for claim_id, text in dict(claims).items():
            index._insert(claim_id, terms(text))
        index._refresh()
        return index

    def add(self, claim_id: Id, text: str) -> None:
        """Take a claim in, or its new wording."""
        self.remove(claim_id)
        self._insert(claim_id, terms(text))
        self._changed()

    def remove(self, claim_id: Id) -> None:
        """Forget a claim; one that is not there is forgotten already."""
        slot = self._slots.pop(claim_id, None)
        if slot is None:
            return
        self._gone.add(slot)
        self._totals[slot] = math.inf
        self._changed()

    def candidates(self, passage: str, *, limit: int = 20, floor: float = FLOOR) -> list[tuple[Id, float]]:
        """At most `limit` claims the passage may bear on, as (claim id, weight from 0 to 1), the heaviest first.

        A passage that speaks of "the company" shares no name with the claim: put the document's title before
        it. Claims of equal weight come in the order in which they were added.
        """
        if not self._slots or limit < 1:
            return []
        shared = np.zeros(len(self._ids), dtype=np.float32)
        whole = 0.0
        for term in terms(passage):
            posting = self._postings.get(term)
            if posting is None:
                continue
            whole += (weight := self._weights[term])
            shared[np.frombuffer(posting, dtype=np.uintc)] += weight
        totals = np.frombuffer(self._totals, dtype=np.float32)
        near = np.flatnonzero(shared)
        held = shared[near] / totals[near]  # the share of each claim that the passage holds; 0 of a removed one
        near = near[(held > 0) & (held >= floor)]
        weights = shared[near] / np.sqrt(totals[near] * np.float32(whole))
        best = np.argsort(-weights, kind="stable")[:limit]
        return [(self._ids[near[i]], float(weights[i])) for i in best]

    def _insert(self, claim_id: Id, claim_terms: list[str]) -> None:
        slot = self._slots[claim_id] = len(self._ids)
        self._ids.append(claim_id)
        rarest = math.log1p(len(self._slots))
        for term in claim_terms:
            self._postings.setdefault(term, array("I")).append(slot)
            self._weights.setdefault(term, rarest)
        self._totals.append(sum(self._weights[term] for term in claim_terms))

    def _changed(self) -> None:
        self._changes += 1
        if self._changes > STALE * len(self._slots):
            self._refresh()

    def _refresh(self) -> None:
        """Close the gaps that removed claims left, and weigh every term by how rare it is now."""
        kept = [slot for slot in range(len(self._ids)) if slot not in self._gone]
        moved = np.full(len(self._ids), -1, dtype=np.int64)
        moved[kept] = np.arange(len(kept))
        totals = np.zeros(len(kept), dtype=np.float32)
        old, self._postings, self._weights = self._postings, {}, {}
        for term, posting in old.items():
            slots = moved[np.frombuffer(posting, dtype=np.uintc)]
            slots = slots[slots >= 0]
            if len(slots):
                self._postings[term] = array("I", slots.astype(np.uintc).tobytes())
                self._weights[term] = math.log1p(len(kept) / len(slots))
                totals[slots] += self._weights[term]
        self._ids = [self._ids[slot] for slot in kept]
        self._slots = {claim_id: slot for slot, claim_id in enumerate(self._ids)}
        self._gone.clear()
        self._totals = array("f", totals.tobytes())
        self._changes = 0
