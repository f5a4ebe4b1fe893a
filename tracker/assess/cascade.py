"""Two judges, the small one first: the large one is asked only about what would raise a flag, or cannot be read.

The large judge decides whether a stance that the small one takes may stand; where they differ, nothing is claimed.
An answer that could not be had is no answer: the small judge's stands then, and says why it stands alone. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from . import explain
from .types import Assessor, ClaimText, Judge, Judgement, PassageText, Veto, takes_a_side
from .vetoes import TWO_JUDGES


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A pair that a judge has no answer for, and why in words for people."""

    why: str


class LargeJudge(Judge, Protocol):
    """A judge that costs something, or may be out of reach. It reads every language; its answers are assessments by
    its own thresholds, or the reason why there is none."""

    def answer(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement | Unanswered]: ...


class Cascade:
    """Implements `Assessor`. Scores and thresholds are the small judge's; what the large one says alone, of a
    language that the small one does not read, must reach the thresholds of both, and is never `language_read`."""

    def __init__(self, small: Assessor, large: LargeJudge) -> None:
        self._small, self._large = small, large
        self.name = f"{small.name}+{large.name}"

    @property
    def version(self) -> str:
        return f"{self._small.version}+{self._large.version}"

    @property
    def support_threshold(self) -> float:
        return self._small.support_threshold

    @property
    def refute_threshold(self) -> float:
        return self._small.refute_threshold

    def reads(self, language: str) -> bool:
        """What the small judge reads: only there do two judges agree."""
        return self._small.reads(language)

    def assess(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]:
        """One assessment per pair, in order."""
        found = self._small.assess(pairs)
        asked = [i for i, first in enumerate(found) if self._matters(first)]
        for i, second in zip(asked, self._large.answer([pairs[i] for i in asked]), strict=True):
            found[i] = self._settle(found[i], second)
        return [replace(answer, assessor=self.name, version=self.version) for answer in found]

    def _matters(self, first: Judgement) -> bool:
        return not first.language_read or takes_a_side(first, self._small)

    def _settle(self, first: Judgement, second: Judgement | Unanswered) -> Judgement:
        if isinstance(second, Unanswered):
            return replace(first, reasons=(*first.reasons, second.why))
        if not first.language_read:
            return self._alone(first, second)
        said = tuple(f"by the smaller judge: {reason}" for reason in first.reasons)
        if second.stance == first.stance and takes_a_side(second, self._large):
            return replace(first, reasons=(*second.reasons, *said), deciding=second.deciding or first.deciding)
        doubt = explain.doubt(first.stance, second.stance)
        return replace(
            first,
            stance="neutral",
            score=round(1 - first.score, 4),
            reasons=(*second.reasons, doubt, *said),
            veto=Veto(TWO_JUDGES, doubt, first.stance, first.score),
        )

    def _alone(self, first: Judgement, second: Judgement) -> Judgement:
        """What the large judge says of a language that the small one does not read."""
        answer = replace(second, reasons=(*first.reasons, *second.reasons), language_read=False)
        if answer.stance == "neutral" or (takes_a_side(second, self._large) and takes_a_side(second, self._small)):
            return answer
        return replace(
            answer, stance="neutral", score=round(1 - second.score, 4), reasons=(*answer.reasons, explain.NOT_ALONE)
        )
