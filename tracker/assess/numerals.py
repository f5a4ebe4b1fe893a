"""Numerals in English text, however they are written: digits with their separators, words, fractions, powers of ten.

Separators as they are in use (ISO 80000-1, §7.3.1; the Unicode CLDR's `numbers`): blanks of any width, commas, dots and
apostrophes between thousands, Indian groups, a dot or a comma before decimals.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .lexicon import words

_UNITS = words(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
)
_TENS = words("""twenty thirty forty fifty sixty seventy eighty ninety""")
WORDS = {w: i for i, w in enumerate(_UNITS)} | {w: 10 * i for i, w in enumerate(_TENS, start=2)} | {"dozen": 12}
_ORDINAL_UNITS = words(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth"""
)
ORDINALS = {w: i for i, w in enumerate(_ORDINAL_UNITS, start=1)} | {
    w[:-1] + "ieth": 10 * i for i, w in enumerate(_TENS, start=2)
}
ORDINAL_WORD = rf"(?:(?P<tens>{'|'.join(_TENS)})[- ])?(?P<last>{'|'.join(ORDINALS)})"

_GLYPHS = {c: unicodedata.numeric(c) for c in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "two thirds": 2 / 3, "three quarters": 3 / 4}
_BIG = "hundred|thousand|lakh|million|crore|billion|trillion|dozen"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_GROUPED = (
    r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?",
    r"\d{1,3}(?:'\d{3})+(?!\d)(?:[.,]\d+)?",
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?",
    r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?",  # lakh and crore
    r"\d{1,3}(?:\.\d{3}){2,}(?!\d)(?:,\d+)?",
    r"\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)",
)
_DECIMAL_COMMA = r"\d+,\d{1,2}(?!\d)"
_MIXED = rf"\d+ ?[{''.join(_GLYPHS)}]|\d+[ -]\d/\d(?!\d)|[{''.join(_GLYPHS)}]"
_POWER = rf"(?:\d+(?:\.\d+)? ?[x×·] ?)?10(?:\^[-−]?\d{{1,2}}|⁻?[{_SUPERSCRIPTS}]+)|\d+(?:\.\d+)?e\+?\d{{1,2}}\b"
_DIGITS = "|".join((*_GROUPED, _DECIMAL_COMMA, r"\d+[.·]\d+", r"\d+", r"\.\d+"))

_TEENS = "|".join(sorted(_UNITS, key=len, reverse=True))
_SMALL = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS[1:10])}))?\b|(?:{_TEENS}|dozen)\b"
_HUNDREDS = rf"(?:(?:{_SMALL})[- ]|a[- ])?hundred(?:[- ](?:and )?(?:{_SMALL}))?\b"
_THOUSANDS = rf"(?:(?:{_HUNDREDS}|{_SMALL})[- ]|a[- ])thousand(?:,?[- ](?:and )?(?:{_HUNDREDS}|{_SMALL}))?\b"
_PART = r"(?:an?[- ]|one[- ])?(?:half|third|quarter)|two[- ]thirds|three[- ]quarters"
_PART_OF = rf"(?:{_PART})(?: of)?(?: an?|-)(?= ?(?:{_BIG}|mn|bn)\b)|a half(?= (?:{_BIG})\b)"
_SPELT = rf"(?:{_PART_OF})|{_THOUSANDS}|{_HUNDREDS}|{_SMALL}|an?(?= (?:{_BIG})\b)"
_AND_A_PART = rf"(?: and (?P<part>{_PART})(?! (?:of|the)\b)\b)?"

NUMERAL = re.compile(
    rf"(?<![.,'])(?:(?P<power>{_POWER})"
    rf"|(?:(?P<mixed>{_MIXED})|(?P<digits>{_DIGITS})|(?<!\w)(?P<spelt>{_SPELT})){_AND_A_PART})",
    re.IGNORECASE,
)
_CUT = re.compile(r"[.,'·]?\d|…|\.\.\.")


class Numeral(NamedTuple):
    """A number at `start`..`end` of a text. `step` is a unit of the last digit that was written (0: it is exact);
    `cut` tells that more of it stood there than can be read.
    """

    value: float
    step: float
    start: int
    end: int
    digits: str
    cut: bool


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a `plain` text, in order."""
    for match in NUMERAL.finditer(text):
        yield numeral_of(match)


def numeral_of(match: re.Match[str]) -> Numeral:
    """The number that a match of `NUMERAL` stands for."""
    value, step = _value(match)
    if match["part"]:
        part = _part(match["part"])
        value, step = value + part, 0.1
    cut = bool(_CUT.match(match.string, match.end()))
    return Numeral(value, step, *match.span(), match["digits"] or "", cut)


def _value(match: re.Match[str]) -> tuple[float, float]:
    """The value of what was matched, and a unit of its last digit."""
    if match["power"]:
        return _power(match["power"]), 0.0
    if match["mixed"]:
        return _mixed(match["mixed"]), 0.1
    if match["digits"]:
        return _digits(match["digits"])
    return spelt(match["spelt"]), 0.0


def _digits(written: str) -> tuple[float, float]:
    whole, decimals = written, ""
    if re.fullmatch(_DECIMAL_COMMA, written):
        whole, decimals = written.split(",")
    elif re.fullmatch("|".join(_GROUPED), written):
        separator = next(c for c in written if not c.isdigit())
        last = next((c for c in reversed(written) if not c.isdigit()), separator)
        if last != separator:
            whole, decimals = written.rsplit(last, 1)
    elif "." in written or "·" in written:
        whole, decimals = re.split("[.·]", written)
    digits = re.sub(r"\D", "", whole) or "0"
    value = float(f"{digits[:300]}.{decimals or 0}")
    return value, 10.0 ** -min(len(decimals), 300) if decimals else 0.0


def _mixed(written: str) -> float:
    glyph = _GLYPHS.get(written[-1])
    if glyph is not None:
        return float(written[:-1].strip() or 0) + glyph
    whole, over, under = re.split("[ /-]", written)
    return float(whole) + (float(over) / float(under) if float(under) else 0.0)


def _power(written: str) -> float:
    written = written.replace("−", "-").replace("⁻", "-").replace("^", "")
    for number, sign in enumerate(_SUPERSCRIPTS):
        written = written.replace(sign, str(number))
    if "e" in written.lower():
        return float(written)
    factor, _, power = written.replace("·", "×").replace("x", "×").replace("X", "×").rpartition("×")
    return float(f"{factor.strip() or 1}e{power.strip().removeprefix('10')}")


def spelt(written: str) -> float:
    """The value of number words: "two hundred and five thousand", "half a"."""
    if re.match(_PART, written.lower()) and (part := _part(written)):
        return part
    total = current = 0.0
    for word in re.split(r"[- ,]+", written.lower()):
        if word == "thousand":
            total, current = total + (current or 1) * 1000, 0.0
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in {"a", "an"}:
            current = 1.0
        else:
            current += WORDS.get(word, 0)
    return total + current


def _part(written: str) -> float:
    plain = re.sub(r"\b(?:an?|one|of)\b", " ", written.lower().replace("-", " "))
    return _PARTS.get(" ".join(plain.split()), 0.0)


_PLAIN = {
    ord(c): " "
    for c in "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
}
_PLAIN |= {ord(c): "'" for c in "’‘ʼ＇`´"} | {ord(c): "-" for c in "‐‑﹣－"} | {0x2212: "−", 0xFF05: "%", 0x066A: "%"}
_PLAIN |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code not in _PLAIN}
_HEIGHT = re.compile(r"(?<=\d)'( ?\d{1,2} ?)[\"”]")
"""Feet and inches with the marks of quotations (5'11")."""

_MARK = re.compile(
    r"(?<=\S)\[(?:\d{1,3}|[a-z]|note \d{1,2}|citation needed)\]|(?<=[\d%])[*†‡]+(?!\d)"
    rf"|(?<=\d)[\u1d43-\u1d6aªº](?!\w)|(?<=\S)⁽?[{_SUPERSCRIPTS}]+(?:[,⁾ ]?[{_SUPERSCRIPTS}⁾]+)*"
)
_RAISED_UNIT = re.compile(r"(?:^|[\d ])(?:mm|cm|dm|km|m|ft|yd|in|mi|h?a)$")
_RAISED_TEN = re.compile(r"(?:^|[^\d.,€$£¥'-])10$")
_AMOUNT = re.compile(r"[€$£¥][\d., ]+m?$")
_SCALED = re.compile(r" ?(?:bn|mn|[mkb]\b|(?:hundred|thousand|million|billion|trillion)s?\b)", re.IGNORECASE)


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """The text as figures are read of it, letter for letter in its place: one kind of blank, apostrophe, hyphen and
    digit, and blanks instead of footnote marks ("€14¹ million", "in 2023[2]"), which are no digits.
    """
    if text.isascii():
        text = _HEIGHT.sub(r"′\1″", text) if "'" in text else text
        return _MARK.sub(_blank, text) if "[" in text or "*" in text else text
    text = _HEIGHT.sub(r"′\1″", text.translate(_PLAIN))
    if any(character.isdecimal() and not character.isascii() for character in text):
        text = "".join(map(_ascii_digit, text))
    return _MARK.sub(_blank, text)


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _blank(mark: re.Match[str]) -> str:
    """Blanks for a footnote mark; an exponent ("10⁶", "km²") stays."""
    before = mark.string[max(0, mark.start() - 20) : mark.start()]
    is_raised = mark[0][0] in _SUPERSCRIPTS and not _AMOUNT.search(before)
    if is_raised and _RAISED_UNIT.search(before):
        return mark[0]
    if is_raised and _RAISED_TEN.search(before) and not _SCALED.match(mark.string, mark.end()):
        return mark[0]
    return " " * len(mark[0])
