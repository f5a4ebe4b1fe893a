"""Units of measurement as English text writes them, each with its dimension and its size there.

The sizes are exact by definition: the International System of Units (BIPM, 9th ed.), the yard and pound agreement of
1959, NIST Special Publication 811, appendix B. Currencies are no units: nothing converts them.
"""

import re
from typing import NamedTuple

from .lexicon import word_set


class Unit(NamedTuple):
    """`size` of one in units of `dimension` (its SI name), `zero` where its scale begins, `spread` the share by which
    what people call so differs ("tons").
    """

    dimension: str
    size: float
    zero: float = 0.0
    spread: float = 0.0


_YEAR = 365.25 * 86_400
_TABLE: dict[str, Unit] = {}


def _add(dimension: str, size: float, names: str, *, zero: float = 0.0, spread: float = 0.0) -> None:
    """Enter a unit: `names` are patterns, apart by blanks; "_" stands for a blank or a hyphen."""
    for name in names.split():
        _TABLE[name] = Unit(dimension, size, zero, spread)


for _prefix, _letter, _power in (
    ("", "", 1.0),
    ("kilo", "k", 1e3),
    ("mega", "M", 1e6),
    ("giga", "G", 1e9),
    ("tera", "T", 1e12),
):
    _add("W", _power, f"{_prefix}watts? {_letter}W")
    _add("J", _power * 3600, f"{_prefix}watt_?hours? {_letter}Wh")
    _add("J", _power, f"{_prefix}joules?" + (f" {_letter}J" if _letter else ""))
    _add("bit/s", _power, f"{_prefix}bits?_per_second {_letter}bps {_letter}bit/s")
    if _letter:
        _add("B", _power, f"{_prefix}bytes? {_letter}B")
_add("B", 1e3, "KB")
_add("B", 1e15, "petabytes? PB")
_add("J", 4184, "kilocalories kcal")
_add("W", 745.7, "horsepower hp bhp")

_add("m", 1e-3, "millimet(?:er|re)s? mm")
_add("m", 1e-2, "centimet(?:er|re)s? cm")
_add("m", 1.0, "met(?:er|re)s?")
_add("m", 1e3, "kilomet(?:er|re)s? kms?")
_add("m", 0.0254, "inch(?:es)? ″")
_add("m", 0.3048, "foot feet ft ′")
_add("m", 0.9144, "yards? yds?")
_add("m", 1609.344, "miles? mi")
_add("m", 1852.0, "nautical_miles? nmi")
_add("m2", 1.0, r"square_met(?:er|re)s? sq\.?_?m m² m2 sqm")
_add("m2", 1e6, r"square_kilomet(?:er|re)s? sq\.?_?km km² km2")
_add("m2", 1e4, r"hectares? ha")
_add("m2", 4046.8564224, r"acres?")
_add("m2", 0.09290304, r"square_f(?:oo|ee)t sq\.?_?ft ft²")
_add("m2", 2589988.110336, r"square_miles? sq\.?_?mi(?:les?)?")
_add("m3", 1e-6, r"millilit(?:er|re)s? ml")
_add("m3", 1e-3, r"lit(?:er|re)s?")
_add("m3", 1.0, r"cubic_met(?:er|re)s? m³ cu\.?_?m")
_add("m3", 0.028316846592, r"cubic_f(?:oo|ee)t cu\.?_?ft")
_add("m3", 0.003785411784, r"gallons? gal", spread=0.21)  # of the United States; a British one is a fifth larger
_add("m3", 0.158987294928, r"barrels? bbl")
_add("kg", 1e-6, "milligram(?:me)?s? mg")
_add("kg", 1e-3, "gram(?:me)?s?")
_add("kg", 1.0, "kilogram(?:me)?s? kilos? kgs?")
_add("kg", 1e3, "tonnes? metric_tons? (?-i:t)")
_add("kg", 1e6, "kilotonnes? (?-i:kt)")
_add("kg", 1e9, "megatonnes? (?-i:Mt)")
_add("kg", 1e3, "tons?", spread=0.1)  # long, short or metric
_add("kg", 0.45359237, "lbs? pounds_weight")
_add("kg", 0.028349523125, "ounces? oz")
_add("kg", 6.35029318, "stones?")
_add("°C", 1.0, "°_?C º_?C ℃ degrees?_(?:Celsius|centigrade|C) deg_C Celsius (?-i:C)")
_add("°C", 5 / 9, "°_?F º_?F ℉ degrees?_(?:Fahrenheit|F) deg_F Fahrenheit (?-i:F)", zero=-160 / 9)
_add("°C", 1.0, "kelvins?", zero=-273.15)
_add("degree", 1.0, "degrees? °")
_add("m/s", 1 / 3.6, "kilomet(?:er|re)s?_(?:per|an)_hour km/h kmh kph km_per_hour")
_add("m/s", 0.44704, "miles?_(?:per|an)_hour mph")
_add("m/s", 1.0, "met(?:er|re)s?_(?:per|a)_second m/s")
_add("m/s", 1852 / 3600, "knots? kn")
_add("s", 1e-3, "milliseconds? ms")
_add("s", 1.0, "seconds? secs?")
_add("s", 60.0, "minutes? mins?")
_add("s", 3600.0, "hours? hrs?")
_add("s", 86_400.0, "days?")
_add("s", 7 * 86_400.0, "weeks?")
_add("s", _YEAR / 12, "months?")
_add("s", _YEAR, "years? yrs?")
_add("s", 10 * _YEAR, "decades?")
_add("s", 100 * _YEAR, "centur(?:y|ies)")

_METRE = Unit("m", 1.0)
_CASED = word_set("W Wh kW kWh MW MWh GW GWh TW TWh kJ MJ GJ TJ kB KB MB GB TB PB Mbps Gbps kbps")
"""Symbols that mean something else, or nothing, in other letters."""


def _pattern(name: str) -> str:
    name = name.replace("_", "[ -]")
    return f"(?-i:{name})" if name in _CASED else name


_ORDERED = sorted(_TABLE, key=lambda name: (-len(name), name))
UNIT = "|".join(_pattern(name) for name in _ORDERED)
"""A pattern for all of them, the longest names first; to be used without regard to case."""

_READ = [(re.compile(_pattern(name), re.IGNORECASE), _TABLE[name]) for name in _ORDERED]
_LONG = re.compile(
    r" ?(?:tall|high|long|wide|deep|thick|above|below|away|apart|race|sprint|dash|hurdles|relay|free|butter|back|"
    r"breast|from|in (?:length|height|depth|diameter|width))"
)
_known: dict[str, Unit] = {"m": _METRE}


def unit_of(written: str) -> Unit | None:
    """The unit that a name or symbol stands for, None for any other word."""
    if written not in _known:
        found = next((unit for pattern, unit in _READ if pattern.fullmatch(written)), None)
        if found is None:
            return None
        _known[written] = found
    return _known[written]


def means_metres(text: str, end: int) -> bool:
    """Whether the "m" of a bare figure that ends there is metres, by what follows, and not millions."""
    return bool(_LONG.match(text, end))
