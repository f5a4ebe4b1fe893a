"""The passages of a page → the claims each may bear on, as `ClaimIndex.candidates` finds them one by one.

The passages of a page overlap, and most of its words stand in no claim. So a passage is cut to the words that the index
knows, which leaves nothing of most, and what is left is sought once however many passages leave the same.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tracker.match.index import FLOOR, ClaimIndex
from tracker.match.terms import telling

Hits = list[tuple[int, float]]

_REMEMBERED = 1_024


def candidates_of(
    index: ClaimIndex, passages: Sequence[str], *, title: str, group: int | None, floor: float = FLOOR
) -> Iterator[Hits]:
    """The candidates of each passage, in their order. A term never spans white space: words can be looked at alone."""
    words = set[str]()
    for passage in passages:
        words.update(passage.split())
    terms = {word: found for word in words if (found := telling(word))}
    in_claims = index.known({term for found in terms.values() for term in found})
    known = {word for word, found in terms.items() if not in_claims.isdisjoint(found)}

    @lru_cache(_REMEMBERED)
    def seek(text: str) -> Hits:
        return index.candidates(text, title=title, group=group, floor=floor)

    for passage in passages:
        own = passage.split()
        left = " ".join(filter(known.__contains__, own))
        # Function words are terms where there is nothing else.
        yield seek(left if left or not terms.keys().isdisjoint(own) else passage)
