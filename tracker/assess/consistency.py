"""A passage of several sentences counts only where one of them says so.

A network that is shown several sentences puts together what nobody said: "The plant is about to open. The minister came
on Monday." So what takes a side is judged once more, sentence by sentence, each with what stands around it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from . import explain
from .reading import sentences
from .types import ClaimText, Judgement, PassageText, Thresholds, Veto, takes_a_side
from .vetoes import NO_SENTENCE

Pair = tuple[ClaimText, PassageText]

CARRIES_FROM = 0.5
"""The score from which a sentence alone says what its passage says surely; chosen on held-out rows."""


def held_to_sentences(
    pairs: Sequence[Pair],
    answers: Sequence[Judgement],
    judge: Thresholds,
    assess: Callable[[Sequence[Pair]], list[Judgement]],
) -> list[Judgement]:
    """The answers, those neutral that take a side by a passage of which no sentence, by `assess`, takes it."""
    asked = [
        (number, claim, part)
        for number, ((claim, passage), answer) in enumerate(zip(pairs, answers, strict=True))
        if takes_a_side(answer, judge)
        for part in sentences_of(passage)
    ]
    alone = assess([(claim, part) for _, claim, part in asked]) if asked else []
    several = {number for number, _, _ in asked}
    carried = {
        number
        for (number, _, _), part in zip(asked, alone, strict=True)
        if part.stance == answers[number].stance and part.score >= CARRIES_FROM
    }
    return [_uncarried(a) if number in several - carried else a for number, a in enumerate(answers)]


def sentences_of(passage: PassageText) -> Iterator[PassageText]:
    """Each sentence of a passage of several, with the one before it; nothing of a passage of one.

    A network is shown no sentence before a passage, but its title: there both stand.
    """
    places = sentences(passage.text)
    before = passage.before
    for start, end in places if len(places) > 1 else ():
        text = passage.text[start:end]
        yield replace(passage, text=text, before=before, title=f"{passage.title} {before}".strip())
        before = text


def _uncarried(answer: Judgement) -> Judgement:
    return replace(
        answer,
        stance="neutral",
        score=round(1 - answer.score, 4),
        reasons=(explain.NO_SENTENCE, *answer.reasons),
        veto=Veto(NO_SENTENCE, explain.NO_SENTENCE, answer.stance, answer.score),
    )
