"""Dates in English text as intervals of days: full dates, months, years, and "before", "after", "by", "since".

A day in figures is read as it can be: 13/07/2016 and 07/13/2016 are days; 05/07/2016 is one of two, an interval that
holds both; with dots the day comes first, with the year first the month follows (ISO 8601 and its like).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from .lexicon import words
from .numerals import plain
from .quantities import Quantity

_NAMES = words("""january february march april may june july august september october november december""")
_MONTHS = {name: i for i, name in enumerate(_NAMES, start=1)} | {n[:3]: i for i, n in enumerate(_NAMES, start=1)}
_MONTHS["sept"] = 9
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH += "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_YEAR = r"(?:1[0-9]|20)\d{2}"
_SHORT_YEAR = r"'\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_PERIOD = r"\b(?:[QH][1-4]|[1-4][QH])\s?(?:FY\s?)?'?"
_NUMERIC = (
    r"(?<![\w./-])(?<!version\ )(?<!release\ )(?P<n1>\d{1,2})(?P<mark>\.\ |[./-])(?P<n2>\d{1,2})(?P=mark)"
    r"(?P<n3>(?:1[5-9]|20)\d\d|(?<=\d\d[./]\d\d[./])\d\d)"
    r"(?!\d|[./-]\d)"
)
_PREFIX = (
    r"(?P<prefix>(?:as\sof\s)?before|prior\sto|until|till|up\sto|by|after|since|from|following|"
    r"starting|as\sof|in|on|between)\s+"
)
_PART = r"(?P<part>(?:the\s)?(?:early|late|mid|beginning\sof|start\sof|end\sof|middle\sof)[\s-](?:the\s)?(?:year\s)?)?"

_ON = (
    "season|term|period|school|academic|fiscal|financial|budget|edition|tour|war|and|or|in|at|as|with|for|by|on|to|of|was|"
    "were|is|are|the|when|which|who|that|but|he|she|it|they|had|has|have|under|before|after|during|from|while"
)
_LAST_YEAR = rf"{_YEAR}\b(?:(?=\s(?:{_ON})\b)|(?!\s?(?-i:[a-z])))"
"""The second of two years that a hyphen joins; before another word the two are a count ("1500-2000 workers")."""

_NO_COUNT = r"(?!\s(?:million|billion|thousand|hundred|people|cases))"
_PATTERN = re.compile(
    rf"""(?:\b{_PREFIX}(?:the\s+)?)?{_PART}(?:
      \b(?P<iso>{_YEAR}(?P<between>[-/.])\d\d?(?P=between)\d\d?)\b(?![-/.]\d)
    | {_NUMERIC}
    | \b(?P<d1>{_DAY})\.?[\s/-](?:of\s)?(?P<m1>{_MONTH})\b\.?
      (?:[,\s/-]{{1,2}}(?:of\s)?(?P<y1>{_YEAR}|{_SHORT_YEAR}|(?<=[/-])\d\d(?!-)
        |(?<=[a-z.]\s)\d\d(?=\s*(?:$|[,;)\]]|\.(?:\s|$))))\b)?
    | \b(?:(?P<y6>{_YEAR}),?\s)?(?P<m2>{_MONTH})\b\.?[\s-](?P<d2>{_DAY})(?![\d,.]\d)\b{_NO_COUNT}
      (?:(?:\s?,?\s|-)(?P<y2>{_YEAR}|{_SHORT_YEAR})\b)?
    | \b(?P<m3>{_MONTH})\b\.?,?\s(?:of\s)?(?P<y3>{_YEAR}|{_SHORT_YEAR})\b
    | (?P<fiscal>\b(?:fiscal|financial)(?:\syear)?\s|\bFY\s?'?(?:20(?=\d\d\b))?|{_PERIOD})(?P<y5>{_YEAR}|\d\d)\b
    | (?:(?<![\d.,$€£/–-])|(?<=mid-)|(?<=early-)|(?<=late-))\b(?P<y4>{_YEAR})(?P<decade>s)?\b
      (?!\s?(?:%|/|people|million|billion|euros|dollars)|\s?[–-](?!{_LAST_YEAR})\d{{3}})
    )(?:(?:\s?(?:[–-]|to|and)\s?|/)(?P<until>{_YEAR}|\d\d)\b(?![-–/.,:]\d))?""",
    re.VERBOSE | re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_UNTIL = {"before", "prior to", "as of before"}
_UP_TO = {"by", "until", "till", "up to"}
_ONWARDS = {"since", "from", "starting"}
_AFTER = {"after", "following"}
_LEAP = 2000  # a day without a year is kept in a leap year, so that 29 February exists


def read_dates(text: str, published_on: date | None = None) -> Iterator[Quantity]:
    """The dates of `text`. A day without a year takes the year of `published_on` where that is given."""
    if not _DIGIT.search(text):
        return
    for match in _PATTERN.finditer(plain(text)):
        if quantity := _date(match, published_on):
            yield replace(quantity, text=text[quantity.start : quantity.end])


def with_year_of(day: Quantity, other: Quantity) -> Quantity:
    """A day written without a year, read in the year of `other` (unchanged when that has none either)."""
    if not day.month_day or other.month_day or other.kind != "date":
        return day
    anchor = other.high if math.isinf(other.low) else other.low
    if math.isinf(anchor):
        return day
    year = date.fromordinal(int(anchor)).year
    return Quantity("date", _move(day.low, year), _move(day.high, year), day.start, day.end, day.text, near=day.near)


def _move(ordinal: float, year: int) -> float:
    if math.isinf(ordinal):
        return ordinal
    day = date.fromordinal(int(ordinal))
    return _ordinal(year, day.month, day.day) or ordinal


def _date(match: re.Match[str], published_on: date | None) -> Quantity | None:
    found = _interval(match, published_on)
    if found is None:
        return None
    low, high = found
    low, high = _narrow(low, high, (match["part"] or "").lower())
    prefix = re.sub(r"\s+", " ", (match["prefix"] or "").lower())
    if prefix in _UNTIL:
        low, high = -math.inf, low - 1
    elif prefix in _UP_TO:
        low = -math.inf
    elif prefix in _AFTER:
        low, high = high + 1, math.inf
    elif prefix in _ONWARDS and not match["until"]:
        high = math.inf
    has_year = match["iso"] or match["n3"] or any(match[f"y{i}"] for i in range(1, 7))
    start = match.start()
    if match["fiscal"] and match["fiscal"][0] in "QH1234":
        start = match.start("y5")  # the quarter is a figure of its own
    elif prefix in {"in", "on", "as of", "between"}:
        rest = match[0][len(match["prefix"]) :]
        start += len(match["prefix"]) + len(rest) - len(rest.lstrip())
    start += len(match.string[start : match.end()]) - len(match.string[start : match.end()].lstrip())
    return Quantity("date", low, high, start, match.end(), "", month_day=not has_year and published_on is None)


def _interval(match: re.Match[str], published_on: date | None) -> tuple[float, float] | None:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split(match["between"]))
        return _day(year, month, day)
    if match["n3"]:
        return _in_figures(match)
    for d, m, y in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if match[m]:
            stated = match[y] or (match["y6"] if y == "y2" else None)
            year = _year(stated) if stated else published_on.year if published_on else _LEAP
            return _day(year, _MONTHS[match[m].lower()], int(re.sub(r"\D", "", match[d])))
    if match["m3"]:
        year, month = _year(match["y3"]), _MONTHS[match["m3"].lower()]
        return float(date(year, month, 1).toordinal()), float(_month_end(year, month).toordinal())
    year = int(match["y4"] or match["y5"])
    year += 2000 if year < 100 else 0
    last = year + 9 if match["decade"] else year
    if match["until"]:
        tail = match["until"]
        last = int(tail) if len(tail) == 4 else year - year % 100 + int(tail)
        if last <= year and len(tail) == 4:
            return None
        last = max(last, year)
    return float(date(year, 1, 1).toordinal()), float(date(last, 12, 31).toordinal())


def _in_figures(match: re.Match[str]) -> tuple[float, float] | None:
    """The day that three figures stand for, or the interval that holds the two days that they may stand for."""
    first, second, year = int(match["n1"]), int(match["n2"]), _year(match["n3"])
    days = [_ordinal(year, second, first)]
    if match["mark"].strip() != ".":
        days.append(_ordinal(year, first, second))
    known = [day for day in days if day]
    return (min(known), max(known)) if known else None


def _year(written: str) -> int:
    """A year of two figures is the one nearest to our time: '16 and '95."""
    year = int(written.removeprefix("'"))
    return year if year >= 100 else year + (2000 if year < 50 else 1900)


def _narrow(low: float, high: float, part: str) -> tuple[float, float]:
    """ "Early", "mid" and "late" are thirds; "the end of" is the last sixth."""
    length = high - low
    if length < 27:
        return low, high
    if "mid" in part:
        return low + length // 3, high - length // 3
    if "early" in part or "beginning" in part or "start" in part:
        return low, low + length // 3
    if "late" in part or "end" in part:
        return high - length // (6 if "end" in part else 3), high
    return low, high


def _day(year: int, month: int, day: int) -> tuple[float, float] | None:
    ordinal = _ordinal(year, month, day)
    return (ordinal, ordinal) if ordinal else None


def _ordinal(year: int, month: int, day: int) -> float | None:
    try:
        return float(date(year, month, day).toordinal())
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) if year < 9999 else date(9999, 12, 31)
