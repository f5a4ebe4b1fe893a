"""Dismissing flags: the usual reasons by name, and many like flags at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.models import Flag
from claims.services.base import InvalidInput, StaleClaim, require_text
from claims.services.decisions import resolve_flag
from claims.services.undo import undo_decision
from claims.users import Principal

MOST = 200
REASONS = MappingProxyType(
    {
        "other-claim": "It speaks of something else than the claim.",
        "no-bearing": "It does not settle the claim either way.",
        "misjudged": "The machine misread it.",
        "known": "It says nothing new.",
        "old": "It is too old to rely on.",
        "source": "The source cannot be relied on for this.",
        "handled": "It was dealt with elsewhere.",
    }
)
"""Why flags are dismissed, by the name that a form sends."""


@dataclass(slots=True)
class Outcome:
    """What came of a deed on many flags: those on which it was done, and the others, each with the reason why not."""

    done: list[Flag] = field(default_factory=list)
    refused: list[tuple[Flag, str]] = field(default_factory=list)


def reason_in_words(*, choice: str = "", typed: str = "") -> str:
    """The words of a chosen reason, of a typed one, or of both. Raises InvalidInput without either."""
    if choice and choice not in REASONS:
        raise InvalidInput("choice", f"one of {', '.join(REASONS)}; or type a reason.")
    return require_text("reason", " ".join(filter(None, [REASONS.get(choice, ""), typed.strip()])))


def dismiss_all(*, by: Principal, flags: Iterable[Flag], reason: str) -> Outcome:
    """Dismiss flags for one reason, each with its own entry in the history of its claim, as far as possible.

    They bear one moment, by which `undo_all` finds them again. Raises InvalidInput without a reason, and for too many
    at once.
    """
    words, wanted = require_text("reason", reason), list(dict.fromkeys(flags))
    if len(wanted) > MOST:
        raise InvalidInput("flags", f"at most {MOST} at once.")
    outcome = _each(wanted, lambda flag: resolve_flag(by=by, flag=flag, confirm=False, note=words))
    moment = timezone.now()
    for flag in outcome.done:
        flag.resolved_at = moment
    Flag.objects.bulk_update(outcome.done, ["resolved_at"])
    return outcome


def decided_together(flag: Flag) -> QuerySet[Flag]:
    """The flags that one person decided with this one in a single step; this one alone where it was the only one."""
    if flag.resolved_at is None:
        return Flag.objects.filter(pk=flag.pk)
    return Flag.objects.filter(resolved_by=flag.resolved_by, resolved_at=flag.resolved_at)


def undo_all(*, by: Principal, flag: Flag) -> Outcome:
    """Take back what `by` decided a moment ago in the step that decided this flag, as far as possible; of a decision
    that waits for a second person, the waiting change.
    """
    return _each(decided_together(flag), lambda each: undo_decision(by=by, flag=each))


def _each(flags: Iterable[Flag], deed: Callable[[Flag], Flag]) -> Outcome:
    """Do something with each flag by itself: what is refused keeps no other from being done."""
    outcome = Outcome()
    for flag in flags:
        try:
            with transaction.atomic():
                outcome.done.append(deed(flag))
        except InvalidInput as refusal:
            outcome.refused.append((flag, refusal.remedy))
        except (StaleClaim, PermissionDenied) as refusal:
            outcome.refused.append((flag, str(refusal)))
    return outcome
