"""Edits of a passage that change what it says about its claim: a denial, a plan, another number, another name.

Each flip takes a passage that supports its claim and returns the edited passage, or None where it finds nothing to
edit. They are what a reader must not fall for: "agreed to acquire" is not "has acquired".
"""

import random
import re
from collections.abc import Sequence
from pathlib import Path

_PAST = dict(line.split() for line in (Path(__file__).parent / "past_tense.txt").read_text().splitlines())
_VERB = re.compile(r"(?<=[\w)”\"] )(?:" + "|".join(sorted(_PAST, key=len, reverse=True)) + r")\b(?! by\b)")
_WAS = re.compile(r"\b(?:was|were)\b(?! not\b)")
_IS = re.compile(r"\b(?:is|are)\b(?! not\b)")
_HAS = re.compile(r"\b(?:has|have) (?=\w+(?:ed|en|un|ne|wn|ld|de)\b)")
_NOT = re.compile(r"\b(was|were|is|are|has|have|did|does|do|had|will|could|would|can)(?: not|n't) ")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
_FRAMES = (
    "There are unconfirmed reports that {}",
    "It is not known whether {}",
    "If {}, the matter would look different.",
    "Analysts expect that {}",
    "It had been hoped that {}",
    "A rumour that {} has not been confirmed.",
    "Critics had asked whether {}",
)
_FRAMED = 0.25
_MOST = 0.6
_PLANNED_VERB = (
    "will {}",
    "plans to {}",
    "agreed to {}",
    "is expected to {}",
    "aims to {}",
    "is in talks to {}",
    "may {}",
    "had hoped to {}",
    "considered whether to {}",
    "was set to {}",
    "signed a deal to {}",
)
_DENIED_VERB = ("did not {}", "failed to {}", "refused to {}", "has yet to {}", "was unable to {}")
_PLANNED_WAS = ("will be", "may be", "is expected to be", "is to be", "could be", "was to have been", "might have been")
_DENIED_WAS = ("was not", "was never", "has not been", "is no longer")
_PLANNED_IS = ("may become", "could be", "is expected to be", "will be", "hopes to be", "was once thought to be")
_DENIED_IS = ("is not", "is no longer", "has never been", "is not, as was once said,")
_PLANNED_HAS = ("could have ", "may have ", "will have ", "is said to have ", "hopes to have ")
_DENIED_HAS = ("has not ", "has never ", "has not yet ")


_CLAIM_OPEN = re.compile(
    r"\b(?:will|would|could|may|might|should|plan\w*|expect\w*|hope\w*|not|never|no|if|failed)\b|n't"
)
_WORD = re.compile(r"[A-Za-z]{4,}|\d+")


def deny(passage: str, claim: str, rng: random.Random) -> str | None:
    """Deny what the passage says, or take the denial away that it shares with the claim."""
    if _NOT.search(passage) and _NOT.search(claim):
        return _NOT.sub(lambda m: m[1] + " ", passage, count=1)
    if _CLAIM_OPEN.search(claim):
        return None
    return _edit(passage, claim, rng, (_DENIED_VERB, _DENIED_WAS, _DENIED_IS, _DENIED_HAS))


def unrealise(passage: str, claim: str, rng: random.Random) -> str | None:
    """Turn what happened into what is planned, expected, doubted or only rumoured."""
    if _CLAIM_OPEN.search(claim):
        return None
    if rng.random() < _FRAMED and len(passage) < 140 and "(" not in passage and _shared(claim, passage) >= _MOST:
        return rng.choice(_FRAMES).format(passage.rstrip(". ")) + "."
    return _edit(passage, claim, rng, (_PLANNED_VERB, _PLANNED_WAS, _PLANNED_IS, _PLANNED_HAS))


def _shared(claim: str, passage: str) -> float:
    """The share of the claim's longer words that the passage has."""
    words = {w.lower() for w in _WORD.findall(claim)}
    return len(words & {w.lower() for w in _WORD.findall(passage)}) / max(len(words), 1)


def renumber(passage: str, claim: str, rng: random.Random) -> str | None:
    """Change the one number that claim and passage share."""
    shared = [m for m in _NUMBER.finditer(passage) if re.search(rf"(?<![\w.,]){re.escape(m[0])}(?![\w,])", claim)]
    if len(shared) != 1:
        return None
    value = shared[0][0]
    digits = value.replace(",", "")
    if "." in digits:
        other = f"{float(digits) * rng.choice((0.4, 0.7, 1.6, 2.1)):.{len(digits.split('.')[1])}f}"
    elif len(digits) == 4 and digits[:2] in {"18", "19", "20"}:
        other = str(int(digits) + rng.choice((-7, -3, -2, -1, 1, 2, 4, 6)))
    else:
        changed = max(1, round(int(digits) * rng.choice((0.3, 0.6, 0.8, 1.3, 1.8, 2.5)))) + rng.choice((0, 1))
        other = f"{changed:,}" if "," in value else str(changed)
    if other == value:
        return None
    return passage[: shared[0].start()] + other + passage[shared[0].end() :]


def rename(passage: str, claim: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Put another name in place of the name that begins the claim, wherever the passage has it."""
    subject = re.match(r"(?:The )?[A-Z][\w'-]+(?: [A-Z][\w'-]+)*", claim)
    if not subject or len(subject[0]) < 4 or subject[0] not in passage:
        return None
    other = rng.choice(names)
    return None if other == subject[0] else passage.replace(subject[0], other)


def _edit(passage: str, claim: str, rng: random.Random, frames: Sequence[Sequence[str]]) -> str | None:
    """Return the passage with one verb edited that the claim rests on; None where there is none."""
    said = _beginnings(claim)
    kinds = list(zip((_VERB, _WAS, _IS, _HAS), frames, strict=True))
    rng.shuffle(kinds)
    for pattern, choices in kinds:
        for verb in pattern.finditer(passage):
            base = _PAST.get(verb[0], "") if pattern is _VERB else ""
            before, after = passage[: verb.start()], passage[verb.end() :]
            rests_on = {base[:5], verb[0][:5]} if base else _beginnings(after[:40], most=2)
            if rests_on & said:
                edited = rng.choice(choices).format(base)
                return before + edited + after
    return None


def _beginnings(text: str, *, most: int | None = None) -> set[str]:
    return {word.lower()[:5] for word in _WORD.findall(text)[:most]}
