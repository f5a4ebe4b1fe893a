"""Words broken at the end of a line: whether the hyphen there is the word's own."""

import re
from collections import Counter
from collections.abc import Iterable

from tracker.extract.pdf_page import SOFT_HYPHEN
from tracker.extract.text import words

HYPHENS = ("-", "\u2010", "\u2011", SOFT_HYPHEN)
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+)[-\u2010\u2011]$")
_FIRST = re.compile(r"[^\W\d_]+")
_OWN = str.maketrans({"\u2010": "-", "\u2011": "-"})
# English compounds are mostly told by their second part, which hardly ever ends one word that is broken, unless what
# stands before it is a prefix (dis-appointed).
_SECOND_PARTS = words(
    "owned based led backed run wide related funded driven style held controlled sized strong efficient neutral "
    "intensive fired powered listed approved appointed sponsored linked affiliated occupied financed friendly term "
    "scale level year elect general rated heavy rich poor looking leaning speaking born reviewed reported called"
)
_PREFIXES = words(
    "un dis re pre over under out en em in im mis de sub inter trans fore up be con com per ex ad ac as at ap ab ob "
    "with after back by down off on"
)
# Others by their first, where the second is a word of the document, too.
_FIRST_PARTS = words(
    "state long short high low half full cross two three four five six seven eight nine ten year mid non "
    "vice energy climate fuel zero carbon mother government privately publicly third fourth"
)
# These first parts keep their hyphen before any word; what follows them in one word are endings.
_OWN_BUT_BEFORE = {
    "well": words("ness head heads spring springs ington ingtons"),
    "self": words("ish ishly ishness less lessly lessness hood ie ies same"),
}
_SUSPENDED = words("and or und oder et ou y o e bis to nor sowie")


def _goes_on(first: str, second: str) -> bool:
    """Whether the letters after a hyphen may be of the word before it, by their case."""
    return second[0].islower() or (first.isupper() and second.isupper() and len(first) > 1 and len(second) > 2)


class Hyphens:
    """How the lines of one document are joined, by the words that the whole of it holds."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._said: Counter[str] = Counter()
        for line in lines:
            # The last and first words of lines may be halves.
            self._said.update(word.translate(_OWN).lower() for word in _WORD.findall(line)[1:-1])

    def joined(self, before: str, line: str) -> str:
        """A line put behind those before it, with the word made whole that was broken between them."""
        if not before:
            return line
        if before.endswith(SOFT_HYPHEN):
            return before[:-1] + line
        if not before.endswith(HYPHENS) or not before[-2:-1].isalnum() or not line[:1].isalnum():
            return f"{before} {line}"
        first, second = _LAST.search(before), _FIRST.match(line)
        if second and second[0] in _SUSPENDED and not line[second.end() :].startswith("-"):
            return f"{before[:-1]}- {line}"  # "short- and long-term"
        if first and second and _goes_on(first[1], second[0]) and not self._is_own(first[1].lower(), second[0].lower()):
            return before[:-1] + line
        return f"{before[:-1]}-{line}"

    def finished(self, paragraph: str) -> str:
        """A paragraph with every hyphen in its plain form, so that a text set anew reads the same."""
        return paragraph.replace(SOFT_HYPHEN, "").translate(_OWN)

    def _is_own(self, first: str, second: str) -> bool:
        """Whether the word has a hyphen of its own: as elsewhere in the document, else as English mostly has it."""
        whole, parted = self._said[first + second], self._said[f"{first}-{second}"]
        if whole != parted:
            return parted > whole
        if second in _SECOND_PARTS:
            return len(first) > 2 and first not in _PREFIXES
        if first in _OWN_BUT_BEFORE:
            return second not in _OWN_BUT_BEFORE[first]
        return first in _FIRST_PARTS and len(second) > 2 and self._said[second] > 0
