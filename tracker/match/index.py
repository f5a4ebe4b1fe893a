"""Which claims a passage touches: the claims of a base segment, and the few that changed since.

The weight of a candidate is the cosine of passage and claim over the weights of their terms
(`tracker/match/segment.py`): from 0 to 1, a claim's own text gives 1; a title can lift it a little above.

This step is for recall: it says where to look, never what is true.
"""

from collections.abc import Iterable

import numpy as np

from tracker.match.segment import Entry, Query, Segment, keys_of
from tracker.match.terms import terms

FLOOR = 0.2
"""The share of a claim's weight that a passage must hold. Below it, the two share little but common words."""

TITLE = 1.5
"""What the page is about says more than one word of many in a passage. Measured on training pairs."""


class ClaimIndex:
    """Claims by their terms. Changes are taken in as they come; `changes` says when a new base is worth making."""

    def __init__(self, base: Segment | None = None) -> None:
        self._base = base or Segment.build([])
        self._gone = np.zeros(len(self._base), dtype=bool)  # slots of the base that no longer hold
        self._changed: dict[int, Entry] = {}
        self._delta: Segment | None = None  # of what changed; None: to be made anew

    @classmethod
    def build(cls, claims: Iterable[Entry]) -> "ClaimIndex":
        """An index over these claims; a later entry of an id replaces the earlier."""
        return cls(Segment.build(claims))

    def __len__(self) -> int:
        return len(self._base) - int(self._gone.sum()) + len(self._changed)

    def __contains__(self, claim_id: int) -> bool:
        return self.version_of(claim_id) is not None

    @property
    def changes(self) -> int:
        """How many claims came, changed or went since the base was made."""
        return int(self._gone.sum()) + len(self._changed)

    def version_of(self, claim_id: int) -> int | None:
        """The version of a claim that is in here, None where it is not."""
        if changed := self._changed.get(claim_id):
            return changed.version
        slot = self._base.slot_of(claim_id)
        return None if slot is None or self._gone[slot] else int(self._base.versions[slot])

    def known(self, words: Iterable[str]) -> set[str]:
        """Those of these terms that stand in a claim."""
        listed = list(words)
        keys = keys_of(listed)
        there = (self._base.find(keys) >= 0) | (self._fresh().find(keys) >= 0)
        return {listed[place] for place in np.flatnonzero(there)}

    def put(self, claim: Entry) -> None:
        """Take a claim in, or its new wording."""
        self.remove(claim.id)
        self._changed[claim.id] = claim
        self._delta = None

    def remove(self, claim_id: int) -> None:
        """Forget a claim; one that is not there is forgotten already."""
        if self._changed.pop(claim_id, None):
            self._delta = None
        slot = self._base.slot_of(claim_id)
        if slot is not None:
            self._gone[slot] = True

    def candidates(
        self, passage: str, *, title: str = "", limit: int = 20, floor: float = FLOOR, group: int | None = None
    ) -> list[tuple[int, float]]:
        """At most `limit` claims the passage may bear on, as (claim id, weight), the heaviest first.

        A passage that speaks of "the company" shares no name with the claim; the title of its page often does. With a
        `group`, only claims of that group. Claims of equal weight come in the order of their ids.
        """
        if limit < 1 or not len(self):
            return []
        factors = dict.fromkeys(terms(passage), 1.0) | dict.fromkeys(terms(title), TITLE)
        strengths = np.array(list(factors.values()), dtype=np.float32)
        query = Query(keys_of(factors), strengths, limit, floor, group)
        fresh = self._fresh()
        old = self._base.nearest(query, gone=self._gone)
        new = fresh.nearest(query)
        ids = np.concatenate((old.ids, new.ids))
        weights = np.concatenate((old.weights, new.weights))
        term_weights = np.maximum(self._base.weigh(query.keys), fresh.weigh(query.keys))
        passage_weight = max((term_weights * strengths).sum(), 1e-9)
        weights /= np.sqrt(passage_weight)
        order = np.lexsort((ids, -weights))[:limit]
        return [(int(ids[i]), float(weights[i])) for i in order]

    def _fresh(self) -> Segment:
        """The segment of the claims that changed since the base was made."""
        if self._delta is None:
            self._delta = Segment.build(self._changed.values(), known=self._base)
        return self._delta
