"""Days as people say them, in texts that were stored with days as programs write them. Pure."""

import re
from datetime import date

from django.utils.formats import date_format

# A day on its own in a sentence: none that is part of an address or of a longer code.
_DAY = re.compile(r"(?<![^\s(“])\d{4}-\d{2}-\d{2}(?![^\s,;:.)”]|[.:]\S)")


def day_in_words(day: date) -> str:
    """A day, as in “28 Nov 2026”."""
    return date_format(day, "j M Y")


def days_in_words(text: str) -> str:
    """A text in which each day such as 2026-11-28 is written “28 Nov 2026”; what is no day of the calendar stays."""
    return _DAY.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    try:
        return day_in_words(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]
