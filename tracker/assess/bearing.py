"""Bearing: why a passage on which no side was taken may bear on its claim all the same. Pure."""

from dataclasses import dataclass
from typing import Literal

from .types import Judgement, Stance

BEARS_FROM = 0.5
"""The least chance that a passage says something of the claim, from which on a person should know of it."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """`why`: the judge was unsure, a rule held it back, or one text is in a language that it does not read. `stance` is
    the side that it leans to (neutral: it cannot tell which) and `score` the chance; of a veto its `rule` and
    `sentence`.
    """

    why: Literal["unsure", "vetoed", "unread"]
    stance: Stance = "neutral"
    score: float = 0.0
    rule: str = ""
    sentence: str = ""


def bearing(judgement: Judgement) -> Bearing | None:
    """Why a judgement that was not sure enough to be acted on does not prove that its passage says nothing; None: it
    does.
    """
    if veto := judgement.veto:
        found = Bearing("vetoed", veto.stance, veto.score, veto.rule, veto.sentence)
    elif judgement.stance != "neutral":
        found = Bearing("unsure", judgement.stance, judgement.score)
    else:
        found = Bearing("unsure", _side(judgement), round(1 - judgement.score, 4))
    if found.score < BEARS_FROM:
        return None
    return found if judgement.language_read else Bearing("unread")


def _side(judgement: Judgement) -> Stance:
    """The side that a neutral judgement leans to, where its assessor tells the chances of each."""
    if judgement.probabilities is None:
        return "neutral"
    supports, refutes, _ = judgement.probabilities
    return "supports" if supports >= refutes else "refutes"
