"""Which status may follow which, who may set it, and what that needs.

Data first: `TRANSITIONS` is the whole rule and `docs/statuses.md` prints it. Pure: no database, no clock.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self


class Status(StrEnum):
    """The verdict on a claim."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    PARTLY_VERIFIED = "partly_verified"
    DISPUTED = "disputed"
    REFUTED = "refuted"
    UNVERIFIABLE = "unverifiable"
    OUTDATED = "outdated"

    @property
    def label(self) -> str:
        """The name on screen: "Partly verified"."""
        return self.value.replace("_", " ").capitalize()

    @property
    def meaning(self) -> str:
        """One line for a reader."""
        return MEANINGS[self]


MEANINGS = MappingProxyType(
    {
        Status.UNVERIFIED: "Nothing settles it yet. Every claim starts here.",
        Status.VERIFIED: "Evidence of the weight its contract asks for supports it.",
        Status.PARTLY_VERIFIED: "A person found part of it supported, and part of it not.",
        Status.DISPUTED: "Evidence of full weight stands on both sides.",
        Status.REFUTED: "Evidence of the weight its contract asks for speaks against it, and none for it.",
        Status.UNVERIFIABLE: "A person searched and found that it cannot be settled.",
        Status.OUTDATED: "It was settled once, and that was too long ago to rely on.",
    }
)


SETTLED = frozenset({Status.VERIFIED, Status.PARTLY_VERIFIED, Status.REFUTED, Status.UNVERIFIABLE})
"""Statuses with which the work on a claim is done for now; what is disputed or outdated is open again."""


class Role(StrEnum):
    """What a member of staff may do. A newsroom reads by token and has no role."""

    JOURNALIST = "journalist"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes a status: a person with a role, or the claim's automation, which has none."""

    role: Role | None

    @classmethod
    def person(cls, role: Role) -> Self:
        """A member of staff."""
        return cls(role)

    @classmethod
    def automation(cls) -> Self:
        """The machine, within the limits that a reviewer gave it."""
        return cls(None)

    @property
    def is_automation(self) -> bool:
        """True where no person decides."""
        return self.role is None

    def __str__(self) -> str:
        return "automation" if self.role is None else self.role.value


class Need(StrEnum):
    """What a change must bring along."""

    REASON = "reason"  # words that say why
    EVIDENCE = "evidence"  # counted items of the sides it speaks of, or words that say on what else it rests
    FINDING = "finding"  # corroboration proposes this very status


class Grounds(StrEnum):
    """What a person's decision rests on, as readers are told."""

    EVIDENCE = "evidence"  # items that were read and that the claim's contract counts
    TOLD = "told"  # items that the desk was told
    JUDGEMENT = "judgement"  # neither

    @property
    def words(self) -> str:
        """How readers hear of it, after “decided by”."""
        return _GROUNDS[self]


_GROUNDS = MappingProxyType(
    {
        Grounds.EVIDENCE: "a person",
        Grounds.TOLD: "the desk on what it was told",
        Grounds.JUDGEMENT: "the desk on its own judgement",
    }
)


class TransitionRefused(Exception):  # a refusal, named as the house speaks of it
    """A change of status that the rules do not allow.

    `field` names what is wrong (`status`, `actor`, `reason`, `evidence`, `finding`); `remedy` says what would help.
    """

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(remedy)
        self.field = field
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change: from, to, who may, and what it needs."""

    old: Status
    new: Status
    who: frozenset[Role | None]  # None: automation
    needs: frozenset[Need]

    def allows(self, actor: Actor) -> bool:
        """May this actor make the change at all?"""
        return actor.role in self.who

    def needs_of(self, actor: Actor) -> frozenset[Need]:
        """What this actor must bring: automation acts only on a finding."""
        return self.needs | {Need.FINDING} if actor.is_automation else self.needs


PEOPLE: frozenset[Role | None] = frozenset(Role)
ANYONE: frozenset[Role | None] = PEOPLE | {None}
REASON = frozenset({Need.REASON})
PROOF = frozenset({Need.REASON, Need.EVIDENCE})

_S = Status
TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.UNVERIFIED, _S.VERIFIED, ANYONE, PROOF),
    Transition(_S.UNVERIFIED, _S.PARTLY_VERIFIED, PEOPLE, PROOF),
    Transition(_S.UNVERIFIED, _S.DISPUTED, PEOPLE, PROOF),
    Transition(_S.UNVERIFIED, _S.REFUTED, PEOPLE, PROOF),
    Transition(_S.UNVERIFIED, _S.UNVERIFIABLE, PEOPLE, REASON),
    #
    Transition(_S.VERIFIED, _S.UNVERIFIED, ANYONE, REASON),
    Transition(_S.VERIFIED, _S.PARTLY_VERIFIED, PEOPLE, PROOF),
    Transition(_S.VERIFIED, _S.DISPUTED, PEOPLE, PROOF),
    Transition(_S.VERIFIED, _S.REFUTED, PEOPLE, PROOF),
    Transition(_S.VERIFIED, _S.OUTDATED, PEOPLE, REASON),
    #
    Transition(_S.PARTLY_VERIFIED, _S.UNVERIFIED, PEOPLE, REASON),
    Transition(_S.PARTLY_VERIFIED, _S.VERIFIED, PEOPLE, PROOF),
    Transition(_S.PARTLY_VERIFIED, _S.DISPUTED, PEOPLE, PROOF),
    Transition(_S.PARTLY_VERIFIED, _S.REFUTED, PEOPLE, PROOF),
    Transition(_S.PARTLY_VERIFIED, _S.UNVERIFIABLE, PEOPLE, REASON),
    Transition(_S.PARTLY_VERIFIED, _S.OUTDATED, PEOPLE, REASON),
    #
    Transition(_S.DISPUTED, _S.UNVERIFIED, ANYONE, REASON),
    Transition(_S.DISPUTED, _S.VERIFIED, PEOPLE, PROOF),
    Transition(_S.DISPUTED, _S.PARTLY_VERIFIED, PEOPLE, PROOF),
    Transition(_S.DISPUTED, _S.REFUTED, PEOPLE, PROOF),
    Transition(_S.DISPUTED, _S.UNVERIFIABLE, PEOPLE, REASON),
    Transition(_S.DISPUTED, _S.OUTDATED, PEOPLE, REASON),
    #
    Transition(_S.REFUTED, _S.UNVERIFIED, ANYONE, REASON),
    Transition(_S.REFUTED, _S.VERIFIED, PEOPLE, PROOF),
    Transition(_S.REFUTED, _S.PARTLY_VERIFIED, PEOPLE, PROOF),
    Transition(_S.REFUTED, _S.DISPUTED, PEOPLE, PROOF),
    Transition(_S.REFUTED, _S.OUTDATED, PEOPLE, REASON),
    #
    Transition(_S.UNVERIFIABLE, _S.UNVERIFIED, PEOPLE, REASON),
    Transition(_S.UNVERIFIABLE, _S.VERIFIED, PEOPLE, PROOF),
    Transition(_S.UNVERIFIABLE, _S.PARTLY_VERIFIED, PEOPLE, PROOF),
    Transition(_S.UNVERIFIABLE, _S.DISPUTED, PEOPLE, PROOF),
    Transition(_S.UNVERIFIABLE, _S.REFUTED, PEOPLE, PROOF),
    #
    Transition(_S.OUTDATED, _S.UNVERIFIED, PEOPLE, REASON),
    Transition(_S.OUTDATED, _S.VERIFIED, PEOPLE, PROOF),
    Transition(_S.OUTDATED, _S.PARTLY_VERIFIED, PEOPLE, PROOF),
    Transition(_S.OUTDATED, _S.DISPUTED, PEOPLE, PROOF),
    Transition(_S.OUTDATED, _S.REFUTED, PEOPLE, PROOF),
    Transition(_S.OUTDATED, _S.UNVERIFIABLE, PEOPLE, REASON),
)
# The sides that a status speaks of: it rests on an item of each. A status that is not named rests on any item.
SIDES: MappingProxyType[Status, frozenset[str]] = MappingProxyType(
    {
        Status.VERIFIED: frozenset({"supports"}),
        Status.REFUTED: frozenset({"refutes"}),
        Status.DISPUTED: frozenset({"supports", "refutes"}),
    }
)
_BY_PAIR = MappingProxyType({(t.old, t.new): t for t in TRANSITIONS})


def allowed_from(old: Status, *, actor: Actor) -> tuple[Status, ...]:
    """The statuses this actor may set next, in the order of the table: the choices of a form."""
    return tuple(t.new for t in TRANSITIONS if t.old == old and t.allows(actor))


def check_transition(old: Status, new: Status, *, actor: Actor) -> Transition:
    """The table's row for this change, whose needs are still to be met (`check_needs`).

    Raises `TransitionRefused` where the change is not in the table or not this actor's to make.
    """
    old, new = Status(old), Status(new)  # a column gives plain strings
    if old is new:
        raise TransitionRefused("status", f"The claim is already {_words(old)}: choose another status.")
    transition = _BY_PAIR.get((old, new))
    if transition is None:
        raise TransitionRefused("status", _way_round(old, new))
    if not transition.allows(actor):
        raise TransitionRefused(
            "actor", f"Only a person may change {_words(old)} to {_words(new)}: leave it to the review queue."
        )
    return transition


def check_needs(
    transition: Transition,
    *,
    actor: Actor,
    reason: str,
    sides: Collection[str],
    grounds: Grounds = Grounds.EVIDENCE,
    proposed: Status | None = None,
) -> None:
    """Refuse the change unless it brings what it needs.

    `sides` are the stances of the items there are of its `grounds` (“supports”, “refutes”); `proposed` is the status
    that corroboration proposes. Raises `TransitionRefused`.
    """
    needs = transition.needs_of(actor)
    if Need.REASON in needs and not reason.strip():
        raise TransitionRefused("reason", "Say in words why the status changes.")
    if Need.EVIDENCE in needs and grounds is not Grounds.JUDGEMENT:
        _check_sides(transition.new, sides=frozenset(sides), grounds=grounds)
    if Need.FINDING in needs and proposed != transition.new:
        raise TransitionRefused(
            "finding", f"Automation may set {_words(transition.new)} only where the evidence adds up to it."
        )


def _check_sides(new: Status, *, sides: frozenset[str], grounds: Grounds) -> None:
    """Refuse a status of which a side has no item. What is gone, neutral or of no known source is no item."""
    missing = SIDES[new] - sides if new in SIDES else frozenset() if sides else frozenset({"supports"})
    if not missing:
        return
    item = " and one that ".join(sorted(missing))
    if grounds is Grounds.TOLD:
        raise TransitionRefused("rests_on", f"The desk was told nothing that {item} it: {_words(new)} needs that.")
    raise TransitionRefused(
        "evidence",
        f"Nothing counted {item} the claim. Add evidence that is read and that its contract counts; or say that "
        "it rests on what the desk was told, or on the desk’s own judgement: readers see which.",
    )


@dataclass(frozen=True, slots=True)
class Rating:
    """How a status is published as a schema.org Rating in ClaimReview (worst 1, best 5).

    `value` None: `alternateName` only, no number. `choices`: the numbers an editor may choose from instead.
    """

    name: str
    value: int | None
    choices: tuple[int, ...] = ()


# Never a middle rating for "unverified": such a claim has no review at all, it is published as a plain `Claim`.
RATINGS: MappingProxyType[Status, Rating | None] = MappingProxyType(
    {
        Status.UNVERIFIED: None,
        Status.VERIFIED: Rating("Verified", 5, (5,)),
        Status.PARTLY_VERIFIED: Rating("Partly verified", 4, (4, 3)),
        Status.DISPUTED: Rating("Disputed", None),
        Status.REFUTED: Rating("Refuted", 1, (1,)),
        Status.UNVERIFIABLE: Rating("Unverifiable", None),
        Status.OUTDATED: Rating("Outdated", None),
    }
)


def transition_table_markdown() -> str:
    """The table of transitions as `docs/statuses.md` prints it."""
    rows = ["| from | to | who may | what it needs |", "|---|---|---|---|"]
    for t in TRANSITIONS:
        who = "people" if t.who == PEOPLE else "people; automation, on a finding"
        needs = ", ".join(need.value for need in Need if need in t.needs)
        rows.append(f"| {t.old.value} | {t.new.value} | {who} | {needs} |")
    return "\n".join(rows)


def status_table_markdown() -> str:
    """The statuses, their meaning and their ClaimReview rating as `docs/statuses.md` prints them."""
    rows = ["| status | meaning | ClaimReview rating |", "|---|---|---|"]
    rows += [f"| `{s.value}` | {s.meaning} | {_rating_words(RATINGS[s])} |" for s in Status]
    return "\n".join(rows)


def _rating_words(rating: Rating | None) -> str:
    if rating is None:
        return "none: a plain `Claim`"
    if rating.value is None:
        return f"“{rating.name}”, no number"
    return f"“{rating.name}”, " + " or ".join(str(choice) for choice in rating.choices)


def _words(status: Status) -> str:
    return f"“{status.label.lower()}”"


def _way_round(old: Status, new: Status) -> str:
    """What to do instead of a change that is not in the table."""
    if new is Status.OUTDATED:
        return f"Only a settled claim can become outdated; this one is {_words(old)}: settle it first."
    return f"A claim that is {_words(old)} does not become {_words(new)} at once: reopen it first."
