"""What an assessor is given and what it answers: plain values, shared by every assessor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

Stance = Literal["supports", "refutes", "neutral"]
"""FEVER's SUPPORTS / REFUTES / NOT ENOUGH INFO (Thorne et al., 2018)."""

STANCES: tuple[Stance, ...] = ("supports", "refutes", "neutral")
"""In the order in which probabilities are given."""

ClaimKind = Literal["event", "quantity", "state", "plan", "statement"]


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim as an assessor sees it: its words, its kind, and the names its speaker goes by."""

    text: str
    kind: str = "event"
    language: str = "en"
    speaker_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageText:
    """One to three sentences of a document, with what is needed to read them.

    `title` and `before` (the sentences just ahead of the passage) say who is meant; they are never
    evidence by themselves. `published_on` gives dates without a year their year.
    """

    text: str
    language: str = "en"
    title: str = ""
    before: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of a passage's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Veto:
    """What kept a judge from taking a side: the `rule` by its name (`vetoes.RULES`), what it saw as a `sentence` for
    people, and the side with the score that it would have had.
    """

    rule: str
    sentence: str
    stance: Stance
    score: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one passage says about one claim.

    `score` (0 to 1) is the confidence in `stance`. `reasons` are sentences for people. `deciding` are the
    words of the passage that decided, in order. `attributed_to` is who the passage says says so, as
    written, or None when it speaks in its own name. `negated` and `unrealised` tell that the passage denies
    the claim's fact, or only plans, expects or doubts it. `probabilities`, where the assessor has them, are
    those of `STANCES` before any rule had its say. `language_read` is false where claim or passage is in a
    language that the assessor, or the smaller of two, does not read: no automatic change rests on it. `veto` is the
    rule that made it neutral, where one did.
    """

    stance: Stance
    score: float
    reasons: tuple[str, ...]
    assessor: str
    version: str
    deciding: tuple[Span, ...] = ()
    attributed_to: str | None = None
    negated: bool = False
    unrealised: bool = False
    probabilities: tuple[float, float, float] | None = None
    language_read: bool = True
    veto: Veto | None = None


class Thresholds(Protocol):
    """From which score on each stance counts: that part of a judge."""

    @property
    def support_threshold(self) -> float: ...
    @property
    def refute_threshold(self) -> float: ...


class Judge(Thresholds, Protocol):
    """Who judges: its name, and the version that its thresholds belong to."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...


class Assessor(Judge, Protocol):
    """Judges pairs in batches; the answer has one assessment per pair, in the same order.

    A `supports` is worth acting on from `support_threshold`, a `refutes` from `refute_threshold`; both
    belong to this `version` and were chosen on held-out rows. What it does not `reads` (a BCP 47 tag; empty where
    unknown) it labels, and leaves neutral.
    """

    def reads(self, language: str) -> bool: ...
    def assess(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]: ...


def takes_a_side(answer: Judgement, judge: Thresholds) -> bool:
    """Does the answer support or refute, surely enough for its judge to be acted on?"""
    floors = {"supports": judge.support_threshold, "refutes": judge.refute_threshold}
    return answer.stance in floors and answer.score >= floors[answer.stance]
