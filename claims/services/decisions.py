"""Deciding: the status of a claim, its flags, its automation, who is on it."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import audit, flags
from claims.corroboration import Finding
from claims.findings import find
from claims.models import Claim, Flag
from claims.permissions import require, role_of
from claims.services import second_person
from claims.services.accepting import listed, make_public
from claims.services.base import AlreadyDecided, InvalidInput, StaleClaim, lock_claim, require_text
from claims.services.second_person import Decision
from claims.statuses import Actor, Grounds, Need, Role, Status, TransitionRefused, check_needs, check_transition
from claims.users import Principal


def set_status(claim: Claim, *, expected: str, decision: Decision, by: Principal) -> Claim:
    """Set the status of a locked claim with its entry; zero rows updated mean that somebody was faster."""
    now, to = timezone.now(), decision.to
    rows = Claim.objects.filter(pk=claim.pk, status=expected).update(status=to, status_changed_at=now, changed_at=now)
    if not rows:
        claim.refresh_from_db(fields=["status"])
        raise StaleClaim(claim, expected)
    claim.status, claim.status_changed_at = to, now
    audit.append(
        subject=claim,
        action="status changed",
        by=by,
        payload={"before": expected, "after": to, **decision.payload},
        facts=audit.facts_of(claim, "status", "status_changed_at"),
    )
    return claim


@transaction.atomic
def change_status(
    *, by: Principal, claim: Claim, expected: str, to: str, reason: str, rests_on: str = Grounds.EVIDENCE
) -> Claim | Flag:
    """A person decides on a claim that they saw with the status `expected`. Gives the claim as it is then; or, where
    its desk has a second person look (`second_person`), the flag on which the change waits.

    `rests_on` says on what: items that were read and count (“evidence”), items that the desk was “told”, or its own
    “judgement”; readers see which. Raises StaleClaim, PermissionDenied, TransitionRefused (field and remedy),
    InvalidInput.
    """
    current = lock_claim(claim)
    role = require(by, "change_status", current.desk)
    if current.status != expected:
        raise StaleClaim(current, expected)
    if to not in list(Status):
        raise InvalidInput("status", f"one of {', '.join(Status)}.")
    if rests_on not in list(Grounds):
        raise InvalidInput("rests_on", f"one of {', '.join(Grounds)}.")
    actor = Actor.person(Role(role))
    transition = check_transition(Status(expected), Status(to), actor=actor)
    finding = find(current, today=timezone.now().date())
    grounds = Grounds(rests_on)
    check_needs(transition, actor=actor, reason=reason, sides=finding.sides(grounds), grounds=grounds)
    payload: dict[str, Any] = {"reason": reason, "automatic": False}
    if Need.EVIDENCE in transition.needs:
        payload["rests_on"] = grounds
    decision = Decision(to=Status(to), payload=payload)
    if second_person.must_wait(current, decision, by=by, finding=finding):
        return second_person.wait(current, decision, by=by, finding=finding)
    set_status(current, expected=expected, decision=decision, by=by)
    rests_on_items = {Grounds.EVIDENCE: finding.accepted, Grounds.TOLD: finding.told, Grounds.JUDGEMENT: ()}[grounds]
    make_public(current, [item.id for item in rests_on_items], by=by)
    flags.settle(current, to=to, by=by)
    second_person.review_after(current, decision, before=expected, by=by, finding=finding)
    return current


@transaction.atomic
def apply_finding(*, claim: Claim) -> Flag | None:
    """Weigh the claim's evidence, raise, merge or supersede its flags, and, where a reviewer made it automatic and
    the rules let the machine act, make the change. Gives the flag that stands for the outcome, if any.

    Running it again changes nothing.
    """
    current = lock_claim(claim)
    finding = find(current, today=timezone.now().date())
    flag = flags.raise_for(current, finding)
    second_person.void_if_stale(current, finding)
    if flag and flag.state == Flag.State.OPEN and flag.to_status and finding.may_apply:
        _apply(current, flag, finding)
    _publish_what_automation_counts(current, finding)
    return flag


def _publish_what_automation_counts(claim: Claim, finding: Finding) -> None:
    automatic = claim.automation == Claim.Automation.AUTOMATIC and not finding.needs_person
    if automatic and finding.status == claim.status:
        make_public(claim, [item.id for item in finding.counted], by=None)


def _apply(claim: Claim, flag: Flag, finding: Finding) -> None:
    actor = Actor.automation()
    transition = check_transition(Status(claim.status), Status(flag.to_status), actor=actor)
    sides = finding.sides(Grounds.EVIDENCE)
    check_needs(transition, actor=actor, reason=finding.reasons[0], sides=sides, proposed=finding.status)
    payload = {"reason": " ".join(finding.reasons), "automatic": True, "flag": str(flag.uuid)}
    set_status(claim, expected=claim.status, decision=Decision(Status(flag.to_status), payload), by=None)
    flags.close(flag, state=Flag.State.AUTOMATIC, by=None, note="applied by the claim’s automation")
    second_person.void_if_stale(claim, finding)


@transaction.atomic
def resolve_flag(*, by: Principal, flag: Flag, confirm: bool, note: str = "") -> Flag:
    """Confirm a flag (the change it proposes is made) or dismiss it with a note (its evidence is not raised again).

    Where the desk has a second person look, the first who confirms is one of the two: given is the flag on which the
    change waits for the other. Raises PermissionDenied, StaleClaim, AlreadyDecided,
    InvalidInput.
    """
    claim = lock_claim(flag.claim)
    role = require(by, "resolve_flag", claim.desk)
    current = Flag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if current.state != Flag.State.OPEN:
        raise AlreadyDecided("flag", f"it is {current.get_state_display().lower()} already.")
    if current.kind == Flag.Kind.AFTER:
        second_person.refuse_same(current, by=by)
    begins_at = audit.length(claim) + 1
    if not confirm:
        require_text("note", note)
        flags.close(current, state=Flag.State.DISMISSED, by=by, note=note)
        return _decided(claim, current, begins_at=begins_at, by=by)
    if current.to_status:
        waiting = _confirm_change(claim, current, by=by, role=Role(role), note=note)
        if waiting is not None:
            return waiting
    if current.state == Flag.State.OPEN:
        flags.close(current, state=Flag.State.CONFIRMED, by=by, note=note)
    return _decided(claim, current, begins_at=begins_at, by=by)


def _decided(claim: Claim, flag: Flag, *, begins_at: int, by: Principal) -> Flag:
    """The flag, after what it lists became public, and with the entries of its decision noted (`services/undo.py`)."""
    make_public(claim, listed(flag), by=by)
    flag.decided_from, flag.decided_to = begins_at, audit.length(claim)
    flag.save(update_fields=["decided_from", "decided_to"])
    return flag


def _confirm_change(claim: Claim, flag: Flag, *, by: Any, role: Role, note: str) -> Flag | None:
    """Make the change that a flag proposes; or give the flag on which it waits for another person."""
    if claim.status != flag.from_status:
        raise StaleClaim(claim, flag.from_status)
    finding = find(claim, today=timezone.now().date())
    try:
        transition = check_transition(Status(claim.status), Status(flag.to_status), actor=Actor.person(role))
    except TransitionRefused as error:
        raise InvalidInput("flag", str(error)) from error
    # The reviewer's note stays with the flag, at the desk: this entry is public.
    payload = {"reason": " ".join(flag.reasons), "automatic": False, "flag": str(flag.uuid)}
    if Need.EVIDENCE in transition.needs:
        payload["rests_on"] = flag.rests_on or Grounds.EVIDENCE
    decision = Decision(Status(flag.to_status), payload)
    if flag.kind == Flag.Kind.SECOND:
        second_person.check_still_stands(claim, flag, finding)
        second_person.refuse_same(flag, by=by)
    elif second_person.must_wait(claim, decision, by=by, finding=finding):
        return second_person.wait(claim, decision, by=by, finding=finding)
    set_status(claim, expected=flag.from_status, decision=decision, by=by)
    flags.close(flag, state=Flag.State.CONFIRMED, by=by, note=note)
    flags.settle(claim, to=flag.to_status, by=by, kinds=flags.CHANGES)
    second_person.review_after(claim, decision, before=flag.from_status, by=by, finding=finding)
    return None


@transaction.atomic
def set_automation(*, by: Principal, claim: Claim, automation: str, reason: str) -> Claim:
    """Let the machine verify and reopen this claim by rule, or no longer."""
    current = lock_claim(claim)
    require(by, "set_automation", current.desk)
    require_text("reason", reason)
    if automation not in Claim.Automation.values:
        raise InvalidInput("automation", f"one of {', '.join(Claim.Automation.values)}.")
    before, current.automation = current.automation, automation
    current.save(update_fields=["automation"])
    payload = {"before": before, "after": automation, "reason": reason}
    facts = audit.facts_of(current, "automation")
    audit.append(subject=current, action="automation set", by=by, payload=payload, visibility="staff", facts=facts)
    return current


@transaction.atomic
def assign(*, by: Principal, claim: Claim, to: User | None) -> Claim:
    """Say who is on a claim; None for nobody."""
    current = lock_claim(claim)
    require(by, "assign", current.desk)
    if to is not None and role_of(to, current.desk) is None:
        raise InvalidInput("assigned_to", f"{audit.name_of(to)} is not on the desk “{current.desk}”.")
    current.assigned_to = to
    current.save(update_fields=["assigned_to"])
    payload = {"to": "" if to is None else audit.name_of(to)}
    audit.append(subject=current, action="assigned", by=by, payload=payload, visibility="staff")
    return current
