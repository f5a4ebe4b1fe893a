"""Which word of a claim says what was done, so that cues are known to govern it and not only what it was done to."""

from .lexicon import word_set
from .reading import ParsedText
from .terms import IRREGULAR, Token

_AUXILIARIES = word_set(
    """has have had is was were are been be being did does do will would can could may might must should"""
)


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


def _is_past(term: Token) -> bool:
    return not term.name and (term.surface.endswith("ed") or term.surface.lower() in IRREGULAR)
