"""Which old checkpoints are superfluous: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ALL_OF = timedelta(days=31)
WEEKLY_UNTIL = timedelta(days=366)
_UNPROVEN = 7  # checkpoints in a row that a clock may have dated wrongly


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint: its name, when it was made, and the name of the one it builds on ("" where it has every chain)."""

    name: str
    made_at: datetime
    previous: str = ""


def superfluous(checkpoints: Iterable[Kept]) -> set[str]:
    """The names of those that can go: all of the last month stay, then one a week for a year, then one a month.

    Ages are counted from the newest, which stays, as does every one that another that stays builds on. Of a week or
    month the first that has every chain stays, else the first.
    """
    known = {each.name: each for each in checkpoints}
    if not known:
        return set()
    newest = max(known.values(), key=lambda each: (each.made_at, each.name))
    counted_from = _believed(sorted(each.made_at for each in known.values()))
    first: dict[tuple[str, int, int], Kept] = {}
    for each in sorted(known.values(), key=lambda each: (bool(each.previous), each.made_at, each.name)):
        age = counted_from - each.made_at
        first.setdefault(_period(each, age), each)
    wanted = {newest.name, *(each.name for each in first.values())}
    wanted |= {each.name for each in known.values() if counted_from - each.made_at <= ALL_OF}
    stay: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in known and name not in stay:
            stay.add(name)
            wanted.add(known[name].previous)
    return known.keys() - stay


def _believed(moments: list[datetime]) -> datetime:
    """The newest of the moments; a few that lie ahead of all others by more than a month may be those of a clock that
    jumped, and are not believed.
    """
    return min(moments[-1], moments[-_UNPROVEN - 1] + ALL_OF) if len(moments) > _UNPROVEN else moments[-1]


def _period(each: Kept, age: timedelta) -> tuple[str, int, int]:
    """The week or month of which one stays."""
    if age <= WEEKLY_UNTIL:
        year, week, _ = each.made_at.isocalendar()
        return "week", year, week
    return "month", each.made_at.year, each.made_at.month
