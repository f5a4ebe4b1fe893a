"""Which of the figures that differ between a claim and a sentence can be shown to contradict it.

Two figures of one kind that differ are no support. That the one contradicts the other is more: both must be said of one
thing, in one role and for one time. "On 18 November the plant reached 45 petaflops" says nothing of the day on which
the plant was opened, thirteen titles in all nothing of those between 1989 and 2005, and a tunnel that is 12 km away
may well be 45 km long.
"""

from collections.abc import Iterator

from .fit import Cover, QuantityMatch
from .quantities import Quantity
from .reading import ParsedText
from .verbs import verb_of

_OF_ONE_RANKING = 2
"""Words around two ranks that both have: "the leading European provider", "the second largest European provider"."""


def contradicting(claim: ParsedText, seen: Cover) -> tuple[QuantityMatch, ...]:
    """The conflicts of `seen.quantities` in which claim and sentence cannot both be true. A label ("Chapter 3") is a
    name and never among them.
    """
    return tuple(_contradicting(claim, seen))


def _contradicting(claim: ParsedText, seen: Cover) -> Iterator[QuantityMatch]:
    names = frozenset(term.canon for term in claim.terms if term.name)
    for match in seen.quantities:
        mine, theirs = match.claim, match.passage
        if match.agreement != "conflict" or theirs is None or mine.kind == "label":
            continue
        if mine.kind != "date" and _is_of_another_time(seen):
            continue
        if _counts_the_same(mine, theirs) and _has_one_role(claim, seen, mine, theirs, names):
            yield match


def _is_of_another_time(seen: Cover) -> bool:
    """Whether the claim tells a time that the sentence does not: a figure of then is not shown to be one of now."""
    return any(match.claim.kind == "date" and match.agreement != "agrees" for match in seen.quantities)


def _counts_the_same(mine: Quantity, theirs: Quantity) -> bool:
    """Whether two counts are of one thing: "45 new servers" and "12 new engineers" share a word and are not."""
    if mine.kind == "ordinal":
        return len((mine.words | mine.near) & (theirs.words | theirs.near)) >= _OF_ONE_RANKING
    if mine.kind != "number":
        return True
    if bool(mine.words) != bool(theirs.words):
        return False  # "at 31" beside "five nominations"
    return not (mine.words - theirs.words and theirs.words - mine.words)


def _has_one_role(claim: ParsedText, seen: Cover, mine: Quantity, theirs: Quantity, names: frozenset[str]) -> bool:
    """Whether the sentence's figure stands with what the claim does with its own: its verb beside the figure (beside
    another one of the same count), else a word of what surrounds it; names say of whom, not what.
    """
    around = theirs.words | theirs.near
    verb = verb_of(claim)
    if verb is not None and not mine.start <= verb.start < mine.end:  # "is the leading one" has none
        counted = not mine.words.isdisjoint(theirs.words)
        return any(found is verb and (counted or there.canon in around) for found, there in seen.found)
    role = (mine.words | mine.near) - names
    return not role or bool(role & around)
