"""The same pair with other names and other figures in both of its texts, so that its label holds.

A small model learns the pairs of its training by heart within about one epoch. Shown again, a pair comes as a variant:
what it says of the claim is as before, its surface is not.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.assess.lexicon import word_set

from .rows import Row

_NAME = re.compile(r"\b[A-Z][\w'’-]{2,}(?: [A-Z][\w'’-]{2,})*")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w)")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_SCALES = frozenset({"thousand", "million", "billion", "trillion", "hundred", "dozen"})
_SPELT = word_set("one two three four five six seven eight nine ten eleven twelve first second third twice half")
_CALENDAR = word_set(
    """January February March April May June July August September October November December
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday"""
)
_SHOWN = 0.8
"""The share of a pair's names that a variant changes, on average: one that keeps its names teaches what they are."""

Names = Mapping[int, Sequence[str]]


class Variants:
    """Makes variants of rows like `rows`, whose names it draws from."""

    def __init__(self, rows: Sequence[Row], rng: random.Random) -> None:
        self._rng = rng
        self._words = Counter(word for row in rows for word in _WORD.findall(row.passage) if word[0].islower())
        found: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            for name in self._names(row.claim):
                found[len(name.split())].add(name)
        self._pool = {length: sorted(names) for length, names in found.items()}

    def of(self, row: Row) -> Row | None:
        """Return the row with other names and other figures; None where there is nothing to change."""
        varied = self._refigured(self._renamed(row))
        return None if varied == row else varied

    def renamed(self, row: Row) -> Row | None:
        """Return the row with other names alone, for pairs whose figures may be parts of a sum; None as `of`."""
        varied = self._renamed(row)
        return None if varied == row else varied

    def _names(self, text: str) -> list[str]:
        """Runs of capitalised words none of which is an ordinary word or of the calendar."""
        return [
            name
            for name in _NAME.findall(text)
            if not any(word in _CALENDAR or self._words[word.lower()] > 2 for word in name.split())
        ]

    def _renamed(self, row: Row) -> Row:
        """Other names for those that claim and passage share, each word wherever it stands."""
        other: dict[str, str] = {}
        for name in self._names(row.claim):
            if name in row.passage and self._rng.random() < _SHOWN:
                drawn = self._rng.choice(self._pool[len(name.split())])
                other.update(zip(name.split(), drawn.split(), strict=True))
        if not other:
            return row
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, other)) + r")\b")
        parts = {part: getattr(row, part) for part in ("claim", "passage", "title", "before")}
        return replace(row, **{part: pattern.sub(lambda m: other[m[0]], text) for part, text in parts.items()})

    def _refigured(self, row: Row) -> Row:
        """Other figures, in the same order: years moved together, the rest moved, or multiplied where they are large.

        Left alone where a figure is spelt out or has its scale in one text only: there equal would become unequal.
        """
        if not _NUMBER.search(row.claim) or _is_spelt_or_scaled_once(row):
            return row
        years = self._rng.choice((-9, -6, -4, -3, -2, 2, 3, 4, 5, 7))
        figures = _NUMBER.findall(f"{row.claim} {row.passage}")
        largest = max((_value(figure) for figure in figures if not _is_year(figure)), default=0.0)
        times, plus = 1, 0
        if largest > 200:
            times = self._rng.choice((2, 3, 4))
        else:
            plus = self._rng.randint(1, 6)

        def moved(match: re.Match[str]) -> str:
            figure = match[0].rstrip(",")
            rest = match[0][len(figure) :]
            if _is_year(figure):
                return f"{int(figure) + years}{rest}"
            decimals = len(figure.partition(".")[2])
            comma = "," if "," in figure else ""
            value = _value(figure) * times + plus
            return f"{value:{comma}.{decimals}f}{rest}"

        parts = {part: getattr(row, part) for part in ("claim", "passage", "before")}
        return replace(row, **{part: _NUMBER.sub(moved, text) for part, text in parts.items()})


def _is_spelt_or_scaled_once(row: Row) -> bool:
    claim = {word.lower() for word in _WORD.findall(row.claim)}
    passage = {word.lower() for word in _WORD.findall(row.passage)}
    return bool(claim & _SPELT or (claim ^ passage) & _SCALES)


def _value(figure: str) -> float:
    return float(figure.replace(",", ""))


def _is_year(figure: str) -> bool:
    return _YEAR.fullmatch(figure) is not None
