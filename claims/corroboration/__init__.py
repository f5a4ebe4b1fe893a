"""When evidence adds up to a status: the one rule, as a pure function.

`corroborate(claim, items, today=…)` proposes a status with reasons that a person can read. Its steps:

1. *Screening* (`screening`): told, neutral, withdrawn, fallen, untiered and superseded items do not count, nor does
   anything judged on another wording of the claim.
2. *Weight* (`weighing`): each alternative of the contract asks for a number of independent owners of origins, of
   a tier, and perhaps of the speaker, an organisation, a resource or a type of document.
3. *Verdict*: support of full weight verifies, refutation of the same weight refutes, both dispute; less than that
   is a note, never a status.
4. *Time*: a settled claim whose evidence fell away reopens; one past its recheck date is outdated; one past its
   due date is overdue.

No database, no clock but the day passed in; the order of the items never matters.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from claims.corroboration import words
from claims.corroboration.facts import ClaimFacts, CountedItem, Finding, Item, OriginFacts, Sided, Tried
from claims.corroboration.screening import screen, would_count
from claims.corroboration.weighing import Side, answered_not_yets, weigh
from claims.statuses import Actor, Status, allowed_from

__all__ = ["ClaimFacts", "CountedItem", "Finding", "Item", "OriginFacts", "Tried", "corroborate"]

CARRIED_BY_EVIDENCE = frozenset({Status.VERIFIED, Status.REFUTED, Status.DISPUTED})
AGES = CARRIED_BY_EVIDENCE | {Status.PARTLY_VERIFIED, Status.OUTDATED}
_NOT_YET = "It said “not yet”, before the support was published: no conflict."


@dataclass(frozen=True, slots=True)
class _Case:
    """One claim on one day with its evidence weighed: what the sentences and the verdict are made from."""

    claim: ClaimFacts
    today: date
    items: tuple[Item, ...]
    supports: Side
    refutes: Side
    dropped: tuple[CountedItem, ...]  # by the screening, or answered

    @property
    def verdict(self) -> Status | None:
        """What the evidence alone says."""
        if self.supports.met:
            return Status.DISPUTED if self.refutes.met else Status.VERIFIED
        return Status.REFUTED if self.refutes.met else None

    @property
    def carrying(self) -> list[Side]:
        """The sides the verdict rests on; with none of full weight, the support there is."""
        if self.verdict is None:
            return [self.supports]
        return [side for side in (self.supports, self.refutes) if side.met]

    @property
    def others(self) -> list[Side]:
        """The sides that do not reach the weight."""
        if self.verdict is None:
            return [self.refutes]
        return [side for side in (self.supports, self.refutes) if not side.met]

    @property
    def counted(self) -> list[Item]:
        """The items the verdict rests on."""
        return sorted((item for side in self.carrying for item in side.counted), key=lambda item: item.place)


def corroborate(claim: ClaimFacts, items: Iterable[Item], *, today: date) -> Finding:
    """What the evidence adds up to under the claim's contract on this day.

    Each item appears once. Evidence must carry the claim's current `version` to count.
    """
    case = _weigh_both_sides(claim, tuple(items), today)
    status = _proposal(case)
    changes = status is not None and status != claim.status
    needs_person = _needs_person(case, status)
    overdue = _is_overdue(case)
    return Finding(
        status=status,
        reasons=tuple(_reasons(case, status, overdue=overdue)),
        counted=tuple(CountedItem(item.id, words.why_counted(claim, item)) for item in case.counted),
        not_counted=_not_counted(case),
        alternatives=tuple(_tried(case)),
        needs_person=needs_person,
        notes=tuple(_notes(case)),
        fingerprint=_fingerprint(case, status),
        overdue=overdue,
        changes=changes,
        accepted=_accepted(case),
        told=_told(case),
        may_apply=claim.automatic and not needs_person and _automation_may(claim, status),
    )


def _weigh_both_sides(claim: ClaimFacts, items: tuple[Item, ...], today: date) -> _Case:
    kept, dropped = screen(claim, items)
    supports = weigh(claim, [item for item in kept if item.stance == "supports"])
    refutes = weigh(claim, [item for item in kept if item.stance == "refutes"])
    answered = answered_not_yets(claim, supports, refutes)
    refutes = weigh(claim, [item for item in refutes.items if item.id not in answered])
    dropped += [CountedItem(id_, _NOT_YET) for id_ in answered]
    in_order = sorted(items, key=lambda item: item.place)
    return _Case(claim, today, tuple(in_order), supports, refutes, tuple(sorted(dropped)))


def _proposal(case: _Case) -> Status | None:
    """The status to propose, which may be the one the claim has; None where nothing settles an unverified one."""
    claim, verdict = case.claim, case.verdict
    if claim.status in CARRIED_BY_EVIDENCE and verdict is None:
        return Status.UNVERIFIED
    if _has_aged(case):
        return Status.OUTDATED
    if verdict is None and claim.status != Status.UNVERIFIED:
        return Status(claim.status)  # set by a person: lack of weight alone does not undo it
    return verdict


def _has_aged(case: _Case) -> bool:
    """Is it past its recheck date, with nothing newer to settle it anew and nothing that overturns it?"""
    claim, verdict = case.claim, case.verdict
    if not _past(claim.recheck_on, case.today) or claim.status not in AGES:
        return False
    if claim.status in CARRIED_BY_EVIDENCE and verdict != claim.status:
        return False
    assert claim.recheck_on is not None  # noqa: S101  # for the reader and the type checker
    return not any(side.met_after(claim.recheck_on) for side in case.carrying)


def _is_overdue(case: _Case) -> bool:
    unsettled = case.claim.status == Status.UNVERIFIED and case.verdict is None
    return unsettled and _past(case.claim.due_on, case.today)


def _past(day: date | None, today: date) -> bool:
    """A date without a time ends at midnight: it has passed on the following day."""
    return day is not None and today > day


def _needs_person(case: _Case, status: Status | None) -> bool:
    """May only a person make this change? Never depends on whether the claim is automatic."""
    if status == Status.VERIFIED:
        return not case.supports.by_machine or bool(_overruled(case))
    if status == Status.UNVERIFIED and any(item.became_told for item in case.items):
        return True  # what it rested on became told: that reopens nothing by itself
    return status not in (None, Status.UNVERIFIED)


def _overruled(case: _Case) -> list[Item]:
    """What might speak against the claim, had no person judged otherwise: the machine does not verify past that."""
    return [item for item in case.items if item.overruled and item.judged_version == case.claim.version]


def _accepted(case: _Case) -> tuple[Sided, ...]:
    """What a person's decision may rest on as evidence."""
    sides = (case.supports, case.refutes)
    return tuple(sorted({Sided(i.stance, i.id) for side in sides for weighed in side.weighed for i in weighed.items}))


def _told(case: _Case) -> tuple[Sided, ...]:
    """What a person's decision may rest on as told."""
    return tuple(sorted(Sided(item.stance, item.id) for item in case.items if would_count(case.claim, item)))


def _automation_may(claim: ClaimFacts, status: Status | None) -> bool:
    return status in allowed_from(claim.status, actor=Actor.automation())


def _not_counted(case: _Case) -> tuple[CountedItem, ...]:
    """Everything else, in the order of adding, each with the reason."""
    counted = {item.id for item in case.counted}
    why = dict(case.dropped)
    for side in case.carrying:
        why |= {i.id: words.why_not_counted(case.claim, side, i) for i in side.items if i.id not in counted}
    for side in case.others:
        why |= {item.id: _why_below(case.claim, side, item) for item in side.items}
    return tuple(CountedItem(item.id, why[item.id]) for item in case.items if item.id in why)


def _why_below(claim: ClaimFacts, side: Side, item: Item) -> str:
    if item in side.counted:
        return "Its side does not reach the weight that the contract asks for."
    return words.why_not_counted(claim, side, item)


def _tried(case: _Case) -> list[Tried]:
    return [
        Tried(stance, weighed.alternative.describe(), weighed.weight, weighed.alternative.origins, weighed.by_machine)
        for stance, side in (("supports", case.supports), ("refutes", case.refutes))
        for weighed in side.weighed
    ]


def _reasons(case: _Case, status: Status | None, *, overdue: bool) -> list[str]:
    claim = case.claim
    reasons = [reason for side in case.carrying for reason in words.reasons_for(claim, side)]
    if case.verdict is Status.VERIFIED and not case.supports.by_machine:
        reasons += words.why_a_person(claim, case.supports)
    elif case.verdict is Status.VERIFIED and (overruled := _overruled(case)):
        reasons.append(words.why_overruled(overruled))
    if claim.status in CARRIED_BY_EVIDENCE and status == Status.UNVERIFIED:
        reasons = words.lost_footing(claim, case.dropped, case.items) + reasons
    if status == Status.OUTDATED and claim.recheck_on:
        reasons.insert(
            0, f"It was to be checked again by {claim.recheck_on.isoformat()}, and nothing newer settles it."
        )
    if overdue and claim.due_on:
        reasons.insert(0, f"It was due to be settled by {claim.due_on.isoformat()}, and nothing settles it yet.")
    return reasons or ["Nothing that counts settles it either way."]


def _notes(case: _Case) -> list[str]:
    below = [words.below_weight(case.claim, side.items, side.items[0].stance) for side in case.others if side.items]
    return below + words.unnamed_voices(case.claim, case.items)


def _fingerprint(case: _Case, status: Status | None) -> str:
    """A stable name for this proposal on this evidence; copies of what is counted do not change it.

    A claim that lost its footing has little left to count: there the origins that fell, and how, are named too.
    """
    counted: Sequence[object] = sorted((item.stance, item.id) for item in case.counted)
    fallen: Sequence[object] = []
    if case.claim.status in CARRIED_BY_EVIDENCE and status == Status.UNVERIFIED:
        dropped = {item.id for item in case.dropped}
        fallen = sorted({_fate(item) for item in case.items if item.id in dropped and item.had_weight})
    named = [case.claim.version, (status or Status.UNVERIFIED).value, counted, fallen]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def _fate(item: Item) -> tuple[str, str, str, bool]:
    return (item.origin.key, item.stance, item.standing, item.retracted)
