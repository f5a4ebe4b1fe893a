"""Two persons, where a desk wants it: a claim that readers know becomes `verified` or `refuted` only when another
agrees, also while it is withdrawn: its publication would tell them.

The waiting change is a flag of its own kind. It is void when the claim's status, its version, or the evidence that a
decision may rest on changes. Taking back acts at once, and another person reviews it afterwards.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from claims import audit, flags
from claims.corroboration import Finding
from claims.models import Claim, Desk, Flag, Publication
from claims.permissions import REVIEWERS, require
from claims.services.base import InvalidInput, require_text
from claims.statuses import Grounds, Status
from claims.users import Principal

WAITS = frozenset({Status.VERIFIED, Status.REFUTED})
SET = "second person set"  # in the history
VOID = "its status, its wording or its evidence changed meanwhile"


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of status and what its public entry says of it."""

    to: Status
    payload: dict[str, Any]


@transaction.atomic
def set_second_person(*, by: Principal, desk: Desk, on: bool, reason: str) -> Desk:
    """Have a second person look at what a person decides on published claims, or no longer.

    What waits when it is switched off waits on. Raises PermissionDenied, InvalidInput.
    """
    current = Desk.objects.select_for_update().get(pk=desk.pk)
    require(by, "set_second_person", current)
    require_text("reason", reason)
    if current.second_person != on:
        current.second_person = on
        current.save(update_fields=["second_person"])
        payload = {"before": not on, "after": on, "reason": reason}
        audit.append(subject=current, action=SET, by=by, payload=payload, visibility="staff")
    return current


def proposes_second_person(desk: Desk) -> bool:
    """Whether a desk could have a second person look, with more than one reviewer, and never said if it wants that."""
    if desk.second_person or desk.memberships.filter(role__in=REVIEWERS).count() < 2:
        return False
    return not audit.entries_of(desk).filter(action=SET).exists()


def must_wait(claim: Claim, decision: Decision, *, by: Principal, finding: Finding) -> bool:
    """Whether a person's decision waits for another; not where another has decided the same before them."""
    if not _applies(claim) or decision.to not in WAITS:
        return False
    first = _open(claim, Flag.Kind.SECOND)
    if first is None or first.to_status != decision.to or first.asked_by == by:
        return True
    return not _still_stands(claim, first, finding)


def wait(claim: Claim, decision: Decision, *, by: Principal, finding: Finding) -> Flag:
    """The flag on which the decision waits. One waits at a time: the same again comes back as it is, another takes its
    place.
    """
    if known := _open(claim, Flag.Kind.SECOND):
        same = (known.to_status, known.rests_on, known.asked_by) == (decision.to, _grounds(decision), by)
        if same and _still_stands(claim, known, finding):
            return known
        flags.close(known, state=Flag.State.SUPERSEDED, by=by, note="another decision took its place")
    return flags.raise_by_person(
        claim,
        kind=Flag.Kind.SECOND,
        to=decision.to,
        by=by,
        reasons=[str(decision.payload["reason"])],
        rests_on=_grounds(decision),
        fingerprint=_fingerprint(claim, finding),
        finding=finding,
    )


def review_after(claim: Claim, decision: Decision, *, before: str, by: Principal, finding: Finding) -> None:
    """A claim was taken back to `unverified`: that took effect, and another person looks at it now."""
    if decision.to == Status.UNVERIFIED and _applies(claim):
        words = f"Taken back from “{Status(before).label.lower()}” by {audit.name_of(by)}: {decision.payload['reason']}"
        ask_for_review(claim, by=by, words=words, finding=finding)


def ask_for_review(claim: Claim, *, by: Principal, words: str, finding: Finding) -> None:
    """Let another person look at what took effect at once, where the desk wants that."""
    if not _applies(claim):
        return
    if known := _open(claim, Flag.Kind.AFTER):
        flags.close(known, state=Flag.State.SUPERSEDED, by=by, note="more was taken back")
        words = " ".join([*known.reasons, words])
    flags.raise_by_person(
        claim, kind=Flag.Kind.AFTER, to="", by=by, reasons=[words], rests_on="", fingerprint="", finding=finding
    )


def refuse_same(flag: Flag, *, by: Principal) -> None:
    """Raise InvalidInput for the person whose decision it is."""
    if flag.asked_by == by:
        raise InvalidInput("flag", "you decided this: it waits for another person.")


def check_still_stands(claim: Claim, flag: Flag, finding: Finding) -> None:
    """Raise InvalidInput for a change that is void."""
    if not _still_stands(claim, flag, finding):
        raise InvalidInput("flag", f"it is void: {VOID}. Read the claim again, then decide.")


def void(claim: Claim) -> None:
    """Close the change that waits: the claim's wording is another."""
    if flag := _open(claim, Flag.Kind.SECOND):
        flags.close(flag, state=Flag.State.SUPERSEDED, by=None, note=VOID)


def void_if_stale(claim: Claim, finding: Finding) -> None:
    """Close the change that waits, where it is void."""
    flag = _open(claim, Flag.Kind.SECOND)
    if flag is not None and not _still_stands(claim, flag, finding):
        flags.close(flag, state=Flag.State.SUPERSEDED, by=None, note=VOID)


def _applies(claim: Claim) -> bool:
    return claim.desk.second_person and claim.publication != Publication.DRAFT


def _open(claim: Claim, kind: str) -> Flag | None:
    return Flag.objects.filter(claim=claim, kind=kind, state=Flag.State.OPEN).first()


def _grounds(decision: Decision) -> str:
    return str(decision.payload.get("rests_on", Grounds.EVIDENCE))


def _still_stands(claim: Claim, flag: Flag, finding: Finding) -> bool:
    return flag.from_status == claim.status and flag.fingerprint == _fingerprint(claim, finding)


def _fingerprint(claim: Claim, finding: Finding) -> str:
    """A name for all that a decision may rest on: the claim's words and version, and the items of both sides that
    count.
    """
    facts = [claim.version, claim.text, sorted(finding.accepted)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
