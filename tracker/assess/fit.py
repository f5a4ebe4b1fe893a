"""How well a sentence covers a claim's subject matter: the features, their weights, and which quantities agree.

The weights are those of a logistic regression over pairs in which nothing contradicts (no denied,
unrealised or conflicting part), fitted to the training part of VitaminC (Schuster et al., 2021): real revisions of
encyclopedia pages.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .dates import with_year_of
from .quantities import Quantity, compare, nearest, of_one_thing, settles
from .reading import ParsedText
from .terms import CLASSIFIER_STEMS, Token, opposites, weight

Agreement = Literal["agrees", "open", "conflict", "missing"]

WEIGHTS = {
    "bias": -0.82,
    "covered_here": 1.68,
    "covered": 0.89,
    "weight_missing": -0.41,
    "subject_missing": -3.00,
    "names_missing": -1.00,
    "quantities_agree": 1.27,
    "quantities_missing": -1.79,
    "no_quantity": -0.43,
    "neighbours_kept": 0.41,
    "claim_terms": 0.84,
    "sentence_terms": -0.27,
    "last_missing": -0.85,
}
"""In the order of `features`. Two were set by judgement, where the encyclopedia pages (full of pronouns) say nothing:
a subject or a name that is found nowhere, not even in the title."""
FEATURES = tuple(WEIGHTS)
DEED_SHARE = 0.5
"""The share of a claim's words besides its names that a sentence must have to be about the same deed."""


_COUNTED = frozenset({"number", "measure"})


@dataclass(frozen=True, slots=True)
class QuantityMatch:
    """How the passage answers one quantity of the claim, and with which of its own."""

    claim: Quantity
    agreement: Agreement
    passage: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """Which terms of the claim a sentence has: `found` pairs them, `elsewhere` are in title or context only.
    `opposite` is the first of them that the sentence has as its opposite; it is among `found`."""

    found: tuple[tuple[Token, Token], ...]
    elsewhere: tuple[Token, ...]
    missing: tuple[Token, ...]
    quantities: tuple[QuantityMatch, ...]
    opposite: tuple[Token, Token] | None = None


def cover(claim: ParsedText, sentence: ParsedText, context: Sequence[ParsedText]) -> Cover:
    """Find each term and quantity of `claim` in `sentence`, else in `context` (title, neighbouring sentences)."""
    found: list[tuple[Token, Token]] = []
    elsewhere: list[Token] = []
    missing: list[Token] = []
    opposite: tuple[Token, Token] | None = None
    for term in claim.terms:
        if here := sentence.find(term.canon):
            found.append((term, here[0]))
        elif there := _opposite(term, sentence):
            found.append((term, there))
            opposite = opposite or (term, there)
        elif _implied(term, found) or any(
            (term.name or i == 0) and reading.find(term.canon) for i, reading in enumerate(context)
        ):
            elsewhere.append(term)
        else:
            missing.append(term)
    return Cover(
        tuple(found), tuple(elsewhere), tuple(missing), tuple(match_of(q, sentence) for q in claim.quantities), opposite
    )


def _opposite(term: Token, sentence: ParsedText) -> Token | None:
    for other in opposites(term.canon):
        for there in sentence.by_stem.get(other, ()):
            # "lost to" turns the roles round and is no opposite of "beat".
            if not sentence.text.startswith(" to ", there.end):
                return there
    return None


def _implied(term: Token, found: Sequence[tuple[Token, Token]]) -> bool:
    """A word that only says what kind of thing the name before it is: "the Jupiter supercomputer" is Jupiter."""
    return term.canon in CLASSIFIER_STEMS and bool(found) and found[-1][0].name and found[-1][0].end == term.start - 1


def match_of(quantity: Quantity, sentence: ParsedText) -> QuantityMatch:
    """How a sentence answers one quantity of a claim, and with which of its own."""
    kinds = _COUNTED if quantity.kind in _COUNTED else {quantity.kind}
    candidates = [with_year_of(c, quantity) for c in sentence.quantities if c.kind in kinds]
    related = [(with_year_of(quantity, c), c) for c in candidates]
    for mine, theirs in related:
        if mine.is_point and compare(mine, theirs) == "same":
            return QuantityMatch(quantity, "agrees", theirs)
    close = candidates if quantity.kind == "date" else nearest(quantity, candidates)
    pairs = [(with_year_of(quantity, c), c) for c in close]
    for mine, theirs in pairs:
        if settles(mine, theirs):
            return QuantityMatch(quantity, "agrees", theirs)
    for agreement in ("compatible", "conflict"):
        for mine, theirs in pairs:
            if compare(mine, theirs) == agreement:
                return QuantityMatch(quantity, _grade(mine, theirs, agreement), theirs)
    return QuantityMatch(quantity, "missing")


def _grade(mine: Quantity, theirs: Quantity, relation: str) -> Agreement:
    """A conflict counts where both surely mean one thing; another day leaves open, another count says nothing."""
    if relation == "compatible":
        return "open"
    if of_one_thing(mine, theirs):
        return "conflict"
    return "open" if mine.kind == "date" else "missing"


def features(claim: ParsedText, sentence: ParsedText, seen: Cover) -> list[float]:
    """The values of `FEATURES`, in their order."""
    total = sum(weight(t) for t in claim.terms) or 1.0
    here = sum(weight(t) for t, _ in seen.found)
    away = sum(weight(t) for t in seen.elsewhere)
    lost = sum(weight(t) for t in seen.missing)
    subject = next((t for t in claim.terms[:1] if t.name), None)
    others = [t for t in claim.terms if t.name and t is not subject]
    # A conflicting quantity is about the same matter as much as an agreeing one.
    agreeing = [m for m in seen.quantities if m.agreement in {"agrees", "conflict"} and m.claim.kind != "label"]
    asked = sum(m.claim.kind != "label" for m in seen.quantities)
    return [
        1.0,
        here / total,
        (here + away) / total,
        min(lost, 4.0),
        float(subject in seen.missing),
        sum(t in seen.missing for t in others) / len(others) if others else 0.0,
        min(len(agreeing), 3) / 3,
        (asked - len(agreeing)) / asked if asked else 0.0,
        float(not asked),
        _neighbours(seen),
        min(len(claim.terms), 12) / 12,
        math.log1p(len(sentence.terms)),
        float(bool(claim.terms) and claim.terms[-1] in seen.missing),
    ]


def deed_found(claim: ParsedText, seen: Cover) -> bool:
    """Whether the sentence has what is said of the names, and not the names alone.

    Where no figure (a day is none) agrees, a fair share of the claim's other words must be there.
    """
    if any(m.agreement in {"agrees", "conflict"} and m.claim.kind not in {"date", "label"} for m in seen.quantities):
        return True
    asked = sum(weight(t) for t in claim.terms if not t.name)
    return sum(weight(mine) for mine, _ in seen.found if not mine.name) >= DEED_SHARE * asked


def _neighbours(seen: Cover) -> float:
    """The share of the claim's neighbouring terms that stand near each other, in order, in the sentence."""
    places = [theirs.start for _, theirs in seen.found]
    if len(places) < 2:
        return 0.0
    return sum(0 < b - a < 60 for a, b in itertools.pairwise(places)) / (len(places) - 1)


def score(values: Sequence[float]) -> float:
    """The probability, between 0 and 1, that the sentence states what the claim does, if nothing contradicts."""
    total = sum(WEIGHTS[name] * value for name, value in zip(FEATURES, values, strict=True))
    return 1.0 / (1.0 + math.exp(-total))
