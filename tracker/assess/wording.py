"""A claim in the words of a passage: the kinds of names left out that it leaves out, figures as it writes them.

A network knows "€337.5 million" and hardly "337.5 million euros"; where the two are the same by the rules, it need not.
"""

import re
from dataclasses import replace

from .fit import match_of
from .kinds import as_put
from .number_patterns import PREFIX
from .quantities import Quantity, compare
from .reading import read
from .types import ClaimText, PassageText

_BOUNDED = re.compile(rf"(?:{PREFIX})\b|[<>~≈≥≤]", re.IGNORECASE)


def in_words_of(claim: ClaimText, passage: PassageText) -> ClaimText:
    """The claim as it is shown to a network beside a passage. Its meaning, by the rules, is the same."""
    return _with_figures_of(as_put(claim, passage.text), passage)


def _with_figures_of(claim: ClaimText, passage: PassageText) -> ClaimText:
    theirs = read(passage.text, passage.published_on)
    mine = read(claim.text).quantities if theirs.quantities else ()
    text = claim.text
    for figure in reversed(mine):
        other = match_of(figure, theirs).passage
        if other and _is_same_figure(figure, other):
            text = f"{text[: figure.start]}{other.text}{text[figure.end :]}"
    return claim if text == claim.text else replace(claim, text=text)


def _is_same_figure(mine: Quantity, theirs: Quantity) -> bool:
    """Whether one may be written for the other: the same, of the same, and neither more nor less sure."""
    if mine.kind != theirs.kind or mine.per != theirs.per or mine.kind in ("label", "ordinal", "score"):
        return False
    if "-" in mine.text + theirs.text or _BOUNDED.match(mine.text) or _BOUNDED.match(theirs.text):
        return False
    return mine.is_point and theirs.is_point and compare(mine, theirs) == "same"
