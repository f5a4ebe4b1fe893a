"""The figures of a claim beside those that a passage gives for the same things."""

from dataclasses import dataclass
from typing import Literal

from .fit import cover
from .reading import read

Agreement = Literal["agrees", "conflicts", "open"]

_AGREEMENTS: dict[str, Agreement] = {"agrees": "agrees", "conflict": "conflicts", "open": "open"}
_NO_FIGURES = frozenset({"ordinal", "label"})  # "the largest", "Chapter 3": words of rank and names


@dataclass(frozen=True, slots=True)
class PassageFigure:
    """A figure as the claim writes it and as the passage does; `open`: both may be true."""

    claim: str
    passage: str
    verdict: Agreement


def figures(claim_text: str, passage_text: str) -> tuple[PassageFigure, ...]:
    """The claim's figures, in order, for which the passage has one of the same thing; the others are left out."""
    pairs = cover(read(claim_text), read(passage_text), ()).quantities
    return tuple(
        PassageFigure(pair.claim.text, pair.passage.text, _AGREEMENTS[pair.agreement])
        for pair in pairs
        if pair.passage and pair.agreement in _AGREEMENTS and pair.claim.kind not in _NO_FIGURES
    )
