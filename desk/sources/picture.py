"""The life of a resource on one line, drawn by the server: what it answered when, since when it is not read. Pure.

What is kept are the answers that differed, the last reading and the trouble of the moment, so this is what can be
drawn; readings that found nothing new leave no trace but the last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.moments import moment

WIDTH = 600.0
_LEFT, _RIGHT = 10.0, 540.0
"""Where the first moment and the present stand; what is planned stands to the right of the present."""

_PLANNED = 585.0
_LEAST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DrawnAnswer:
    """An answer that differed from the one before: when, and whether text came of it. The words may be the same."""

    at: datetime
    readable: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the line with what it means; `kind` is the class it is drawn in."""

    kind: str
    x: float
    at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the line."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, from `since` to `now`; `says` tells the same in words."""

    since: datetime
    now: datetime
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from `since` to `now`, on which each moment has its place; an hour is the least that it spans."""

    since: datetime
    now: datetime

    @classmethod
    def of(cls, since: datetime, now: datetime) -> "Scale":
        return cls(min(since, now - _LEAST), now)

    def place(self, at: datetime) -> float:
        """Where a moment stands; one that lies outside stands at the end that it is nearer to."""
        share = (at - self.since) / (self.now - self.since)
        return round(_LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0), 1)


def picture(
    *,
    since: datetime,
    now: datetime,
    answers: Iterable[DrawnAnswer],
    read_at: datetime | None,
    polled_at: datetime | None,
    trouble_since: datetime | None,
    next_poll_at: datetime | None,
) -> Picture:
    """The line of a resource watched since a moment. All times are aware; what lies outside is left out.

    `trouble_since` is when it began to be unreadable, None while it is well.
    """
    scale = Scale.of(since, now)
    since, place = scale.since, scale.place
    shown = [answer for answer in answers if since <= answer.at <= now]
    bands = []
    if read_at and shown and read_at > shown[0].at:
        bands.append(_band("well", place(shown[0].at), place(read_at)))
    if trouble_since:
        bands.append(_band("trouble", place(trouble_since), place(now)))
    marks = [
        Mark("change" if answer.readable else "unreadable", place(answer.at), answer.at, _ANSWER[answer.readable])
        for answer in shown
    ]
    if polled_at and polled_at != read_at and since <= polled_at <= now:
        marks.append(Mark("failed", place(polled_at), polled_at, "asked in vain"))
    if read_at and since <= read_at <= now:
        marks.append(Mark("reading", place(read_at), read_at, "last read"))
    if next_poll_at:
        marks.append(Mark("planned", _PLANNED, next_poll_at, "next reading"))
    return Picture(since, now, tuple(bands), tuple(marks), _in_words(shown, read_at, trouble_since, next_poll_at))


_ANSWER = {True: "it answered anew", False: "it answered anew, and no text came of it"}


def _band(kind: str, start: float, end: float) -> Band:
    return Band(kind, start, round(max(end - start, 1.0), 1))


def _in_words(
    shown: list[DrawnAnswer], read_at: datetime | None, trouble_since: datetime | None, next_poll_at: datetime | None
) -> str:
    unreadable = sum(not answer.readable for answer in shown)
    said = [f"{len(shown)} new answer{'' if len(shown) == 1 else 's'}"]
    if unreadable:
        said[0] += f", {unreadable} without text"
    said.append(f"last read {moment(read_at)}" if read_at else "never read")
    if trouble_since:
        said.append(f"not readable since {moment(trouble_since)}")
    said.append(f"next reading {moment(next_poll_at)}" if next_poll_at else "no reading planned")
    return "; ".join(said) + "."
