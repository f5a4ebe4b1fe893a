"""The life of a claim on one line of time: its statuses, its evidence, when its sources were read. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.sources.picture import Mark, Picture, Scale, picture

_SAYS = {"supports": "for", "refutes": "against", "neutral": "neither for nor against"}


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A stretch of the line in which the claim had one status."""

    status: str
    x: float
    width: float
    since: datetime


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """An item of evidence: when its publisher said so, its stance, whether it counted, and whose it is."""

    at: datetime
    stance: str
    counted: bool
    source: str


@dataclass(frozen=True, slots=True)
class DrawnSource:
    """A source that the claim relies on: what `desk.sources.picture.picture` needs of it."""

    name: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on the line, in words."""

    at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class ClaimPicture:
    """What is drawn, from `since` to `now`; `events` tells the same in words, the earliest first."""

    since: datetime
    now: datetime
    spans: tuple[StatusSpan, ...]
    claimed: Mark
    evidence: tuple[Mark, ...]
    sources: tuple[tuple[str, Picture], ...]
    events: tuple[Event, ...]


def claim_picture(
    *,
    claimed_at: datetime,
    recorded_at: datetime,
    now: datetime,
    statuses: Sequence[tuple[datetime, str]],
    labels: Mapping[str, str],
    items: Iterable[DrawnItem],
    sources: Iterable[DrawnSource],
) -> ClaimPicture:
    """The line of a claim. All times are aware; what is older than the claim stands at its beginning.

    `claimed_at` is when its article said so, where that is known, else as `recorded_at`; `statuses` are the moments
    from which it had each, in order, the first from its recording; `labels` are their words.
    """
    scale = Scale.of(min(claimed_at, recorded_at), now)
    drawn = sorted(items, key=lambda item: item.at)
    lines = [(source.name, picture(since=scale.since, now=now, **source.facts)) for source in sources]  # type: ignore[arg-type]
    return ClaimPicture(
        since=scale.since,
        now=now,
        spans=_spans(scale, statuses),
        claimed=Mark("claimed", scale.place(claimed_at), claimed_at, "claimed"),
        evidence=tuple(_mark(scale, item) for item in drawn),
        sources=tuple(lines),
        events=_events(claimed_at, recorded_at, statuses, labels, drawn),
    )


def _spans(scale: Scale, statuses: Sequence[tuple[datetime, str]]) -> tuple[StatusSpan, ...]:
    ends = [at for at, _ in statuses[1:]] + [scale.now]
    found = []
    for (at, status), end in zip(statuses, ends, strict=True):
        x = scale.place(at)
        found.append(StatusSpan(status, x, round(max(scale.place(end) - x, 1.0), 1), at))
    return tuple(found)


def _mark(scale: Scale, item: DrawnItem) -> Mark:
    kind = item.stance if item.counted else f"{item.stance} not-counted"
    return Mark(kind, scale.place(item.at), item.at, _in_words(item))


def _in_words(item: DrawnItem) -> str:
    return f"evidence {_SAYS[item.stance]}, {item.source}" + ("" if item.counted else ": not counted")


def _events(
    claimed_at: datetime,
    recorded_at: datetime,
    statuses: Sequence[tuple[datetime, str]],
    labels: Mapping[str, str],
    items: Iterable[DrawnItem],
) -> tuple[Event, ...]:
    events = [Event(recorded_at, "recorded at the desk")]
    if claimed_at != recorded_at:
        events.append(Event(claimed_at, "claimed"))
    events += [Event(at, f"status {labels.get(status, status).lower()}") for at, status in statuses[1:]]
    events += [Event(item.at, _in_words(item)) for item in items]
    return tuple(sorted(events, key=lambda event: event.at))
