"""The built-in assessor without a model: reads terms, quantities, negation, modality and attribution, and says why.

It supports a claim only where one sentence has the claim's salient terms and names (the title and the sentences
around it may say who is meant), every quantity agrees, and nothing is denied, planned or opposite. It refutes where
the same subject matter comes with a conflicting quantity, a denial or an opposite. Everything else is neutral.
"""

from collections.abc import Sequence
from dataclasses import replace

from . import explain
from .attribution import Attribution, attribution, speaks_for
from .claims import ClaimReading, read_claim
from .reading import ParsedText, read, sentences
from .sentence import REFUTES_FROM, SUPPORTS_FROM, SentenceJudgement, judge
from .types import ClaimText, Judgement, PassageText, Span

SUPPORT_THRESHOLD = SUPPORTS_FROM
REFUTE_THRESHOLD = REFUTES_FROM
READ_AT_MOST = 8_000
"""Characters of a passage that are read: one to three sentences are far shorter, a table or a bomb is not."""

FOREIGN_SCORE = 0.3
"""The most that is ever claimed about a passage in a language that is not read."""


class SymbolicReader:
    """Implements `Assessor`. Stateless: the analyses it remembers depend on the texts alone."""

    name = "symbolic"
    version = "3"
    support_threshold = SUPPORT_THRESHOLD
    refute_threshold = REFUTE_THRESHOLD

    def assess(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]:
        """One assessment per pair, in order. Never raises for any text."""
        return [self._assess(claim, passage) for claim, passage in pairs]

    def reads(self, language: str) -> bool:
        """English."""
        return is_english(language)

    def _assess(self, claim: ClaimText, passage: PassageText) -> Judgement:
        if not (is_english(claim.language) and is_english(passage.language)):
            return self._foreign(claim, passage)
        return self.read(claim, passage)[1]

    def read(self, claim: ClaimText, passage: PassageText) -> tuple[SentenceJudgement, Judgement]:
        """The judgement of the sentence that says most, for the learned judge, and that of the whole passage."""
        wanted = read_claim(claim.text, claim.kind)
        around = (passage.title[:READ_AT_MOST], passage.before[-READ_AT_MOST:])
        context = [read(text) for text in around if text]
        body = passage.text[:READ_AT_MOST]
        places = sentences(body)
        readings = [read(body[start:end], passage.published_on) for start, end in places]
        judgements = []
        for i, sentence in enumerate(readings):
            others = context + readings[:i] + readings[i + 1 :]
            judgements.append(self._judge(claim, wanted, sentence, others))
        best = max(range(len(judgements)), key=lambda i: judgements[i].rank)
        source = _source(readings[: best + 1])
        return judgements[best], self._answer(judgements[best], places[best][0], source)

    def _judge(
        self, claim: ClaimText, wanted: ClaimReading, sentence: ParsedText, around: list[ParsedText]
    ) -> SentenceJudgement:
        found = judge(wanted, sentence, around)
        if claim.kind == "statement" and (why := _not_theirs(claim, wanted, sentence, around)):
            return replace(found if found.stance == "neutral" else found.as_neutral(why), not_theirs=why)
        return found

    def _answer(self, found: SentenceJudgement, offset: int, source: Attribution | None) -> Judgement:
        reasons = found.reasons
        if source and found.stance != "neutral":
            reasons = (*reasons, explain.attributed(source.who))
        return Judgement(
            stance=found.stance,
            score=round(found.score, 4),
            reasons=reasons,
            assessor=self.name,
            version=self.version,
            deciding=tuple(Span(s.start + offset, s.end + offset) for s in found.deciding),
            attributed_to=source.who if source else None,
            negated=found.negated,
            unrealised=found.unrealised,
            veto=found.own_veto,
        )

    def _foreign(self, claim: ClaimText, passage: PassageText) -> Judgement:
        """The judgement where one text is in another language: neutral, with the names and figures in common."""
        wanted, text = read(claim.text), read(passage.text[:READ_AT_MOST])
        unread = ("claim", claim.language) if is_english(passage.language) else ("passage", passage.language)
        names = sorted({t.surface for t in wanted.terms if t.name and text.find(t.canon)})
        return Judgement(
            stance="neutral",
            score=FOREIGN_SCORE,
            reasons=explain.foreign(unread, names, wanted.quantities, text.quantities),
            assessor=self.name,
            version=self.version,
            language_read=False,
        )


def _source(readings: list[ParsedText]) -> Attribution | None:
    """Who says so: as the last of the sentences tells, else the nearest before it, as reported speech runs on."""
    return next((found for reading in reversed(readings) if (found := attribution(reading.text))), None)


def is_english(language: str) -> bool:
    return language.lower().partition("-")[0] in {"en", ""}


def _not_theirs(claim: ClaimText, wanted: ClaimReading, sentence: ParsedText, around: list[ParsedText]) -> str:
    """A claim that someone said something needs that speaker, not only the thing said: why it lacks them, or ""."""
    speakers = claim.speaker_names or ((wanted.speaker,) if wanted.speaker else ())
    source = attribution(sentence.text) or next((a for r in around[::-1] if (a := attribution(r.text))), None)
    if source is None:
        return explain.NOT_ATTRIBUTED
    if source.named and not speaks_for(source.who, speakers):
        return explain.said_by_another(source.who)
    if not source.named and _is_called(source.who, speakers):
        return ""
    if not source.named and not any(_names(r, speakers) for r in (sentence, *around)):
        return explain.said_by_another(source.who)
    return ""


def _is_called(who: str, speakers: tuple[str, ...]) -> bool:
    """Whether a speaker without a name is the claim's: "the fire brigade" of both."""
    return who.lower().removeprefix("the ") in {speaker.lower().removeprefix("the ") for speaker in speakers}


def _names(reading: ParsedText, speakers: tuple[str, ...]) -> bool:
    """Whether a text names a speaker, so that "he said" can mean them."""
    return any(speaks_for(t.surface, speakers) for t in reading.terms if t.name)
