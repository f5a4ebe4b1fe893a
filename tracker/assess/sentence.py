"""One claim against one sentence: what the sentence covers, what contradicts, and the judgement with its reasons."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from . import explain
from .claims import ClaimReading
from .contradiction import contradicting
from .doubts import doubt
from .fit import Cover, QuantityMatch, cover, deed_found, features, score
from .modality import Scope, is_progressive
from .reading import ParsedText
from .signals import signals
from .terms import Token, weight
from .types import Span, Stance, Veto
from .verbs import tells_of_done, verb_of
from .vetoes import CONTRADICTED, DENIED, DOUBT, LEFT_OPEN, NO_PLAN, OTHER_FIGURES, SPEAKER, UNREALISED

SUPPORTS_FROM = 0.6
REFUTES_FROM = 0.65
"""The fit (see `fit.score`) from which the subject matter counts as the same; chosen on held-out rows."""

VETOES = (UNREALISED, NO_PLAN)  # by the names of their signals
CONTRADICTIONS = frozenset({"denied", "opposite"})
_HALF = 0.5
_INTO = frozenset({"in", "near", "of", "from", "with", "at", "for"})
_NAMES_ALONE = 0.2
_PASSIVE = re.compile(r"\b(?:is|was|were|been|being|are|be|of|by)\b")


@dataclass(frozen=True, slots=True)
class SentenceJudgement:
    """What one sentence says about a claim. `deciding` counts from the start of the sentence. `fit` and `noticed`
    are for the learned judge; `not_theirs` says why the words are not the speaker's that a statement needs, `doubt` why
    a model's support is not to be believed, `other_figures` that a figure of the same thing differs,
    `figures_contradict` that one can be shown to contradict the claim.
    """

    stance: Stance
    score: float
    reasons: tuple[str, ...]
    deciding: tuple[Span, ...] = ()
    negated: bool = False
    unrealised: bool = False
    fit: float = 0.0
    noticed: tuple[str, ...] = ()
    not_theirs: str = ""
    doubt: str = ""
    other_figures: bool = False
    figures_contradict: bool = False

    @property
    def signals(self) -> tuple[str, ...]:
        """What was noticed, and the stance taken, as `signals.SIGNALS`."""
        return self.noticed if self.stance == "neutral" else (*self.noticed, self.stance)

    @property
    def rank(self) -> tuple[bool, float]:
        """A sentence that takes a stance goes before one that does not."""
        return (self.stance != "neutral", self.score if self.stance != "neutral" else 1 - self.score)

    def forbidding(self, stance: Stance) -> str:
        """The rule that forbids a stance, whatever score a model gives it, or "": a plan is no deed, a statement needs
        its speaker, and nothing supports that the rules see denied or doubt.
        """
        if stance == "neutral":
            return ""
        if self.not_theirs:
            return SPEAKER
        if rule := next((rule for rule in VETOES if rule in self.noticed), ""):
            return rule
        if stance != "supports":
            return ""
        if self.stance == "refutes":
            return CONTRADICTED
        if self.other_figures:
            return OTHER_FIGURES
        return DENIED if "denied" in self.noticed else DOUBT if self.doubt else ""

    def veto(self, rule: str, stance: Stance, score: float) -> Veto:
        """That a rule held a stance back, with what it saw here."""
        seen = {SPEAKER: self.not_theirs, DOUBT: self.doubt}.get(rule) or "; ".join(self.reasons)
        return Veto(rule, seen, stance, round(score, 4))

    @property
    def own_veto(self) -> Veto | None:
        """What kept the rules themselves from taking a side on the claim's very matter; None: nothing did."""
        if self.stance != "neutral" or self.fit < SUPPORTS_FROM:
            return None
        side: Stance = "refutes" if self.contradicts else "supports"
        return self.veto(self.forbidding(side) or LEFT_OPEN, side, self.fit)

    @property
    def contradicts(self) -> bool:
        """Whether the rules found a contradiction that can be shown to a person."""
        return self.figures_contradict or not CONTRADICTIONS.isdisjoint(self.noticed)

    def as_neutral(self, reason: str) -> "SentenceJudgement":
        return replace(self, stance="neutral", score=_HALF, reasons=(reason, *self.reasons))


@dataclass(frozen=True, slots=True)
class Objections:
    """What keeps a sentence that covers the claim's matter from supporting it."""

    denied_by: Scope | None = None
    unrealised_by: Scope | None = None
    no_plan: bool = False
    opposite: tuple[Token, Token] | None = None
    swapped: tuple[Token, Token] | None = None
    diverted: Token | None = None
    conflicts: tuple[QuantityMatch, ...] = ()
    contradicting: tuple[QuantityMatch, ...] = ()
    open: tuple[QuantityMatch, ...] = ()

    @property
    def contradict(self) -> bool:
        """An opposite that is denied agrees again; a conflicting quantity never does."""
        return bool(self.contradicting) or (self.denied_by is None) != (self.opposite is None)

    @property
    def leave_open(self) -> bool:
        both = self.denied_by and self.opposite
        other_role = self.conflicts and not self.contradicting
        return self.no_plan or bool(
            self.unrealised_by or self.open or other_role or self.swapped or self.diverted or both
        )


def judge(claim: ClaimReading, sentence: ParsedText, around: Sequence[ParsedText]) -> SentenceJudgement:
    """Judge `claim` by `sentence`; `around` (title, neighbouring sentences) only tells who and what is meant."""
    seen = cover(claim.content, sentence, around)
    fit = score(features(claim.content, sentence, seen)) if deed_found(claim.content, seen) else _NAMES_ALONE
    against = object_to(claim, sentence, seen)
    stance, sure, reasons, deciding = _stance(seen, against, fit)
    return SentenceJudgement(
        stance,
        sure,
        reasons,
        deciding,
        negated=against.denied_by is not None,
        unrealised=against.unrealised_by is not None,
        fit=fit,
        noticed=signals(claim.content, seen, against, fit),
        doubt=doubt(claim.content, sentence),
        other_figures=any(match.claim.kind != "date" or fit >= REFUTES_FROM for match in against.conflicts),
        figures_contradict=bool(against.contradicting),
    )


def _stance(seen: Cover, against: Objections, fit: float) -> tuple[Stance, float, tuple[str, ...], tuple[Span, ...]]:
    """The stance, its score, the reasons and the words that decided."""
    objections = explain.objections(against)
    deciding = _deciding(seen, against)
    contradicted, left_open = against.contradict, against.leave_open
    if fit >= REFUTES_FROM and contradicted and not left_open:
        return "refutes", fit, objections, deciding
    if fit >= SUPPORTS_FROM and not contradicted and not left_open:
        return "supports", fit, explain.support(seen), deciding
    if contradicted or left_open:
        return "neutral", 1 - fit / 2, objections or explain.gaps(seen), deciding
    return "neutral", 1 - fit, explain.gaps(seen), deciding


def object_to(claim: ClaimReading, sentence: ParsedText, seen: Cover) -> Objections:
    """Everything that speaks against reading `sentence` as support of `claim`."""
    acts = _acts(claim.content, seen)
    conflicts = tuple(m for m in seen.quantities if m.agreement == "conflict" and m.claim.kind != "label")
    # Figures of another day are other figures, not wrong ones.
    dated = any(m.claim.kind == "date" for m in conflicts) and any(
        m.claim.kind not in {"date", "label"} for m in seen.quantities
    )
    return Objections(
        denied_by=_denial(claim.content, sentence, acts) or _excluded(claim.content, sentence, seen),
        unrealised_by=None if claim.is_plan else _unrealised(claim.content, sentence, acts),
        no_plan=claim.is_plan and not _governing(sentence.planned, [theirs for _, theirs in acts]),
        opposite=seen.opposite,
        swapped=_swapped(seen, sentence),
        diverted=_diverted(seen, claim.content, sentence),
        conflicts=() if dated else conflicts,
        contradicting=() if dated else contradicting(claim.content, seen),
        open=tuple(m for m in seen.quantities if _leaves_open(m, dated=dated)),
    )


def _acts(claim: ParsedText, seen: Cover) -> list[tuple[Token, Token]]:
    """What of the claim a cue must govern in the sentence: its verb where that is found, else all but its names."""
    verb = verb_of(claim)
    found = [(mine, theirs) for mine, theirs in seen.found if not theirs.name]
    return [pair for pair in found if pair[0] is verb] or found or list(seen.found)


def _leaves_open(match: QuantityMatch, *, dated: bool) -> bool:
    return match.agreement == "open" or (match.agreement == "conflict" and (dated or match.claim.kind == "label"))


def _unrealised(claim: ParsedText, sentence: ParsedText, acts: Sequence[tuple[Token, Token]]) -> Scope | None:
    """The cue by which the claim's act has not happened; what is under way happens, and is only not done yet."""
    scopes = sentence.unrealised
    if not tells_of_done(claim):
        scopes = tuple(scope for scope in scopes if not is_progressive(scope))
    return _only_in(scopes, claim.unrealised, acts)


def _denial(claim: ParsedText, sentence: ParsedText, acts: Sequence[tuple[Token, Token]]) -> Scope | None:
    """The cue that denies the claim's act on one side only: in the sentence, or in the claim itself."""
    back = [(theirs, mine) for mine, theirs in acts]
    return _only_in(sentence.denied, claim.denied, acts) or _only_in(claim.denied, sentence.denied, back)


def _excluded(claim: ParsedText, sentence: ParsedText, seen: Cover) -> Scope | None:
    """ "Not Alice": a denial right before the claim's subject."""
    subject = next((theirs for mine, theirs in seen.found if mine is claim.terms[0] and mine.name), None)
    if subject is None:
        return None
    return next((scope for scope in sentence.denied if 0 <= subject.start - scope.start <= 1), None)


def _only_in(here: Sequence[Scope], there: Sequence[Scope], acts: Sequence[tuple[Token, Token]]) -> Scope | None:
    """The cue of `here` that governs the acts (second of each pair); None where one of `there` covers any (first)."""
    if any(scope.covers(first.start) for scope in there for first, _ in acts):
        return None
    return _governing(here, [second for _, second in acts])


def _governing(scopes: Iterable[Scope], acts: Sequence[Token]) -> Scope | None:
    """The first cue whose scope covers at least half of the weight of `acts`; None where none does."""
    total = sum(weight(t) for t in acts)
    if not total:
        return None
    for scope in scopes:
        if sum(weight(t) for t in acts if scope.covers(t.start)) >= _HALF * total:
            return scope
    return None


def _swapped(seen: Cover, sentence: ParsedText) -> tuple[Token, Token] | None:
    """The two names around the claim's verb, where the sentence has them the other way round and no passive."""
    for (a, a_there), (verb, verb_there), (b, b_there) in zip(seen.found, seen.found[1:], seen.found[2:], strict=False):
        if a.name and b.name and not verb.name and b_there.start < verb_there.start < a_there.start:
            ahead = sentence.text[b_there.start : verb_there.start]
            behind = sentence.text[verb_there.end : a_there.start]
            if not _PASSIVE.search(ahead) and not behind.lstrip().startswith("by "):
                return a, b
    return None


def _diverted(seen: Cover, claim: ParsedText, sentence: ParsedText) -> Token | None:
    """What the sentence puts between the claim's verb and its name: "acquired a stake in X" is not "acquired X"."""
    for (verb, verb_there), (name, name_there) in zip(seen.found, seen.found[1:], strict=False):
        if verb.name or not name.name or name.start - verb.end > 1 or verb_there.end > name_there.start:
            continue
        between = [t for t in sentence.tokens if verb_there.end <= t.start < name_there.start]
        if len(between) < 2 or between[-1].surface not in _INTO:
            continue
        for token in between:
            if not token.stop and not claim.find(token.canon):
                return token
    return None


def _deciding(seen: Cover, against: Objections) -> tuple[Span, ...]:
    """The words that decided: what contradicts, where something does; else what was found."""
    if against.conflicts:
        spans = [(m.passage.start, m.passage.end) for m in against.conflicts if m.passage]
    elif cue := against.denied_by or against.unrealised_by:
        spans = [(cue.cue_start, cue.start)]
    elif against.opposite:
        spans = [(against.opposite[1].start, against.opposite[1].end)]
    else:
        spans = [(t.start, t.end) for _, t in seen.found]
        spans += [(m.passage.start, m.passage.end) for m in seen.quantities if m.passage]
    return tuple(Span(*s) for s in sorted(set(spans)))
