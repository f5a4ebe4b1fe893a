"""A numeral with what is written beside it: sign, currency, scale, unit, and the numeral that it is joined to."""

import re
from dataclasses import dataclass, replace

from .number_patterns import AFTER, BEFORE, HANGING, INCHES, JOINT, NOT_A_COUNT, SCALES, SMALLER, WEIGHT
from .numerals import NUMERAL, Numeral, numeral_of
from .units import Unit, means_metres, unit_of

AHEAD_CHARS = 60
"""So far ahead of a numeral is looked: a few words, since a text may be one long row of numbers."""

_FOOT = unit_of("foot")
_A_FOOT = 12  # inches

_PREFIX_CHARS = 36
"""The longest that belongs to a numeral: "no fewer than between US$"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeral with what stands right before and behind it; `start` and `end` are the place of it all in `text`.

    `inches_end` is where inches end that are called none ("5 ft 11").
    """

    text: str
    numeral: Numeral
    before: re.Match[str]
    after: re.Match[str]
    start: int
    inches_end: int = 0

    @property
    def end(self) -> int:
        return self.inches_end or self.after.end()

    @property
    def sign(self) -> float:
        return -1.0 if self.before["minus"] or self.before["inner"] else 1.0

    @property
    def coin(self) -> str:
        """The currency as it is written, "" where there is none, and where pounds are of weight."""
        coin: str = self.before["sign"] or self.after["coin"] or ""
        near = self.text[max(0, self.start - AHEAD_CHARS) : self.end + 20]
        return "" if "pound" in coin.lower() and not self.after["scale"] and WEIGHT.search(near) else coin

    @property
    def unit(self) -> Unit | None:
        """The unit of measurement, None where there is none."""
        if self.inches_end:
            return unit_of("inch")
        if self.after["coin"] and not self.coin:
            return unit_of("lb")
        if self._is_metres or (self.after["metres"] and not self.coin):
            return unit_of("m")
        return unit_of(self.after["name"]) if self.after["name"] else None

    @property
    def _is_metres(self) -> bool:
        written = self.after["scale"] or ""
        ends = written.startswith(" ") and not self.text.startswith(" ", self.end)
        return written.strip() == "m" and not self.coin and (ends or means_metres(self.text, self.end))

    @property
    def scale(self) -> float | None:
        """The product of its scale words, None where there are none."""
        written = (self.after["scale"] or "").lower().replace("mil millones", "miljard").strip(" \n-.")
        if not written or self._is_metres:
            return None
        found = 1.0
        for word in re.split(r"[ \n-]+", written):
            found *= SCALES.get(word) or SCALES[word.removesuffix("s")]
        return found


def figure_at(numeral: Numeral, text: str) -> Figure | None:
    """A numeral with what belongs to it; None where it stands within a word, or is not all there."""
    opens = max(0, numeral.start - _PREFIX_CHARS)
    before = BEFORE.search(text[opens : numeral.start])
    after = AFTER.match(text, numeral.end)
    if before is None or after is None or numeral.cut or _hangs(after):
        return None
    figure = Figure(text, numeral, before, after, opens + before.start())
    ahead = text[numeral.start - 1 : numeral.start] if numeral.start else ""
    if (ahead.isalnum() or ahead in ("-", "_")) and not (before["sign"] or before["minus"]):
        return None
    if (ahead == ":" and text[numeral.start - 2].isdigit()) or text.endswith("out of ", opens, numeral.start):
        return None  # the minutes of a time, the top of a scale
    if after["scale"] in {"T", "MM"} and not figure.coin:
        return None
    return None if _is_pronoun(figure) else figure


def _hangs(after: re.Match[str]) -> bool:
    """Whether the word that a figure begins goes on; the inches of 5′11″ do not."""
    return after["name"] != "′" and bool(HANGING.match(after.string, after.end()))


def _is_pronoun(figure: Figure) -> bool:
    """Whether "one" stands for somebody: "one of them", "the one", "no one"."""
    text, numeral = figure.text, figure.numeral
    if figure.scale or figure.unit or text[numeral.start : numeral.end].lower() != "one":
        return False
    after = text[numeral.end : numeral.end + 9].lower()
    return after.startswith((" of", " another", " who", " that", ".", ",")) or bool(
        ahead_of(NOT_A_COUNT, text, numeral.start)
    )


def ahead_of(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """The match right ahead of a place: only a few words are looked at, since a text may be one long row of numbers."""
    return pattern.search(text, max(0, end - AHEAD_CHARS), end)


def joined_to(figure: Figure) -> tuple[str, Figure] | None:
    """The word or sign that joins a second numeral to a figure, and that numeral; None where there is none."""
    joint = JOINT.match(figure.text, figure.end)
    other = joint and NUMERAL.match(figure.text, joint.end())
    if joint is None or other is None:
        return None
    after = AFTER.match(figure.text, other.end())
    numeral = numeral_of(other)
    if after is None or numeral.cut or after["ordinal"] or HANGING.match(figure.text, after.end()):
        return None
    return joint["joint"].strip(), Figure(figure.text, numeral, figure.before, after, other.start())


def rest_in_words(figure: Figure) -> Figure | None:
    """The rest of a number in words that begins with a figure of a larger scale; None where it ends there."""
    found = NUMERAL.match(figure.text, figure.end + 1) if figure.text.startswith(" ", figure.end) else None
    after = found and AFTER.match(figure.text, found.end())
    if not (found and after and found["spelt"]) or figure.numeral.digits or not figure.scale:
        return None
    rest = Figure(figure.text, numeral_of(found), figure.before, after, found.start())
    is_all_there = figure.after.end() == figure.after.end("scale")
    return rest if is_all_there and rest.numeral.value * (rest.scale or 1) < figure.scale else None


def _inches(figure: Figure, joint: str) -> Figure | None:
    """The inches that follow feet without being called so ("5 ft 11", "5-foot-11"), unless they count other things."""
    follows = INCHES.match(figure.text, figure.numeral.end)
    if figure.numeral.value >= _A_FOOT or not figure.numeral.digits.isdigit() or figure.after["percent"]:
        return None
    if joint == "-":
        return replace(figure, inches_end=follows.end() if follows else figure.numeral.end)
    return replace(figure, inches_end=follows.end()) if follows else None


def smaller_part(figure: Figure) -> Figure | None:
    """What a figure goes on with in a smaller unit, the inches after feet with or without their name."""
    joint = SMALLER.match(figure.text, figure.end)
    found = joint and NUMERAL.match(figure.text, joint.end())
    after = found and AFTER.match(figure.text, found.end())
    if not (joint and found and after):
        return None
    other = Figure(figure.text, numeral_of(found), figure.before, after, found.start())
    mine, theirs = figure.unit, other.unit
    if mine == _FOOT and not theirs:
        return _inches(other, joint[0])
    if mine and theirs and mine.dimension == theirs.dimension and theirs.size < mine.size and not mine.zero:
        return other
    return None
