"""Numbers in English text as quantities: figures with what they count, ranges, approximations, comparisons."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from .currencies import code_of
from .number_patterns import (
    ABOUT,
    ABOVE,
    BELOW,
    CHANGE,
    CONTEST,
    FRACTION,
    FROM,
    LABELLED,
    ORDINAL_WORDS,
    PARTS,
    PERIOD,
    SHARE,
    SHORT_OF,
    TO,
)
from .numerals import ORDINALS, WORDS, Numeral, numerals, plain
from .quantities import Kind, Quantity
from .units import Unit, unit_of
from .written import Figure, ahead_of, figure_at, joined_to, rest_in_words, smaller_part

_ROUNDED_AT_MOST = 0.05
_COUNT = Unit("", 1.0)


def read_numbers(text: str, taken: list[tuple[int, int]]) -> Iterator[Quantity]:
    """The numbers of `text` outside the spans already `taken` (by dates), in order of kind, not of place.

    The time it takes grows with the text's length, however many numbers stand in it.
    """
    read = bytearray(len(text))  # 1 where a character belongs to a quantity
    for start, end in taken:
        _mark(read, start, end)
    for found in _all(plain(text), read):
        written = text[found.start : found.end]
        start = found.start + len(written) - len(written.lstrip())
        yield replace(found, start=start, end=start + len(written.strip()), text=written.strip())


def _all(text: str, read: bytearray) -> Iterator[Quantity]:
    for match in FRACTION.finditer(text):
        share = 100 * _count(match["count"]) / PARTS[(match["half"] or match["part"]).lower()]
        _mark(read, *match.span())
        yield _bounded(Quantity("percent", share, share, *match.span(), "", slack=1.0), match["prefix"] or "about")
    for match in SHARE.finditer(text):
        part, whole = _few(match["part"]), _few(match["whole"])
        if part < whole and _is_free(read, *match.span()):
            _mark(read, *match.span())
            yield _bounded(
                Quantity("percent", 100 * part / whole, 100 * part / whole, *match.span(), "", slack=1.0),
                match["prefix"] or "about",
            )
    for match in PERIOD.finditer(text):
        if _is_free(read, *match.span()):
            rank = float(match["q"] or match["q2"] or match["h"] or match["h2"])
            word = "quarter" if match["q"] or match["q2"] else "half"
            _mark(read, *match.span())
            yield Quantity("ordinal", rank, rank, *match.span(), "", words=frozenset({word}))
    for numeral in numerals(text):
        if _is_free(read, numeral.start, numeral.end) and (quantity := _number(numeral, text)):
            _mark(read, quantity.start, quantity.end)
            yield quantity
    for match in ORDINAL_WORDS.finditer(text):
        if _is_free(read, *match.span()):
            value = ORDINALS[match["last"].lower()] + (WORDS[match["tens"].lower()] if match["tens"] else 0)
            _mark(read, *match.span())
            yield Quantity("ordinal", value, value, *match.span(), "")


def _count(word: str | None) -> int:
    return WORDS.get((word or "one").lower(), 1)


def _few(written: str) -> int:
    return int(written) if written.isdigit() else WORDS[written.lower()]


def _mark(read: bytearray, start: int, end: int) -> None:
    read[start:end] = b"\1" * (end - start)


def _is_free(read: bytearray, start: int, end: int) -> bool:
    return read.find(1, start, end) < 0


def _number(numeral: Numeral, text: str) -> Quantity | None:
    """The quantity that a numeral is part of; None where it is part of a name, a time of day, or cut short."""
    figure = figure_at(numeral, text)
    if figure is None:
        return None
    if figure.after["ordinal"] and numeral.digits:
        return Quantity("ordinal", numeral.value, numeral.value, figure.start, figure.end, "")
    second = None if _has_inches(figure) else joined_to(figure)
    if second and (found := _range(figure, second)):
        return found
    if text[figure.start : figure.end].strip().isdigit() and (label := ahead_of(LABELLED, text, numeral.start)):
        return Quantity("label", numeral.value, numeral.value, figure.start, figure.end, "", unit=label[1].lower())
    changed = second[1] if second and second[0] == "to" else None  # "rose from 5 to 7 percent": both are percent
    point = _with_rest(figure, _with_smaller(figure, _point(figure, changed)))
    if figure.before["between"]:
        point = replace(point, start=figure.start + figure.before.end("between") - figure.before.start())
    prefix = figure.before["prefix"] or ""
    if more := (figure.after["more"] or "").strip().lower():
        prefix = "at most" if more in {"or less", "or fewer"} else "at least"
    return _bounded(point, prefix)


def _has_inches(figure: Figure) -> bool:
    """Whether a figure goes on with inches that are called none: "5-foot-11" is no range."""
    smaller = smaller_part(figure) if figure.unit else None
    return smaller is not None and bool(smaller.inches_end)


def _range(first: Figure, joined: tuple[str, Figure]) -> Quantity | None:
    """The range, or the result of a contest, that two figures are; None where they are two figures."""
    joint, second = joined
    if joint == "and" and (first.before["between"] or "").lower() != "between":
        return None
    if joint == "to" and ahead_of(CHANGE, first.text, first.start + len(first.before["prefix"] or "")):
        return None  # "rose from 5 to 7 percent"
    low, high = _point(first, second), _point(second, first)
    place = (first.start, second.end)
    if low.kind != high.kind or low.unit != high.unit:
        return None
    if not joint.isalpha() and low.kind == "number" and _is_score(first, second):
        result = 100 * max(low.low, high.low) + min(
            low.low, high.low
        )  # 3–1 and 1–3 are one result, told from two sides
        return Quantity("score", result, result, *place, "")
    if joint == ":" or (joint == "to" and low.low > high.low):
        return None
    return replace(
        low, low=min(low.low, high.low), high=max(low.low, high.low), slack=0.0, start=place[0], end=place[1]
    )


def _is_score(first: Figure, second: Figure) -> bool:
    low, high = first.numeral.value, second.numeral.value
    if max(low, high) > 30 or first.scale or second.scale:
        return False
    around = first.text[max(0, first.start - 50) : second.end + 30]
    return low >= high or bool(CONTEST.search(around))


def _point(figure: Figure, other: Figure | None = None) -> Quantity:
    """The figure by itself. What it does not say of scale, currency, percent and unit, the `other` of a range says."""
    scale = figure.scale or (other.scale if other and other.start > figure.start else None) or 1.0
    value = figure.sign * (figure.numeral.value + (0.5 if figure.after["half"] else 0.0)) * scale
    kind, unit = next((found for each in (figure, other) if each and (found := _kind(each))), ("number", _COUNT))
    per, each = _per(figure.after) if figure.after["per"] or other is None else _per(other.after)
    step = _step(figure, value, scale)
    widest = _ROUNDED_AT_MOST * abs(value)
    low = value * unit.size + unit.zero
    return Quantity(
        kind,
        low,
        low,
        figure.start,
        figure.end,
        "",
        unit=unit.dimension,
        slack=min(step / 2, widest) * unit.size * (1 + 1e-9) + unit.spread * abs(low),
        size=unit.size,
        rounding=min((step or scale) / 2, widest) * unit.size + unit.spread * abs(low),
        per=per,
        per_size=each,
        cut=figure.end == len(figure.text) and kind == "number",
    )


def _kind(figure: Figure) -> tuple[Kind, Unit] | None:
    """What a figure counts, by what is written beside it; None where nothing is."""
    after = figure.after
    if figure.coin:
        code, part = code_of(figure.coin)
        return "money", Unit(code, part)
    if after["points"]:
        return "percent", Unit("points", 0.01 if after["basis"] else 1.0)
    if after["percent"] or after["mille"]:
        return "percent", Unit("", 0.1 if after["mille"] else 1.0)
    if figure.unit:
        return "measure", figure.unit
    return ("number", Unit(after["outof"].replace(" ", ""), 1.0)) if after["outof"] else None


def _per(after: re.Match[str]) -> tuple[str, float]:
    """What a figure is per one of: the dimension and how much of it, or the word and 1; ("", 1) where it is not."""
    word = (after["denominator"] or after["each"] or "").lower().replace("annum", "year")
    unit = unit_of(word) if word else None
    return (unit.dimension, unit.size) if unit else (word.replace(",", "").removesuffix("s"), 1.0)


def _step(figure: Figure, value: float, scale: float) -> float:
    """A unit of the last digit that was written, in ones; 0 for a whole count, which is exact."""
    if figure.numeral.step:
        return figure.numeral.step * scale
    if scale > 1:
        return scale
    digits = f"{abs(value):.0f}"
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10.0**zeros / 10 if zeros >= 2 else 0.0


def _with_smaller(figure: Figure, point: Quantity) -> Quantity:
    """The figure with what follows it in a smaller unit: "5 feet 11 inches", "2 hours and 15 minutes"."""
    while figure.unit and not figure.before["between"] and (smaller := smaller_part(figure)):
        added = _point(smaller)
        total = point.low + math.copysign(added.low, point.low)
        point = replace(point, low=total, high=total, end=smaller.end, rounding=added.rounding)
        figure = smaller
    return point


def _with_rest(figure: Figure, point: Quantity) -> Quantity:
    """A number in words with the rest of it: "one million two hundred thousand"."""
    rest = rest_in_words(figure)
    if rest is None:
        return point
    added = _point(rest)
    return replace(added, low=point.low + added.low, high=point.high + added.low, start=figure.start)


def _bounded(point: Quantity, prefix: str) -> Quantity:
    """A point, widened as its prefix says: "more than", "at least", "nearly", "about"."""
    prefix, value = prefix.lower(), point.low
    if re.fullmatch(ABOVE, prefix):
        return replace(point, high=math.inf, low_open=True)
    if re.fullmatch(FROM, prefix):
        return replace(point, high=math.inf)
    if re.fullmatch(BELOW, prefix):
        return replace(point, low=-math.inf, high_open=True)
    if re.fullmatch(TO, prefix):
        return replace(point, low=-math.inf)
    if re.fullmatch(SHORT_OF, prefix):
        return replace(point, low=value - 0.08 * abs(value), slack=0.08 * abs(value))
    if re.fullmatch(ABOUT, prefix):
        return replace(point, slack=max(point.slack, 0.05 * abs(value)))
    return point
