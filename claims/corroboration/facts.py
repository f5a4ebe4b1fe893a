"""What goes into corroboration and what comes out. Plain values: no database behind them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from claims.contracts import Alternative, Kind, Tier, default_contract
from claims.statuses import Grounds, Status

UNATTRIBUTED = "unattributed"
"""The key in place of a party's where words are passed on from somebody whom nobody names: "people familiar"."""

STANCES = ("supports", "refutes", "neutral")
STANDINGS = ("standing", "moved", "reworded", "altered", "gone", "unread", "offline")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """The claim as the rule needs it.

    `speaker` holds the keys of every interested party: the speaker, its owners, its affiliates.
    `contract` empty: the kind's default. `automatic`: a reviewer lets the machine act within its limits.
    `language` is the claim's own (BCP 47); whether a passage could be read against it is the item's matter.
    `maybe_one` are pairs of origins, by their keys, of which a person was asked whether they are one: until they
    answer, the machine may not count both.
    """

    kind: str
    version: int
    status: Status
    contract: tuple[Alternative, ...] = ()
    speaker: frozenset[str] = frozenset()
    due_on: date | None = None
    recheck_on: date | None = None
    automatic: bool = False
    language: str = "en"
    maybe_one: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        Kind(self.kind)
        Status(self.status)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What settles it, the default included."""
        return self.contract or default_contract(Kind(self.kind))

    @property
    def rests_on_words(self) -> bool:
        """True where the speaker's own words are the very thing claimed."""
        return Kind(self.kind).rests_on_words


@dataclass(frozen=True, slots=True)
class OriginFacts:
    """Where information comes from, fixed when its first item made it, so that no later copy changes its weight.

    `owner` is the key of the ultimate owner of whoever began it; "" where nobody knows, and then it shares
    that name with every other unknown: what cannot be told apart counts once.
    """

    key: str
    owner: str
    is_speakers: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence, judged. Defaults are those of an ordinary item that stands where it was found.

    `attributed_to` is the key of the party whose word the passage passes on (`UNATTRIBUTED`: of nobody who is named),
    `attributed_words` its name as written there. `mouth` is who publishes: the key of the ultimate owner of its
    publisher, of a copy that of what it copies; "": as its origin's owner. `resource` is the URL, "" if none. `as_of`
    says when its publisher said so; a plain date covers its whole day. `sequence` rises in the order of adding. `told`
    says in words how an item reached the desk that the tracker has not read; empty: it has. `became_told`: it counted
    as read before. `for_people`: automation does not rest on it. `overruled`: a person judged it, or took away what it
    said against the claim.
    """

    id: str
    stance: str
    tier: str
    origin: OriginFacts
    organisation: str = ""
    organisation_name: str = ""
    mouth: str = ""
    attributed_to: str | None = None
    attributed_words: str = ""
    document: str = ""
    resource: str = ""
    as_of: date | datetime | None = None
    judged_version: int = 1
    standing: str = "standing"
    score: float = 1.0
    language_read: bool = True
    told: str = ""
    for_people: bool = False
    overruled: bool = False
    became_told: bool = False
    retracted: bool = False
    quote: str = ""
    sequence: int = 0

    def __post_init__(self) -> None:
        Tier(self.tier)
        if self.stance not in STANCES:
            raise ValueError(f"stance is one of {STANCES}, not {self.stance!r}")
        if self.standing not in STANDINGS:
            raise ValueError(f"standing is one of {STANDINGS}, not {self.standing!r}")

    @property
    def had_weight(self) -> bool:
        """Whether its loss may change a status: what never counted, told items above all, changes nothing."""
        return self.stance != "neutral" and self.tier != "none" and (self.became_told or not self.told)

    @property
    def publisher(self) -> str:
        """Who printed it, in words."""
        return self.organisation_name or self.organisation or "an unnamed publisher"

    @property
    def place(self) -> tuple[int, str]:
        """The sort key of the order of adding; the identifier breaks ties so that input order never matters."""
        return (self.sequence, self.id)


class CountedItem(NamedTuple):
    """An item and why it was counted, or why not, in words."""

    id: str
    why: str


class Sided(NamedTuple):
    """An item and the side it is on."""

    stance: str
    id: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One alternative of the contract on one side: how much of what it asks for was there."""

    stance: str
    words: str
    weight: int
    needed: int
    by_machine: bool  # met without anything that only a person may accept

    @property
    def met(self) -> bool:
        """True where this alternative settles the claim."""
        return self.weight >= self.needed


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence adds up to.

    `status`: the status proposed, which may be the one the claim has; None: unverified as before, no weight
    either way. `reasons` and `notes` are sentences for the reviewer. `fingerprint` names the counted evidence
    with the proposal. `overdue`: the due date has passed and nothing settles the claim.
    """

    status: Status | None
    reasons: tuple[str, ...]
    counted: tuple[CountedItem, ...]
    not_counted: tuple[CountedItem, ...]
    alternatives: tuple[Tried, ...]
    needs_person: bool
    notes: tuple[str, ...]
    fingerprint: str
    overdue: bool = False
    changes: bool = False  # it proposes another status than the claim's
    may_apply: bool = False  # the claim's automation may make that change itself
    accepted: tuple[Sided, ...] = ()  # every item that an alternative of the contract accepts, of either side
    told: tuple[Sided, ...] = ()  # the items that would be weighed, had they been read

    def sides(self, grounds: Grounds) -> frozenset[str]:
        """The stances of the items of these grounds, which a person's decision may rest on."""
        items = {Grounds.EVIDENCE: self.accepted, Grounds.TOLD: self.told, Grounds.JUDGEMENT: ()}[grounds]
        return frozenset(item.stance for item in items)


def earlier(one: date | datetime | None, other: date | datetime | None) -> bool:
    """Is `one` surely before `other`? Unknown dates are never sure; a date without a time is its whole day."""
    if one is None or other is None:
        return False
    if isinstance(one, datetime) and isinstance(other, datetime):
        return _utc(one) < _utc(other)
    return day_of(one) < day_of(other)


def day_of(moment: date | datetime) -> date:
    """The day, in UTC where there is a time."""
    return _utc(moment).date() if isinstance(moment, datetime) else moment


def earliest(moments: list[date | datetime | None]) -> date | datetime | None:
    """Return the earliest moment; None when one of them is unknown, as that one may be earlier still."""
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(moments) or not known:
        return None
    # A plain date may be any moment of its day: it sorts first, so that nothing is called later than it is.
    return min(known, key=lambda m: (day_of(m), _utc(m) if isinstance(m, datetime) else _START))


_START = datetime.min.replace(tzinfo=UTC)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
