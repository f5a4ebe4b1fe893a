"""Moments as feeds write them, in the ways feed readers understand: RFC 822 and 3339, Unix time, and what people write.

dateutil reads them with the months of a dozen languages. What names no whole day is no moment; a moment
without a zone counts as UTC, as feed readers have it.
"""

import re
import warnings
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dateutil.parser import parser, parserinfo

from tracker.extract.text import words

_MAX_CHARS = 80
_UNIX_S = re.compile(r"\d{9,10}(?:\.\d{1,9})?")
_OFFSET = re.compile(r"\b(?:GMT|UTC)([+-]\d\d:?\d\d)\b")  # as JavaScript writes a moment
_ASIDE = re.compile(r"\s?\([^()]{0,60}\)$")
_UNIX_MS = re.compile(r"\d{12,13}")
_PLACE = re.compile(r"\s[\[(]?([A-Z][a-z]+/[A-Za-z_]+)[\])]?$")
_WEEKDAY = re.compile(r"([^\W\d]{2,14})\.?,?\s+(?=\d)")
_LETTERS = re.compile(r"[^\W\d]{3,}")
_DAY_FIRST = re.compile(r"\d{1,2}\.\s?\d")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|ère|ème|e|º|ª|°)\b", re.IGNORECASE)
_DOTTED_CLOCK = re.compile(r"\b([01]?\d|2[0-3])\.([0-5]\d)(?=\s?(?:uhr|uur|h)\b)", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3])\s?(?:h|uhr|uur)\s?([0-5]\d)?(?![\d:])", re.IGNORECASE)
_NOON = re.compile(r"\b([ap])\.\s?m\.", re.IGNORECASE)
_MONTHS = tuple(
    tuple(sorted(words(listed)))
    for listed in """
january jan januar jänner jän janvier janv enero ene gennaio gen januari janeiro января stycznia ocak ledna
february feb februar feber février févr fév fevrier febrero febbraio februari fevereiro февраля lutego şubat února
march mar märz mär mrz maerz mars marzo maart mrt março marco марта marca mart března marts maret
april apr avril avr abril abr aprile апреля kwietnia nisan dubna
may mai mayo maggio mag mei maio мая maja mayıs května maj
june jun juni juin junio giugno giu junho июня czerwca haziran června
july jul juli juillet juil julio luglio lug julho июля lipca temmuz července
august aug août aout agosto ago augustus августа sierpnia ağustos srpna augusti agustus
september sep sept septembre septiembre settembre set setembro сентября września eylül září
october oct oktober okt octobre octubre ottobre ott outubro out октября października ekim října
november nov novembre noviembre novembro ноября listopada kasım listopadu
december dec dezember dez décembre déc decembre diciembre dicembre dic dezembro декабря grudnia aralık prosince desember
""".strip().splitlines()
)
_NAMED = "|".join(sorted((name for names in _MONTHS for name in names), key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[\s-]{{1,3}}(?:of |de |do )?(?P<name>{_NAMED})\.?,?[\s-]{{1,3}}"
    rf"(?:de |do )?(?=(?:19|20)\d\d\b)|(?P<first_name>{_NAMED})\.?\s{{1,3}}(?P<second_day>\d{{1,2}})(?:st|nd|rd|th)?,?"
    r"\s{1,3}(?=(?:19|20)\d\d\b)|(?=\d{4}[-/.]\d\d?[-/.]\d\d?\b)|(?P<one>\d\d?)\s?(?P<sign>[./])\s?(?P<two>\d\d?)\s?"
    r"(?P=sign)\s?(?=(?:19|20)\d\d\b))(?P<year>(?:19|20)\d\d)"
    r"(?:[-/.](?P<iso_month>\d\d?)[-/.](?P<iso_day>\d\d?))?\b",
    re.IGNORECASE,
)
_ALL_MONTHS = frozenset(name for names in _MONTHS for name in names) - {"mar"}  # French and Spanish for Tuesday, too
# Hours ahead of UTC; of zones that share a name the one that feeds mean most often (RFC 822 §5.1 for those of America).
_ZONES = {
    zone: int(float(hours) * 3_600)
    for zone, hours in (
        pair.split(":")
        for pair in words(
            "UT:0 UTC:0 GMT:0 Z:0 WET:0 BST:1 WEST:1 CET:1 MEZ:1 CEST:2 MESZ:2 EET:2 EEST:3 MSK:3 IST:5.5 SGT:8 HKT:8 "
            "JST:9 KST:9 AEST:10 AEDT:11 NZST:12 NZDT:13 ART:-3 BRT:-3 EDT:-4 EST:-5 ET:-5 CDT:-5 CST:-6 MDT:-6 MST:-7 "
            "PDT:-7 PST:-8"
        )
    )
}


class _Names(parserinfo):  # type: ignore[misc]  # the library has no types
    MONTHS = list(_MONTHS)
    JUMP = [
        *parserinfo.JUMP,
        *sorted(
            words("à um de del do le den der des la alle ore om kl los das às uhr uur , . ; | – — - published updated")
        ),
    ]


_READER = parser(_Names())


def read_moment(text: str) -> datetime | None:
    """The moment in UTC that a feed writes; None where it writes none, or one without its day."""
    try:
        if moment := read_stated(text):
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        pass  # the first and last day of all
    return None


def read_stated(text: str) -> datetime | None:
    """As `read_moment`, in the zone that it is written in, or in none."""
    text = _ASIDE.sub("", _OFFSET.sub(r"\1", " ".join(text.split())))[:_MAX_CHARS]
    for read in (_unix, _iso, _written):
        try:
            if moment := read(text):
                return moment
        except (ValueError, OverflowError, TypeError, ArithmeticError, AttributeError, IndexError):
            continue  # dateutil meets text of any kind here
    return None


def month_of(name: str) -> int | None:
    """The number of the month of that name, from 1."""
    return next((number for number, names in enumerate(_MONTHS, 1) if name.lower() in names), None)


def days_in(text: str) -> list[date]:
    """The days written in a text, each with day, month and year; a day of figures only where its order is plain."""
    return [day for found in _DAY.finditer(text) if (day := _day_of(found))]


def _day_of(found: re.Match[str]) -> date | None:
    part = {name: value for name, value in found.groupdict().items() if value}
    month = next((month_of(part[name]) for name in ("name", "first_name") if name in part), None)
    numbers = [int(part[name]) for name in part if name not in ("name", "first_name", "year", "sign")]
    try:
        if month:
            return date(int(part["year"]), month, numbers[0])
        if found["iso_month"]:
            return date(int(part["year"]), *numbers)
        first, second = numbers
        if found["sign"] == "/" and first <= 12:
            return date(int(part["year"]), first, second) if second > 12 or first == second else None
        return date(int(part["year"]), second, first)
    except (ValueError, TypeError):
        return None


def _unix(text: str) -> datetime | None:
    if _UNIX_S.fullmatch(text):
        return datetime.fromtimestamp(float(text), UTC)
    return datetime.fromtimestamp(int(text) / 1_000, UTC) if _UNIX_MS.fullmatch(text) else None


def _iso(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text[:4].isdigit() and text[4:5] == "-" else None


def _written(text: str) -> datetime | None:
    place = _PLACE.search(text)
    zone = ZoneInfo(place[1]) if place else None
    text = text[: place.start()] if place else text
    weekday = _WEEKDAY.match(text)
    if weekday and weekday[1].lower() not in _ALL_MONTHS and _LETTERS.search(text, weekday.end()):
        text = text[weekday.end() :]
    text = _DOTTED_CLOCK.sub(r"\1:\2", text)
    text = _CLOCK.sub(lambda found: f"{found[1]}:{found[2] or '00'}", _NOON.sub(r"\1m", _ORDINAL.sub("", text)))
    moments = [_parsed(text, default) for default in _DEFAULTS]
    if moments[0] != moments[1]:
        return None  # a part of the day was not said
    return moments[0] if moments[0].tzinfo else moments[0].replace(tzinfo=zone)


def _parsed(text: str, default: datetime) -> datetime:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a zone that is not known counts as none
        found: datetime = _READER.parse(text, default=default, tzinfos=_ZONES, dayfirst=bool(_DAY_FIRST.match(text)))
    return found


_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # noqa: DTZ001  to see what a text says nothing of
