"""Which stretches of one text stand in another, word for word or lightly edited. Pure.

Two texts are laid along each other by *seeds*, runs of three words that both have. Seeds that follow each other in both
texts at nearly the same distance form a *stretch*: an editor who replaces, adds or strikes a word here and there
breaks every long run, but not the order of the short ones. A stretch counts when enough of its words are the same;
all its words then count as taken over, the replaced ones too. Names and set phrases that two authors share stand alone
and form no stretch.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

SEED = 3
"""Words in a run that two texts must share for a stretch to begin or go on."""

GAP = 8
"""Words that an edit within a stretch may have put between two seeds, in either text."""

LEAST = 10
"""Same words that a stretch must have: fewer stand in two texts by chance, as an official name with its verb."""

SAME = 0.5
"""Share of a stretch's words that must be the same in both texts."""

_COMMON = 16
"""A run that stands so often in the other text is its refrain, and says nothing of where a stretch lies."""


@dataclass(slots=True)
class _Stretch:
    """Words `start` to `end` of the text; the seed last joined ends at `there` in the other; `same` words agree."""

    start: int
    end: int
    there: int
    same: int

    def reaches(self, here: int, there: int) -> bool:
        """Does a seed at these places go on where this stretch ends?"""
        ahead, beyond = here - self.end, there - self.there
        return -SEED < ahead <= GAP and -SEED < beyond <= GAP

    def take(self, here: int, there: int) -> None:
        new = min(here + SEED - self.end, there + SEED - self.there)
        self.end, self.there = here + SEED, there + SEED
        self.same += max(0, min(SEED, new))

    @property
    def counts(self) -> bool:
        return self.same >= LEAST and self.same >= SAME * (self.end - self.start)


def shared_positions(text: Sequence[str], of: Sequence[str]) -> set[int]:
    """The positions of those words of `text` that lie in a stretch shared with `of`."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for there in range(len(of) - SEED + 1):
        places[tuple(of[there : there + SEED])].append(there)
    open_ones: list[_Stretch] = []
    found: set[int] = set()
    for here in range(len(text) - SEED + 1):
        if here % GAP == 0:
            open_ones = [each for each in open_ones if _still_open(each, here, found)]
        seeds = places.get(tuple(text[here : here + SEED]), ())
        for there in seeds if len(seeds) <= _COMMON else ():
            best = max((each for each in open_ones if each.reaches(here, there)), key=_size, default=None)
            if best is None:
                open_ones.append(_Stretch(here, here + SEED, there + SEED, SEED))
            elif best.end < here + SEED:
                best.take(here, there)
    for each in open_ones:
        _still_open(each, len(text) + 2 * GAP, found)
    return found


def _still_open(stretch: _Stretch, here: int, found: set[int]) -> bool:
    """False where nothing can join it any more; its words are put down then, if it counts."""
    if here - stretch.end <= GAP:
        return True
    if stretch.counts:
        found.update(range(stretch.start, stretch.end))
    return False


def _size(stretch: _Stretch) -> int:
    return stretch.same
