"""A moment in words, the same in every table of Django's admin as on the desk's pages (`desk/_time.html`)."""

from datetime import UTC, datetime

from django.utils.formats import date_format


def moment(at: datetime | None) -> str:
    """Day and time in UTC, as in “28 Nov 2026, 14:05 UTC”; a dash for never."""
    return "–" if at is None else f"{date_format(at.astimezone(UTC), 'j M Y, H:i')} UTC"
