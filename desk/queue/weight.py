"""How heavy a flag weighs: which of those that wait a person should see first. Pure."""

from dataclasses import dataclass

from claims.models import Flag
from claims.statuses import Status

KIND = {
    Flag.Kind.SECOND: 30,
    Flag.Kind.AFTER: 25,
    Flag.Kind.STATUS: 20,
    Flag.Kind.DUE: 10,
    Flag.Kind.NOTE: 0,
}
TAKES_BACK = 25
PUBLISHED = 40
RECORD = 12
ITEM, MOST_ITEMS = 3, 3
OVERDUE, DUE_SOON, SOON_DAYS = 15, 8, 7
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of a flag that waits. `days_to_due` is negative once the day has passed, None without one."""

    kind: str
    from_status: str
    to_status: str
    is_published: bool
    has_record: bool
    counted: int
    days_to_due: int | None
    days_waiting: int


def weight(flag: Waiting) -> int:
    """Points; the flag with the most comes first. What they stand for, the heaviest first:

    - the claim is *published* (40): readers see a status that may be wrong, and only a decision mends that;
    - its kind (0 to 30): where a second person is asked a colleague has decided already, and one look finishes it; then
      what took effect at once and nobody has looked at; then what the machine proposes; then a day that has passed; a
      note, which changes nothing, comes last;
    - it *takes back* what was settled (25): people rely on that, while an open claim misleads nobody;
    - its *evidence*: a record settles alone (12); else 3 for each item that counts, up to three of them;
    - its *due date*: passed (15), or within a week (8), since then somebody waits for an answer;
    - its *age*: one for each day, up to fourteen, so that nothing waits for ever behind what is new.
    """
    points = KIND[Flag.Kind(flag.kind)] + min(max(flag.days_waiting, 0), MOST_DAYS)
    if flag.is_published:
        points += PUBLISHED
    if flag.to_status and flag.from_status != Status.UNVERIFIED:
        points += TAKES_BACK
    points += RECORD if flag.has_record and flag.counted else ITEM * min(flag.counted, MOST_ITEMS)
    if flag.days_to_due is not None and flag.days_to_due <= SOON_DAYS:
        points += OVERDUE if flag.days_to_due < 0 else DUE_SOON
    return points
