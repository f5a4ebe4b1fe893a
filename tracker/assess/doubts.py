"""Why a sentence cannot support a claim, however alike the two are: it asks, it lists, or it denies less.

A model takes what is about the same thing for support. These three are the cases that it gets wrong most often on text
that is no encyclopedia: web pages with their menus and references, and denials.
"""

from .reading import ParsedText

LIST_WORDS = 20
LIST_SHARE = 0.2
"""A text of more words than `LIST_WORDS` with a smaller share of function words is a list, not a statement."""

ASKS = "the passage asks, it does not say"
LISTS = "the passage is a list, not a statement"


def doubt(claim: ParsedText, sentence: ParsedText) -> str:
    """The reason in words, or "" where there is none."""
    if sentence.text.rstrip("”\"') ").endswith("?"):
        return ASKS
    if len(sentence.tokens) > LIST_WORDS and sum(t.stop for t in sentence.tokens) < LIST_SHARE * len(sentence.tokens):
        return LISTS
    return _denies_less(claim, sentence)


def _denies_less(claim: ParsedText, sentence: ParsedText) -> str:
    """ "Not fishing from the dock" leaves open whether they fish: a denial with more in it says less."""
    if not claim.denied:
        return ""
    for scope in sentence.denied:
        for term in sentence.terms:
            if scope.covers(term.start) and not claim.find(term.canon):
                return f"the passage denies it only together with “{term.surface}”"
    return ""
