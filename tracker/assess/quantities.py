"""Quantities as intervals, and how the one in a claim stands to the one in a passage.

Every quantity is read as the closed interval of values it allows: "1.5 billion" is a point with the
tolerance of its last digit, "more than 23 million" is open upwards, "150 to 200 million" is a range,
"before 30 October 2011" is all days up to the 29th. Numbers are read by `numbers.py`, days by `dates.py`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .currencies import one_currency

Kind = Literal["number", "money", "percent", "measure", "ordinal", "score", "date", "label"]
Relation = Literal["same", "compatible", "conflict", "unrelated"]

FALL = frozenset(
    {"fall", "loss", "lose", "down", "cut", "shrink", "shrunk", "contract", "slip", "low", "lower", "minu"}
)
"""Stems (`terms.canon`) that give a figure beside them a minus."""

CLEAR_DIFFERENCE = 0.15
"""Two points further apart than this share of the larger one conflict, however they are rounded."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and the interval `low`..`high` it allows; `start` and `end` are its place in the text.

    Values: plain numbers in ones, money in units of `unit` (an ISO 4217 code), percentages in percent (unit "points":
    percentage points), measures in units of their dimension (`units.Unit`), of which one of the unit written is `size`;
    dates in days (`datetime.date.toordinal`); a label ("Chapter 3") has the word before it as unit. `per` is the
    dimension or thing that it is said of one of, `per_size` how much of the dimension. `low_open` and
    `high_open` leave the bound itself out. `slack` is how far a point may be off by rounding, `rounding` how far once
    it was converted from another unit. `words` are the stems of what is counted ("servers"), `near` those around it.
    `month_day` marks a day without its year; `cut` a figure of which the text may have had more: it never conflicts.
    """

    kind: Kind
    low: float
    high: float
    start: int
    end: int
    text: str
    unit: str = ""
    slack: float = 0.0
    low_open: bool = False
    high_open: bool = False
    words: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    month_day: bool = False
    size: float = 1.0
    rounding: float = 0.0
    per: str = ""
    per_size: float = 1.0
    cut: bool = False

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    @property
    def is_bound(self) -> bool:
        return math.isinf(self.low) or math.isinf(self.high)


def compare(claim: Quantity, passage: Quantity) -> Relation:
    """How the passage's quantity stands to the claim's.

    `same`: the same value within rounding, or the same interval. `compatible`: both may be true.
    `conflict`: the same kind of thing, and both cannot be true. `unrelated`: another kind or unit.
    """
    if not comparable(claim, passage):
        return "unrelated"
    relation = _relation(claim, _as_said_of(passage, claim))
    if relation == "same":
        return "same" if claim.kind != "percent" or claim.unit == passage.unit else "compatible"
    if relation == "conflict" and not _may_conflict(claim, passage):
        return "unrelated"
    return relation


def _relation(claim: Quantity, passage: Quantity) -> Relation:
    if _same(claim, passage) or _told_as_fall(claim, passage):
        return "same"
    return "compatible" if _overlap(claim, passage) else "conflict"


def _may_conflict(claim: Quantity, passage: Quantity) -> bool:
    """Whether two figures that differ are both whole, and say of one unit, of one thing each, how much it is."""
    if claim.cut or passage.cut or claim.per != passage.per or claim.kind != passage.kind:
        return False
    return claim.kind != "percent" or claim.unit == passage.unit


def _as_said_of(passage: Quantity, claim: Quantity) -> Quantity:
    """The passage's figure as the claim would put it: per month what it puts per year, without a unit what it counts
    in one.
    """
    if {claim.kind, passage.kind} == {"number", "measure"}:
        return _times(passage, claim.size / passage.size)
    return _times(passage, claim.per_size / passage.per_size) if claim.per == passage.per else passage


def _times(quantity: Quantity, factor: float) -> Quantity:
    if factor == 1.0:
        return quantity
    scaled = {name: getattr(quantity, name) * factor for name in ("low", "high", "slack", "rounding")}
    return replace(quantity, **scaled)


def settles(claim: Quantity, passage: Quantity) -> bool:
    """Whether the passage's quantity, if true, makes the claim's true (and not merely possible)."""
    relation = compare(claim, passage)
    if relation != "compatible" or (claim.kind == "percent" and claim.unit != passage.unit):
        return relation == "same"
    passage = _as_said_of(passage, claim)
    return _within(claim, passage) or _rounded_bound(claim, passage)


def comparable(claim: Quantity, passage: Quantity) -> bool:
    """The same kind and dimension or currency; for plain numbers also a shared counted thing, where both name one. A
    number that counts nothing may be one of any unit ("aged 45").
    """
    if {claim.kind, passage.kind} == {"number", "measure"}:
        bare = claim if claim.kind == "number" else passage
        return not bare.words and not bare.unit
    if claim.kind != passage.kind:
        return False
    if claim.kind == "money":
        return one_currency(claim.unit, passage.unit)
    if claim.unit != passage.unit and claim.kind != "percent":
        return False
    if claim.kind not in {"number", "ordinal"} or not claim.words or not passage.words:
        return True
    return bool(claim.words & (passage.words | passage.near) or claim.near & passage.words)


def of_one_thing(claim: Quantity, passage: Quantity) -> bool:
    """Whether two comparable figures surely mean one thing, so that a difference is a contradiction."""
    if claim.kind in {"number", "ordinal", "measure"}:
        if claim.kind != "measure" and claim.words and passage.words:
            return bool(claim.words & passage.words)
        return bool((claim.words | claim.near) & (passage.words | passage.near))
    if claim.kind == "date" and not claim.is_bound:
        return len((claim.words | claim.near) & (passage.words | passage.near)) >= 2
    return True


def nearest(claim: Quantity, candidates: Sequence[Quantity]) -> list[Quantity]:
    """Those candidates whose surroundings share most with the claim's: the ones that mean the same thing."""
    related = [c for c in candidates if comparable(claim, c)]
    if len(related) < 2:
        return related
    shared = [_kinship(claim, c) for c in related]
    best = max(shared)
    return [c for c, n in zip(related, shared, strict=True) if n >= best]


def _kinship(claim: Quantity, other: Quantity) -> int:
    beside = len(claim.words & (other.words | other.near)) + len(other.words & claim.near)
    return 2 * beside + len(claim.near & other.near) + 2 * _of_one_size(claim, other)


def _of_one_size(a: Quantity, b: Quantity) -> bool:
    """Within half as much again of each other: figures for one thing seldom differ by more."""
    x, y = (abs(q.low if math.isinf(q.high) else q.high) for q in (a, b))
    return min(x, y) > 0 and max(x, y) <= 1.5 * min(x, y)


def _same(a: Quantity, b: Quantity) -> bool:
    if a.is_point and b.is_point:
        return abs(a.low - b.low) <= _slack(a, b) or math.isclose(a.low, b.low, rel_tol=1e-12)
    # "more than 500,000" and "at least 500,000" are told apart by no reader.
    return a.low == b.low and a.high == b.high


def _slack(a: Quantity, b: Quantity) -> float:
    """How far two points may be off by rounding; whole counts are exact, unless they are of two units."""
    return max(a.slack, b.slack) if a.size == b.size or a.kind != b.kind else max(a.rounding, b.rounding)


def _told_as_fall(a: Quantity, b: Quantity) -> bool:
    """ "Fell by 3.2 percent" is what a table gives as "−3.2 percent"."""
    if a.kind == "date" or not (a.is_point and b.is_point) or a.low * b.low >= 0:
        return False
    positive, negative = (a, b) if a.low > 0 else (b, a)
    falls = not FALL.isdisjoint(positive.near | positive.words)
    return falls and abs(a.low + b.low) <= _slack(a, b) and FALL.isdisjoint(negative.near | negative.words)


def _overlap(a: Quantity, b: Quantity) -> bool:
    if a.is_point and b.is_point:
        gap = abs(a.low - b.low)
        loose = _slack(a, b) * 10
        return gap <= loose and gap <= 0.25 * CLEAR_DIFFERENCE * max(abs(a.low), abs(b.low))
    if a.is_point and b.is_bound and a.low in {b.low, b.high}:
        return True  # "over 983,000" is how a source that knows 983,000 puts it
    low, high = max(a.low, b.low), min(a.high, b.high)
    if low < high:
        return True
    if low > high:
        return False
    return not (
        (a.low == low and a.low_open)
        or (b.low == low and b.low_open)
        or (a.high == high and a.high_open)
        or (b.high == high and b.high_open)
    )


def _within(claim: Quantity, passage: Quantity) -> bool:
    """The passage's interval lies inside the claim's."""
    above = passage.low > claim.low or (passage.low == claim.low and (passage.low_open or not claim.low_open))
    below = passage.high < claim.high or (passage.high == claim.high and (passage.high_open or not claim.high_open))
    return above and below


def _rounded_bound(claim: Quantity, passage: Quantity) -> bool:
    """ "3,000 employees" is said of "more than 3,000", and "about 3,000" of 3,012."""
    if claim.kind == "date" or not claim.is_point:
        return False
    if passage.is_bound:
        return abs((passage.high if math.isinf(passage.low) else passage.low) - claim.low) <= claim.slack
    return passage.low <= claim.low <= passage.high and passage.high - passage.low <= 0.25 * claim.low
