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
from claims.services.base import AlreadyDecided, InvalidInput, StaleClaim, lock_claim, require_text
from claims.statuses import Actor, Role, Status, TransitionRefused, check_needs, check_transition
from claims.users import Principal


def _set_status(claim: Claim, *, expected: str, to: Status, payload: dict[str, Any], by: Principal) -> Claim:
    """Compare and set: zero rows updated means that somebody was faster."""
    now = timezone.now()
    rows = Claim.objects.filter(pk=claim.pk, status=expected).update(status=to, status_changed_at=now, changed_at=now)
    if not rows:
        claim.refresh_from_db(fields=["status"])
        raise StaleClaim(claim, expected)
    claim.status, claim.status_changed_at = to, now
    audit.append(
        subject=claim,
        action="status changed",
        by=by,
        payload={"before": expected, "after": to, **payload},
        facts=audit.facts_of(claim, "status", "status_changed_at"),
    )
    return claim


@transaction.atomic
def change_status(*, by: Principal, claim: Claim, expected: str, to: str, reason: str) -> Claim:
    """A person decides on a claim that they saw with the status `expected`.

    Raises StaleClaim, PermissionDenied, TransitionRefused (field and remedy), InvalidInput.
    """
    current = lock_claim(claim)
    role = require(by, "change_status", current.desk)
    if current.status != expected:
        raise StaleClaim(current, expected)
    if to not in list(Status):
        raise InvalidInput("status", f"one of {', '.join(Status)}.")
    actor = Actor.person(Role(role))
    transition = check_transition(Status(expected), Status(to), actor=actor)
    finding = find(current, today=timezone.now().date())
    check_needs(
        transition,
        actor=actor,
        reason=reason,
        counted=current.evidence.filter(retracted=False).exclude(stance="neutral").count(),
        proposed=finding.status,
    )
    _set_status(current, expected=expected, to=Status(to), payload={"reason": reason, "automatic": False}, by=by)
    flags.settle(current, to=to, by=by)
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
    if flag and flag.state == Flag.State.OPEN and flag.to_status and finding.may_apply:
        _apply(current, flag, finding)
    return flag


def _apply(claim: Claim, flag: Flag, finding: Finding) -> None:
    actor = Actor.automation()
    transition = check_transition(Status(claim.status), Status(flag.to_status), actor=actor)
    check_needs(
        transition, actor=actor, reason=finding.reasons[0], counted=len(finding.counted), proposed=finding.status
    )
    payload = {"reason": " ".join(finding.reasons), "automatic": True, "flag": str(flag.uuid)}
    _set_status(claim, expected=claim.status, to=Status(flag.to_status), payload=payload, by=None)
    flags.close(flag, state=Flag.State.AUTOMATIC, by=None, note="applied by the claim’s automation")


@transaction.atomic
def resolve_flag(*, by: Principal, flag: Flag, confirm: bool, note: str = "") -> Flag:
    """Confirm a flag (the change it proposes is made) or dismiss it with a note (its evidence is not raised again).

    Raises PermissionDenied, StaleClaim, AlreadyDecided, InvalidInput.
    """
    claim = lock_claim(flag.claim)
    role = require(by, "resolve_flag", claim.desk)
    current = Flag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if current.state != Flag.State.OPEN:
        raise AlreadyDecided("flag", f"it is {current.get_state_display().lower()} already.")
    if not confirm:
        require_text("note", note)
        flags.close(current, state=Flag.State.DISMISSED, by=by, note=note)
        return current
    if current.to_status:
        if claim.status != current.from_status:
            raise StaleClaim(claim, current.from_status)
        try:
            check_transition(Status(claim.status), Status(current.to_status), actor=Actor.person(Role(role)))
        except TransitionRefused as error:
            raise InvalidInput("flag", str(error)) from error
        # The reviewer's note stays with the flag, at the desk: this entry is public.
        payload = {"reason": " ".join(current.reasons), "automatic": False, "flag": str(current.uuid)}
        _set_status(claim, expected=current.from_status, to=Status(current.to_status), payload=payload, by=by)
    flags.close(current, state=Flag.State.CONFIRMED, by=by, note=note)
    return current


@transaction.atomic
def set_automation(*, by: Principal, claim: Claim, automation: str, reason: str) -> Claim:
    """Let the machine verify and reopen this claim by rule, or no longer."""
    current = lock_claim(claim)
    require(by, "set_automation", current.desk)
    require_text("reason", reason)
    if automation not in Claim.Automation.values:
        raise InvalidInput("automation", f"one of {', '.join(Claim.Automation.values)}.")
    before, current.automation = current.automation, automation
    current.save(update_fields=["automation", "changed_at"])
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
    current.save(update_fields=["assigned_to", "changed_at"])
    payload = {"to": "" if to is None else audit.name_of(to)}
    audit.append(subject=current, action="assigned", by=by, payload=payload, visibility="staff")
    return current
