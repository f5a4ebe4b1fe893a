"""Dismissing flags: the usual reasons by name, and many like flags at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.models import Flag
from claims.services.base import InvalidInput, StaleClaim, require_text
from claims.services.decisions import resolve_flag
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
class Dismissal:
    """What came of dismissing many: the flags that are dismissed, and those that are not, each with the reason why."""

    done: list[Flag] = field(default_factory=list)
    refused: list[tuple[Flag, str]] = field(default_factory=list)


def reason_in_words(*, choice: str = "", typed: str = "") -> str:
    """The words of a chosen reason, of a typed one, or of both. Raises InvalidInput without either."""
    if choice and choice not in REASONS:
        raise InvalidInput("choice", f"one of {', '.join(REASONS)}; or type a reason.")
    return require_text("reason", " ".join(filter(None, [REASONS.get(choice, ""), typed.strip()])))


def dismiss_all(*, by: Principal, flags: Iterable[Flag], reason: str) -> Dismissal:
    """Dismiss flags for one reason, each with its own entry in the history of its claim, as far as possible.

    Each is decided by itself: what was refused keeps no other from being dismissed. Raises InvalidInput without a
    reason, and for too many at once.
    """
    words, wanted = require_text("reason", reason), list(dict.fromkeys(flags))
    if len(wanted) > MOST:
        raise InvalidInput("flags", f"at most {MOST} at once.")
    outcome = Dismissal()
    for flag in wanted:
        try:
            with transaction.atomic():
                outcome.done.append(resolve_flag(by=by, flag=flag, confirm=False, note=words))
        except InvalidInput as refusal:
            outcome.refused.append((flag, refusal.remedy))
        except (StaleClaim, PermissionDenied) as refusal:
            outcome.refused.append((flag, str(refusal)))
    return outcome
