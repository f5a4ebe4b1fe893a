"""Why a sentence cannot support a claim, however alike the two are: it asks, or it denies something else.

A model takes what is about the same thing for support, and gets denials wrong most often.
"""

from .reading import ParsedText
from .verbs import verb_of

ASKS = "the passage asks, it does not say"


def doubt(claim: ParsedText, sentence: ParsedText) -> str:
    """The reason in words, or "" where there is none."""
    if sentence.text.rstrip("”\"') ").endswith("?"):
        return ASKS
    return _denies_another(claim, sentence)


def _denies_another(claim: ParsedText, sentence: ParsedText) -> str:
    """ "Not standing at the dock, fishing" leaves open whether they fish: of two deeds the first is denied."""
    verb = verb_of(claim) if claim.denied else None
    if verb is None:
        return ""
    for scope in sentence.denied:
        denied = [term for term in sentence.terms if scope.covers(term.start)]
        same = [term for term in denied if term.canon == verb.canon]
        if same and denied[0] not in same:
            return f"the passage denies it only together with “{denied[0].surface}”"
    return ""
