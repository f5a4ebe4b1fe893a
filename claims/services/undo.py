"""Taking back what one just decided on a flag: within seconds, by the same person, if nothing else happened since."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims import audit, flags
from claims.models import AuditEntry, Claim, Flag
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim
from claims.services.decisions import set_status
from claims.services.second_person import Decision
from claims.statuses import Status
from claims.users import Principal

DECIDED = frozenset({Flag.State.CONFIRMED, Flag.State.DISMISSED})
TAKEN_BACK = "The decision was taken back at once by the person who made it."


@transaction.atomic
def undo_decision(*, by: Principal, flag: Flag) -> Flag:
    """Open a flag again that the same person decided a moment ago (`UNDO_SECONDS`); the claim has its former status.

    Of a decision that waits for a second person, the waiting change is taken back. What became public stays public: it
    may have been read. The history keeps both, the decision and its end. Raises PermissionDenied, InvalidInput.
    """
    claim = lock_claim(flag.claim)
    require(by, "resolve_flag", claim.desk)
    current = Flag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if current.state == Flag.State.OPEN:
        _take_back_waiting(claim, current, by=by)
        return current
    _check(claim, current, by=by)
    span = audit.entries_of(claim).filter(seq__range=(current.decided_from, current.decided_to))
    for entry in span.order_by("-seq"):
        _reverse(claim, current, entry, by=by)
    return current


def _check(claim: Claim, flag: Flag, *, by: Principal) -> None:
    """Raise InvalidInput where the decision stands."""
    if flag.state not in DECIDED or flag.resolved_at is None or flag.decided_to is None:
        raise InvalidInput("flag", "nobody decided it: there is nothing to take back.")
    if flag.resolved_by != by:
        raise InvalidInput("flag", f"{audit.name_of(flag.resolved_by)} decided it: only they can take it back.")
    if timezone.now() > flag.resolved_at + timedelta(seconds=settings.UNDO_SECONDS):
        raise InvalidInput(
            "flag", f"more than {settings.UNDO_SECONDS} seconds passed: change the claim’s status instead."
        )
    if audit.length(claim) != flag.decided_to:
        raise InvalidInput("flag", "the claim changed since: read it again, and change its status instead.")


def _take_back_waiting(claim: Claim, flag: Flag, *, by: Principal) -> None:
    """Take back the change that confirming this flag has waiting; one that was asked for otherwise is none of its."""
    waits = Flag.objects.filter(claim=claim, kind=Flag.Kind.SECOND, state=Flag.State.OPEN)
    waiting = waits.filter(to_status=flag.to_status).first()
    if waiting is None or waiting.asked_by != by:
        raise InvalidInput("flag", "it is open: there is nothing to take back.")
    if timezone.now() > waiting.raised_at + timedelta(seconds=settings.UNDO_SECONDS):
        raise InvalidInput("flag", f"more than {settings.UNDO_SECONDS} seconds passed: the other person decides now.")
    flags.close(waiting, state=Flag.State.SUPERSEDED, by=by, note="taken back by the person who asked")


def _reverse(claim: Claim, decided: Flag, entry: AuditEntry, *, by: Principal) -> None:
    """Reverse one entry of a decision."""
    payload = entry.payload or {}
    if entry.action == "status changed":
        decision = Decision(Status(payload["before"]), {"reason": TAKEN_BACK, "automatic": False})
        set_status(claim, expected=payload["after"], decision=decision, by=by)
    elif entry.action == "flag raised":
        raised = Flag.objects.get(uuid=payload["flag"])
        flags.close(raised, state=Flag.State.SUPERSEDED, by=by, note="the decision was taken back")
    elif entry.action.startswith("flag "):
        flag = decided if payload["flag"] == str(decided.uuid) else Flag.objects.get(uuid=payload["flag"])
        flags.reopen(flag, by=by, action="flag decision undone" if flag is decided else "flag reopened")
