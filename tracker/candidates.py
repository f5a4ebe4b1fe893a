"""Which claims the passages of a page are judged against."""

import heapq
import logging
from collections.abc import Sequence
from operator import itemgetter

from claims.models import Claim, Source
from claims.querysets import ClaimQuerySet
from tracker.claim_index import shared_index
from tracker.extract.passages import Passage
from tracker.match.index import ClaimIndex
from tracker.match.segment import Entry

log = logging.getLogger(__name__)

Touched = Sequence[tuple[Claim, Passage]]

PASSAGES = 10_000
"""Of so many new passages of a page claims are sought: a book of two hundred pages. Pages made to keep a worker busy
have more."""

PAIRS = 2_000
"""So many pairs of a page are judged at most, those that share the most: a minute of a judge's time."""


def touched(source: Source, title: str, passages: Sequence[Passage]) -> Touched:
    """The claims that each passage of a page may bear on, at most twenty a passage and `PAIRS` a page.

    A source that is open to all is held against every claim of its desk, through the shared index; any other against
    the claims that watch it, which are few. Only claims that a passage touches are loaded. Call it outside a
    transaction: the first use of the shared index makes it.
    """
    if not passages:
        return []
    if len(passages) > PASSAGES:
        log.warning("A page of %s has %d new passages: the first %d are read.", source, len(passages), PASSAGES)
    policy = getattr(source, "polling", None)
    if policy and policy.open_to_all:
        index, group = shared_index().refreshed(), source.desk_id
    else:
        index, group = _of_watching(source), None
    if not len(index):
        return []
    near = (
        (weight, claim_id, passage)
        for passage in passages[:PASSAGES]
        for claim_id, weight in index.candidates(passage.text, title=title, group=group)
    )
    found = heapq.nlargest(PAIRS, near, key=itemgetter(0))
    claims = _live().with_speakers().in_bulk({claim_id for _, claim_id, _ in found})
    return [(claims[claim_id], passage) for _, claim_id, passage in found if claim_id in claims]


def _of_watching(source: Source) -> ClaimIndex:
    rows = _live().filter(watches__source=source).values_list("pk", "text")
    return ClaimIndex.build(Entry(pk, text) for pk, text in rows)


def _live() -> ClaimQuerySet:
    return Claim.objects.exclude(publication="withdrawn")
