"""Spans of time as people write them: "90 s", "15 min", "6 h", "1 d". Pure; seconds inside."""

import re

_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
_NAMES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "m"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
}
_SPAN = re.compile(r"([0-9]{1,9})\s*([a-z]{1,10})", re.IGNORECASE)
LONGEST_S = 365 * 86_400


def parse_duration(text: str) -> int:
    """The seconds of a span, from one second to a year. Raises ValueError with the remedy for anything else."""
    found = _SPAN.fullmatch(text.strip())
    unit = _NAMES.get(found.group(2).lower()) if found else None
    if not found or not unit:
        raise ValueError("write a number and a unit, as in 90 s, 15 min, 6 h or 1 d.")
    seconds = int(found.group(1)) * _SECONDS[unit]
    if not 1 <= seconds <= LONGEST_S:
        raise ValueError("write a span from 1 s to 365 d.")
    return seconds


def say_duration(seconds: int) -> str:
    """A whole number of the largest unit that divides it, so that `parse_duration` gives the same seconds again."""
    unit = next(name for name in ("d", "h", "min", "s") if seconds % _SECONDS[name] == 0)
    return f"{seconds // _SECONDS[unit]} {unit}"
