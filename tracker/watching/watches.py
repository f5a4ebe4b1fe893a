"""Which claims watch a source: what is read there is held against them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from claims import audit
from claims.models import Claim, Source
from claims.permissions import require
from claims.users import Principal
from tracker.models import Watch


@transaction.atomic
def hold_against(*, by: Any, source: Source, claims: Iterable[Claim]) -> None:
    """Let claims watch a source, so that what is read there is held against them. Raises PermissionDenied."""
    chosen = list(claims)
    for desk in (source.desk, *(claim.desk for claim in chosen)):
        require(by, "watch", desk)
    audit.lock(source)
    for claim in chosen:
        _hold(by, source, claim)


@transaction.atomic
def let_go(*, by: Any, source: Source, claim: Claim) -> None:
    """A claim watches a source no more; the evidence found so far stays. Raises PermissionDenied."""
    require(by, "watch", source.desk)
    audit.lock(source)
    _let_go(by, source, claim)


def move_watches(keep: Claim, other: Claim, by: Principal) -> None:
    """Let a claim watch what the one merged into it watched, in the transaction of the merge, which was permitted."""
    for source in Source.objects.filter(watches__claim=other).order_by("pk"):  # the order in which all lock sources
        audit.lock(source)
        _hold(by, source, keep)
        _let_go(by, source, other)


def _hold(by: Any, source: Source, claim: Claim) -> None:
    _, is_new = Watch.objects.get_or_create(claim=claim, source=source)
    if is_new:
        _record(by, source, "held against a claim", claim)


def _let_go(by: Any, source: Source, claim: Claim) -> None:
    if Watch.objects.filter(source=source, claim=claim).delete()[0]:
        _record(by, source, "no longer held against a claim", claim)


def _record(by: Any, source: Source, action: str, claim: Claim) -> None:
    payload = {"claim": str(claim.uuid), "text": claim.text}
    audit.append(subject=source, action=action, by=by, payload=payload, visibility="staff")
