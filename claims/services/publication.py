"""What may be read outside: publishing, withdrawing, taking down."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from claims import audit
from claims.findings import find
from claims.models import Article, AuditEntry, Claim, Desk, Evidence, Publication, Source
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.second_person import ask_for_review
from claims.users import Principal


def set_publication(record: Article | Claim, state: str) -> bool:
    """Whether a record was in another publication state before; in the caller's transaction, without its history."""
    facts = {"publication": state} | ({"changed_at": timezone.now()} if isinstance(record, Claim) else {})
    changed = type(record)._default_manager.filter(pk=record.pk).exclude(publication=state).update(**facts)
    record.publication = state
    return bool(changed)


@transaction.atomic
def publish(*, by: Principal, article: Article) -> Article:
    """Publish an article and its claims, without those that were withdrawn by themselves. The current status is said;
    nothing of the draft history is.
    """
    require(by, "publish", article.desk)
    current = Article.objects.select_for_update().get(pk=article.pk)
    if set_publication(current, Publication.PUBLISHED):
        audit.append(subject=current, action="published", by=by, payload={"title": current.title})
    claims = Claim.objects.select_for_update().filter(appearances__article=current, withdrawn_because="")
    for claim in claims.order_by("pk"):
        if set_publication(claim, Publication.PUBLISHED):
            payload = {"status": claim.status, "text": claim.text}
            audit.append(subject=claim, action="published", by=by, payload=payload)
    return current


@transaction.atomic
def withdraw(*, by: Principal, article: Article, reason: str) -> Article:
    """Take an article back with those of its claims that no other published article carries: tombstones follow."""
    require(by, "withdraw", article.desk)
    require_text("reason", reason)
    current = Article.objects.select_for_update().get(pk=article.pk)
    if current.publication != Publication.PUBLISHED:
        raise InvalidInput("article", "it is not published.")
    set_publication(current, Publication.WITHDRAWN)
    audit.append(subject=current, action="withdrawn", by=by, payload={"reason": reason}, visibility="staff")
    public = Claim.objects.select_for_update().filter(publication=Publication.PUBLISHED)
    for claim in public.filter(appearances__article=current).order_by("pk"):
        elsewhere = claim.appearances.filter(article__publication=Publication.PUBLISHED).exists()
        if not elsewhere and set_publication(claim, Publication.WITHDRAWN):
            audit.append(subject=claim, action="withdrawn", by=by, payload={})
    return current


@transaction.atomic
def takedown(*, by: Principal, evidence: Evidence, reason: str) -> Evidence:
    """Hide an evidence item from the public at once; staff still see it and it still counts. Readers are told that an
    item went, never why. Raises PermissionDenied, InvalidInput.
    """
    require(by, "takedown", evidence.claim.desk)
    require_text("reason", reason)
    claim = lock_claim(evidence.claim)  # first, as everybody does: two who lock in turn would wait for each other
    staff = Evidence.Visibility.STAFF
    was_public = Evidence.objects.filter(pk=evidence.pk, visibility=Evidence.Visibility.PUBLIC).exists()
    if not Evidence.objects.filter(pk=evidence.pk).exclude(visibility=staff).update(visibility=staff):
        raise InvalidInput("evidence", "it is taken down already.")
    evidence.refresh_from_db()
    payload = {"evidence": str(evidence.uuid)}
    facts = audit.facts_of(evidence, "visibility")
    seen = AuditEntry.Visibility.PUBLIC if was_public else AuditEntry.Visibility.STAFF  # of a pending item nobody knew
    audit.append(subject=claim, action="evidence taken down", by=by, payload=payload, visibility=seen, facts=facts)
    why = payload | {"reason": reason}
    audit.append(subject=claim, action="takedown explained", by=by, payload=why, visibility="staff")
    finding = find(claim, today=timezone.now().date())
    words = f"An item of {evidence.source_name} was taken down by {audit.name_of(by)}: {reason}"
    ask_for_review(claim, by=by, words=words, finding=finding)
    return evidence


HAVE_A_DESK: dict[str, Any] = {"claim": Claim, "article": Article, "source": Source, "desk": Desk}
"""The subjects whose entries a desk's administrator redacts."""


def desk_of(entry: AuditEntry) -> Desk | None:
    """The desk whose history an entry is part of; None where it is no desk's."""
    model = HAVE_A_DESK.get(entry.subject_type)
    subject = model and model.objects.filter(uuid=entry.subject_uuid).first()
    return subject if isinstance(subject, Desk) else getattr(subject, "desk", None)


def redact(*, by: Principal, desk: Desk, entry: AuditEntry, reason: str) -> None:
    """Empty the payload of a history entry (a person's data, a legal order); the chain stays whole.

    Raises PermissionDenied for all but an administrator of the desk, InvalidInput without a reason.
    """
    require(by, "redact", desk)
    if entry.redacted:
        raise InvalidInput("entry", "it is redacted already.")
    audit.redact(entry=entry, by=by, reason=require_text("reason", reason))
