"""A text as the symbolic reader sees it: terms, quantities, and the stretches that are denied or unrealised."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice, takewhile
from operator import attrgetter

from .dates import read_dates
from .modality import Scope, denied, planned, unrealised
from .numbers import read_numbers
from .quantities import Quantity
from .terms import SUPERLATIVE_STEMS, Token, alike, tokens

_NEAR = 5
_SENTENCE = re.compile(r"(?<=[.!?])[”\"’)]*\s+(?=[A-Z“\"‘(\d€$£])")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|vs|Inc|Jr|Sr|Gen|Sen|Rep|approx|c|v)|\b[A-Z])\.$")


@dataclass(frozen=True, slots=True)
class ParsedText:
    """`terms` are the words that carry meaning, in order; `by_stem` finds them, `by_root` by their first letters."""

    text: str
    tokens: tuple[Token, ...]
    terms: tuple[Token, ...]
    by_stem: dict[str, list[Token]]
    by_root: dict[str, list[Token]]
    quantities: tuple[Quantity, ...]
    unrealised: tuple[Scope, ...]
    denied: tuple[Scope, ...]
    planned: tuple[Scope, ...]

    def find(self, stem: str) -> list[Token]:
        """The tokens that are this stem, or another form of the same word."""
        exact = self.by_stem.get(stem)
        if exact is not None:
            return exact
        return [token for token in self.by_root.get(stem[:4], ()) if alike(stem, token.canon)]


MOST_NUMBERS = 300
"""Numbers of one text that are read: three sentences hold far fewer, a column of figures is not prose."""


@lru_cache(maxsize=8192)
def read(text: str, published_on: date | None = None) -> ParsedText:
    """Analyse `text`; the result is remembered, as a claim meets many passages and a passage many claims."""
    quantities = list(read_dates(text, published_on))
    numbers = read_numbers(text, [(q.start, q.end) for q in quantities])
    quantities += islice(numbers, MOST_NUMBERS)
    words = tokens(text)
    within = bytearray(len(text))
    _mark(within, quantities)
    terms = [t for t in words if not t.stop and not within[t.start]]
    superlatives = _superlatives(terms, quantities)
    _mark(within, superlatives)
    quantities += superlatives
    by_stem: dict[str, list[Token]] = {}
    by_root: dict[str, list[Token]] = {}
    for token in terms:
        by_stem.setdefault(token.canon, []).append(token)
        by_root.setdefault(token.canon[:4], []).append(token)
    return ParsedText(
        text=text,
        tokens=tuple(words),
        terms=tuple(terms),
        by_stem=by_stem,
        by_root=by_root,
        quantities=tuple(sorted((_placed(q, words, within) for q in quantities), key=attrgetter("start"))),
        unrealised=unrealised(text),
        denied=denied(text),
        planned=planned(text),
    )


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of `text` as (start, end), split where a mark is followed by a capital or a figure."""
    found: list[tuple[int, int]] = []
    start = 0
    for gap in _SENTENCE.finditer(text):
        if not _ABBREVIATION.search(text, start, gap.start()):
            found.append((start, gap.start()))
            start = gap.end()
    found.append((start, len(text)))
    return tuple(found)


def _mark(within: bytearray, quantities: list[Quantity]) -> None:
    """Mark the characters that belong to a quantity."""
    for quantity in quantities:
        within[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)


def _superlatives(terms: list[Token], quantities: list[Quantity]) -> list[Quantity]:
    """ "The largest" is the first in rank, unless an ordinal ahead of it says otherwise."""
    ranked = {q.end for q in quantities if q.kind == "ordinal"}
    return [
        Quantity("ordinal", 1, 1, t.start, t.end, t.surface, words=frozenset({t.canon}))
        for t in terms
        if t.canon in SUPERLATIVE_STEMS and not ranked & {t.start - 1, t.start - 2}
    ]


def _placed(quantity: Quantity, words: list[Token], within: bytearray) -> Quantity:
    """The quantity with what it counts and what stands around it; `within` marks the characters of quantities."""
    last = bisect_left(words, quantity.end, key=attrgetter("start"))
    first = bisect_right(words, quantity.start, key=attrgetter("end"))
    counted: set[str] = set(quantity.words)
    for token in words[last : last + 4]:
        if token.breaks or (token.stop and counted) or within[token.start]:
            break
        if not token.stop:
            counted.add(token.canon)
    around: set[str] = set()
    for side in (words[max(0, first - 2 * _NEAR) : first][::-1], words[last : last + 2 * _NEAR]):
        reach = takewhile(lambda t: not within[t.start], side)
        around.update([t.canon for t in reach if not t.stop][:_NEAR])
    return replace(quantity, words=frozenset(counted), near=frozenset(around))
