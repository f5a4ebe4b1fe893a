"""Raise, merge, supersede, close a flag. Called by claims.services within their transactions, claim row locked."""

from datetime import timedelta

from django.utils import timezone

from claims import audit
from claims.corroboration import Finding
from claims.models import Claim, Flag
from claims.users import Principal, person

OPEN = Flag.State.OPEN
CHANGES: frozenset[str] = frozenset({Flag.Kind.STATUS, Flag.Kind.SECOND})
COMES_BACK_WITHIN = timedelta(days=3)
"""So long the same proposal on the same evidence is the same flag, though it was withdrawn in between."""


def raise_for(claim: Claim, finding: Finding) -> Flag | None:
    """Raise, merge or supersede the claim's flags as the finding says; return the one that proposes a status, if any.

    Memory: a fingerprint that a person dismissed, on the same claim version, is not raised again.
    """
    _keep(claim, Flag.Kind.DUE, finding, wanted=finding.overdue)
    _keep(claim, Flag.Kind.NOTE, finding, wanted=bool(finding.notes))
    return _keep(claim, Flag.Kind.STATUS, finding, wanted=finding.changes)


def _keep(claim: Claim, kind: str, finding: Finding, *, wanted: bool) -> Flag | None:
    open_flag = Flag.objects.filter(claim=claim, kind=kind, state=OPEN).first()
    to_status = finding.status or "" if kind == Flag.Kind.STATUS else ""
    if open_flag and (not wanted or (open_flag.from_status, open_flag.to_status) != (claim.status, to_status)):
        close(open_flag, state=Flag.State.SUPERSEDED, by=None, note="the evidence says otherwise now")
        open_flag = None
    if not wanted:
        return None
    if open_flag is None and _dismissed(claim, kind, finding):
        return None
    facts = {
        "needs_person": finding.needs_person,
        "reasons": list(finding.notes if kind == Flag.Kind.NOTE else finding.reasons),
        "counted": [list(item) for item in finding.counted],
        "not_counted": [list(item) for item in finding.not_counted],
        "fingerprint": finding.fingerprint,
        "claim_version": claim.version,
    }
    if open_flag is None:
        open_flag = _come_back(claim, kind, to_status, finding)
    if open_flag is None:
        flag = Flag.objects.create(
            claim=claim, kind=kind, from_status=claim.status, to_status=to_status, raised_at=timezone.now(), **facts
        )
        _log(flag, "flag raised", by=None)
        return flag
    if any(getattr(open_flag, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(open_flag, name, value)
        open_flag.save(update_fields=list(facts))
        _log(open_flag, "flag merged", by=None)
    return open_flag


def _come_back(claim: Claim, kind: str, to_status: str, finding: Finding) -> Flag | None:
    """Reopen and return the flag that the same evidence raised a short while ago; None where there is none."""
    flag = Flag.objects.filter(
        claim=claim,
        kind=kind,
        state=Flag.State.SUPERSEDED,
        from_status=claim.status,
        to_status=to_status,
        fingerprint=finding.fingerprint,
        claim_version=claim.version,
        resolved_at__gte=timezone.now() - COMES_BACK_WITHIN,
    ).first()
    if flag:
        flag.state, flag.resolved_at, flag.resolution_note = OPEN, None, ""
        flag.save(update_fields=["state", "resolved_at", "resolution_note"])
        _log(flag, "flag reopened", by=None)
    return flag


def _dismissed(claim: Claim, kind: str, finding: Finding) -> bool:
    return Flag.objects.filter(
        claim=claim,
        kind=kind,
        state=Flag.State.DISMISSED,
        fingerprint=finding.fingerprint,
        claim_version=claim.version,
    ).exists()


def raise_by_person(
    claim: Claim,
    *,
    kind: str,
    to: str,
    by: Principal,
    reasons: list[str],
    rests_on: str,
    fingerprint: str,
    finding: Finding,
) -> Flag:
    """A flag on what a person decided, for another person; none of its kind is open."""
    flag = Flag.objects.create(
        claim=claim,
        kind=kind,
        from_status=claim.status,
        to_status=to,
        claim_version=claim.version,
        reasons=reasons,
        counted=[list(item) for item in finding.counted],
        not_counted=[list(item) for item in finding.not_counted],
        fingerprint=fingerprint,
        asked_by=person(by),
        rests_on=rests_on,
        raised_at=timezone.now(),
    )
    _log(flag, "flag raised", by=by)
    return flag


def settle(claim: Claim, *, to: str, by: Principal, kinds: frozenset[str] = CHANGES | {Flag.Kind.DUE}) -> None:
    """Close the open flags of a claim whose status a person changed past the queue: those that proposed it are
    confirmed, the others dismissed, so that the same evidence does not raise them again.
    """
    for flag in Flag.objects.filter(claim=claim, state=OPEN, kind__in=kinds):
        otherwise = Flag.State.SUPERSEDED if flag.kind == Flag.Kind.SECOND else Flag.State.DISMISSED
        state = Flag.State.CONFIRMED if flag.to_status == to else otherwise
        close(flag, state=state, by=by, note="the status was changed by hand")


def close(flag: Flag, *, state: str, by: Principal, note: str) -> None:
    """Close a flag with a person's or the machine's decision and note."""
    flag.state, flag.resolved_at, flag.resolved_by, flag.resolution_note = state, timezone.now(), person(by), note
    flag.save(update_fields=["state", "resolved_at", "resolved_by", "resolution_note"])
    _log(flag, f"flag {state}", by=by)


def reopen(flag: Flag, *, by: Principal, action: str) -> None:
    """Open a flag again as it was before it was decided; `action` is what the history calls that."""
    flag.state, flag.resolved_at, flag.resolved_by, flag.resolution_note = OPEN, None, None, ""
    flag.decided_from = flag.decided_to = None
    flag.save(update_fields=["state", "resolved_at", "resolved_by", "resolution_note", "decided_from", "decided_to"])
    _log(flag, action, by=by)


def _log(flag: Flag, action: str, *, by: Principal) -> None:
    """Append the flag's state to its claim's history, for staff only."""
    payload = {
        "flag": str(flag.uuid),
        "kind": flag.kind,
        "from": flag.from_status,
        "to": flag.to_status,
        "reasons": flag.reasons,
        "note": flag.resolution_note,
    }
    audit.append(subject=flag.claim, action=action, by=by, payload=payload, visibility="staff")
