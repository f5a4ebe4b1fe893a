"""Which word of a claim says what was done, so that cues are known to govern it and not only what it was done to."""

from .lexicon import word_set
from .reading import ParsedText
from .terms import PAST, Token

_AUXILIARIES = word_set(
    """has have had is was were are been be being did does do will would can could may might must should"""
)
_DONE = word_set("has have had was were did been")


def verb_of(claim: ParsedText) -> Token | None:
    """The word that an auxiliary leads to ("has completed", "is the mayor"), else the first past tense; None where
    the claim has neither.
    """
    terms = {term.start: term for term in claim.terms}
    led = False
    for token in claim.tokens:
        if token.surface.lower() in _AUXILIARIES:
            led = True
        elif led and not token.stop and not token.surface.endswith("ly"):
            return terms.get(token.start) if not token.name else None
    return next((term for term in claim.terms[1:] if _is_past(term)), None)


def tells_of_done(claim: ParsedText) -> bool:
    """Whether a claim tells of what was or has been done, not of what is so or goes on."""
    return any(token.surface.lower() in _DONE for token in claim.tokens) or any(map(_is_past, claim.terms))


def _is_past(term: Token) -> bool:
    return not term.name and (term.surface.endswith("ed") or term.surface.lower() in PAST)
