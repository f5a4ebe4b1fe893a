"""What the services share: their errors, names and slugs."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from claims import audit
from claims.models import Claim, Desk


class InvalidInput(ValueError):
    """Bad input. `field` is at fault; `remedy` says what would help."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field
        self.remedy = remedy


class AlreadyDecided(InvalidInput):
    """What was to be decided is decided: somebody was faster. Read it again."""


class StaleClaim(RuntimeError):
    """The claim has another status than the caller expected: somebody was faster. Read it again, then decide."""

    def __init__(self, claim: Claim, expected: str) -> None:
        super().__init__(f"expected_status: the claim is {claim.status} now, not {expected}. Read it again.")
        self.claim = claim


def refuse_unknown(changes: Iterable[str], known: Sequence[str]) -> None:
    """Raise InvalidInput for the first change of what cannot be changed."""
    if unknown := sorted(set(changes) - set(known)):
        raise InvalidInput(unknown[0], f"unknown; known are {', '.join(known)}.")


def refuse_overtaken(record: Any, seen: int | None) -> None:
    """Raise AlreadyDecided where a record's history has other than the `seen` entries; None: nobody asks."""
    if seen is not None and seen != audit.length(record):
        raise AlreadyDecided("seen", "it was changed meanwhile: read it again.")


def lock_claim(claim: Claim) -> Claim:
    """The claim as it is now, its row locked until the transaction ends."""
    return Claim.objects.select_for_update(of=("self",)).select_related("desk").get(pk=claim.pk)


def free_slug(model: type[Model], text: str, *, but: Model | None = None) -> str:
    """A slug of the text that no row has but `but`, whose slug it will be.

    Where several desks share the installation it ends in a few letters of chance: a number would tell a desk that
    another one has a draft, or a source, of the same name.
    """
    base = slugify(text)[:100].strip("-") or "untitled"
    if Desk.objects.order_by().count() > 1:
        base = f"{base}-{secrets.token_hex(3)}"
    rows = model._default_manager.exclude(pk=but.pk) if but else model._default_manager.all()
    slug, number = base, 1
    while rows.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def require_text(field: str, value: str) -> str:
    if not value.strip():
        raise InvalidInput(field, "write at least a word.")
    return value.strip()
