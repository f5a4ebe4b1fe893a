"""Evidence that the tracker read itself: how it is added, and how told evidence becomes read.

Only `tracker.evidence` comes here (an import contract keeps everybody else away), and brings the sha256 of the stored
body in which it found the words. Nothing here changes a status: whoever calls weighs the claim afterwards.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from claims import audit
from claims.models import Claim, Evidence, Source
from claims.permissions import require
from claims.services.base import lock_claim
from claims.services.evidence import enter, published_by, seen_by
from claims.services.evidence_input import NO_DESCENT, Descent, JudgementInput, Quote, check_moments
from claims.users import Principal

Basis = Evidence.Basis


@transaction.atomic
def add_read_evidence(
    *,
    claim: Claim,
    quote: Quote,
    judgement: JudgementInput,
    source: Source | None,
    by: Principal = None,
    document: str = "",
    vouched: UUID | None = None,
    sent_by: str = "",
    descent: Descent = NO_DESCENT,
) -> Evidence:
    """Put a passage beside a claim that was found in the stored body `quote.sha256`. The same words of the same page
    are one item: given again, they come back as they are; what was told before is read from now on.

    `document` is its type as a reviewer named it. `vouched` is the ingest key of a scraper that read the page in our
    place, with a reviewer's word for it; `sent_by` is that key's name. `by` is the person who chose the passage and
    says what it means, None the machine. Raises InvalidInput, PermissionDenied, and ValueError where there is no body.
    """
    current = lock_claim(claim)
    if by is not None:
        require(by, "add_evidence", current.desk)
    _check_body(quote)
    item = enter(
        by=by,
        claim=current,
        quote=quote,
        judgement=judgement,
        source=source,
        descent=descent,
        came_as={
            "basis": Basis.VOUCHED if vouched else Basis.READ,
            "document": document or _always(source, descent.carried_by),
            "sender": vouched,
            "told_by": sent_by[:200],
        },
    )
    return mark_read(
        evidence=item,
        quote=quote,
        source=source,
        document=document,
        vouched=vouched,
        descent=Descent(carried_by=descent.carried_by),
    )


@transaction.atomic
def mark_read(
    *,
    evidence: Evidence,
    quote: Quote,
    source: Source | None,
    document: str = "",
    vouched: UUID | None = None,
    descent: Descent = NO_DESCENT,
) -> Evidence:
    """Told or vouched words were found in the stored body `quote.sha256`: tier, date and language are from now on those
    of what was read there.

    Its wording stays as it was told, and its origin, where the page copies none. Raises InvalidInput, and ValueError
    where there is no body.
    """
    claim = lock_claim(evidence.claim)
    _check_body(quote)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    before, after = current.basis, Basis.VOUCHED if vouched else Basis.READ
    if before in (Basis.READ, after):
        return current
    facts: dict[str, Any] = {
        **published_by(source, carried_by=descent.carried_by),
        "basis": after,
        "basis_why": "",
        "basis_changed": current.basis_changed or before == Basis.TOLD,
        "document": document or _always(source, descent.carried_by),
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "title": quote.title[:300],
        "sha256": quote.sha256,
        "language": quote.language,
        "retrieved_at": quote.retrieved_at,
        "as_of": quote.as_of or quote.retrieved_at,
        "standing": Evidence.Standing.STANDING,
        "standing_at": quote.retrieved_at,
        "sender": vouched or current.sender,
    }
    if descent.origin is not None:
        facts |= {"origin": descent.origin, "origin_why": descent.why[:300]}
    _write(current, facts)
    moved = ("origin_id", "origin__owner", "origin__speakers") if descent.origin else ()
    payload, proven = _moved(current, before), audit.facts_of(current, *facts, *moved)
    seen = seen_by(current)
    audit.append(subject=claim, action="evidence read", by=None, payload=payload, visibility=seen, facts=proven)
    return current


@transaction.atomic
def note_unread(*, evidence: Evidence, why: str) -> Evidence:
    """Say why told words are told still, in words for the desk; nothing else changes."""
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if current.is_told and current.basis_why != why[:300]:
        _write(current, {"basis_why": why[:300]})
    return current


@transaction.atomic
def mark_told(*, evidence: Evidence, why: str) -> Evidence:
    """What counted on a reviewer's word for a scraper is told from now on, that word being taken back."""
    claim = lock_claim(evidence.claim)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if current.basis != Basis.VOUCHED:
        return current
    _write(current, {"basis": Basis.TOLD, "basis_why": why[:300], "basis_changed": True})
    payload, proven = _moved(current, Basis.VOUCHED), audit.facts_of(current, "basis", "basis_changed")
    seen = seen_by(current)
    audit.append(subject=claim, action="evidence told", by=None, payload=payload, visibility=seen, facts=proven)
    return current


def _always(source: Source | None, carried_by: Source | None) -> str:
    """The type of all that a source publishes itself."""
    return source.document if source and not carried_by else ""


def _check_body(quote: Quote) -> None:
    if not quote.sha256:
        raise ValueError("read evidence names the stored body in which its words were found")
    check_moments(quote)


def _write(item: Evidence, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(item, name, value)
    item.save(update_fields=list(facts))


def _moved(item: Evidence, before: str) -> dict[str, Any]:
    """What the history says of an item whose basis changed; `source` and `tier` are those it has now."""
    return {
        "evidence": str(item.uuid),
        "before": before,
        "after": item.basis,
        "source": item.source_name,
        "tier": item.tier,
        "document": item.document,
        "sha256": item.sha256,
    }
