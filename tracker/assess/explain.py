"""The reasons of the symbolic reader, in words for people."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .quantities import Quantity

if TYPE_CHECKING:
    from .fit import Cover
    from .sentence import Objections, SentenceJudgement
    from .types import Stance

NOT_ATTRIBUTED = "the passage does not say who says so"
NO_SENTENCE = "none of its sentences says so by itself"
NOT_ALONE = "the large judge is not sure enough to be believed alone"
_READ_AS = {
    "supports": "saying what the claim says",
    "refutes": "contradicting the claim",
    "neutral": "not settling it",
}
_LANGUAGES = {"fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese"}


def attributed(who: str) -> str:
    return f"the passage gives it as the words of {who}"


def said_by_another(who: str) -> str:
    return f"the passage gives it as the words of {who}, not of the claim's speaker"


def support(seen: "Cover") -> tuple[str, ...]:
    """Why a sentence supports: the terms it has, what only the context has, the quantities that agree."""
    reasons = [f"the passage has {_quoted(theirs.surface for _, theirs in seen.found)}"]
    if seen.elsewhere:
        reasons.append(f"the title or the sentences around it have {_quoted(t.surface for t in seen.elsewhere)}")
    if seen.missing:
        reasons.append(f"it lacks only {_quoted(t.surface for t in seen.missing)}")
    reasons += [
        f"the passage says {m.passage.text}, the claim says {m.claim.text}: they agree"
        for m in seen.quantities
        if m.passage and m.agreement == "agrees"
    ]
    return tuple(reasons)


def objections(against: "Objections") -> tuple[str, ...]:
    """Why a sentence contradicts the claim, or leaves it open."""
    reasons = [
        f"the passage says {m.passage.text}, the claim says {m.claim.text}" for m in against.conflicts if m.passage
    ]
    if against.denied_by:
        reasons.append(f"“{against.denied_by.cue}” denies it")
    if against.opposite:
        mine, theirs = against.opposite
        reasons.append(f"the passage says “{theirs.surface}”, the claim says “{mine.surface}”")
    if against.unrealised_by:
        reasons.append(f"“{against.unrealised_by.cue}” does not make it happen")
    if against.swapped:
        reasons.append(f"the passage turns {_quoted(t.surface for t in against.swapped)} round")
    if against.diverted:
        reasons.append(f"the passage says it of “{against.diverted.surface}”")
    if against.no_plan:
        reasons.append("the passage does not speak of a plan")
    reasons += [f"{m.passage.text} in the passage leaves {m.claim.text} open" for m in against.open if m.passage]
    return tuple(reasons)


def gaps(seen: "Cover") -> tuple[str, ...]:
    """Why a sentence says too little."""
    lost = [t.surface for t in seen.missing] + [m.claim.text for m in seen.quantities if m.agreement == "missing"]
    if lost:
        return (f"the passage lacks {_quoted(lost)}",)
    return ("the passage has the words, but not together",)


def read_as(stance: "Stance") -> str:
    return f"the model reads it as {_READ_AS[stance]}"


def learned(stance: "Stance", by_rules: "SentenceJudgement") -> tuple[str, ...]:
    """Why a model and the rules answer as they do."""
    if stance == by_rules.stance:
        return (*by_rules.reasons, read_as(stance))
    return (read_as(stance), *(f"by the rules: {reason}" for reason in by_rules.reasons))


def forbidden(stance: "Stance", by_rules: "SentenceJudgement") -> tuple[str, ...]:
    """Why the rules do not allow what the model would say."""
    doubts = (by_rules.doubt,) if by_rules.doubt else ()
    return (*doubts, *by_rules.reasons, f"{read_as(stance)}, which the rules forbid")


def larger(stance: "Stance", quote: str) -> str:
    """What a large judge makes of a passage, with the words that it rests on."""
    words = f", by the words {_quoted([quote])}" if quote else ""
    return f"the large judge reads it as {_READ_AS[stance]}{words}"


def doubt(smaller: "Stance", larger: "Stance") -> str:
    """Why two judges together claim nothing."""
    if smaller == larger:
        return "the large judge is not sure enough, so nothing is claimed"
    return f"the smaller judge reads it as {_READ_AS[smaller]}; they do not agree, so nothing is claimed"


def foreign(
    unread: tuple[str, str], names: Sequence[str], wanted: Iterable[Quantity], present: Iterable[Quantity]
) -> tuple[str, ...]:
    """What was read of a pair in which one, `unread` (what it is, its language), is not read: names and figures."""
    what, language = unread
    tongue = _LANGUAGES.get(language.lower().partition("-")[0], f"the language “{language}”")
    reasons = [f"the {what} is in {tongue}: only names and figures were read, a person must judge"]
    if names:
        reasons.append(f"it names {_quoted(names)}")
    values = {q.low for q in present}
    if figures := [q.text for q in wanted if q.low in values]:
        reasons.append(f"it has the figures {_quoted(figures)}")
    return tuple(reasons)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words)) or "nothing of the claim"
