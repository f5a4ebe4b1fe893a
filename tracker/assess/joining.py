"""A model's chances and the symbolic reader's reading, joined into one assessment: the same for every model."""

from collections.abc import Sequence
from dataclasses import replace

from . import explain
from .sentence import SentenceJudgement
from .types import STANCES, Judgement, Stance


def alone(chances: Sequence[float], *, assessor: str, version: str) -> Judgement:
    """What the model says by itself, where the reader's rules, which are of English, cannot be asked."""
    supports, refutes, neutral = (float(c) for c in chances)
    score, stance = max(zip((supports, refutes, neutral), STANCES, strict=True))
    return Judgement(
        stance=stance,
        score=round(score, 4),
        reasons=(explain.read_as(stance),),
        assessor=assessor,
        version=version,
        probabilities=(supports, refutes, neutral),
    )


def joined(
    chances: Sequence[float], by_rules: SentenceJudgement, reading: Judgement, *, assessor: str, version: str
) -> Judgement:
    """The model's likeliest stance with the reader's reasons, unless the rules forbid it: then neutral, and why."""
    base = alone(chances, assessor=assessor, version=version)
    forbidden = by_rules.forbidding(base.stance)
    stance: Stance = "neutral" if forbidden else base.stance
    reasons = explain.forbidden(base.stance, by_rules) if forbidden else explain.learned(stance, by_rules)
    if reading.attributed_to and stance != "neutral":
        reasons = (*reasons, explain.attributed(reading.attributed_to))
    return replace(
        base,
        stance=stance,
        score=round(1 - base.score, 4) if forbidden else base.score,
        reasons=reasons,
        deciding=reading.deciding,
        attributed_to=reading.attributed_to,
        negated=reading.negated,
        unrealised=reading.unrealised,
        veto=by_rules.veto(forbidden, base.stance, base.score) if forbidden else None,
    )
