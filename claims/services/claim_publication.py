"""One claim apart from its article: withdrawn with a reason, published again; and whether a new one waits."""

from django.db import transaction

from claims import audit, flags
from claims.models import Article, Claim, Desk, Flag, Membership, Publication
from claims.permissions import require, role_of
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.decisions import apply_finding
from claims.services.publication import set_publication
from claims.users import Principal


@transaction.atomic
def withdraw_claim(*, by: Principal, claim: Claim, reason: str) -> Claim:
    """Take one claim back; its readers get a tombstone, and publishing its article leaves it out from now on.

    The reason stays with the staff. A draft is set aside in the same way, by anybody on the desk. Raises
    PermissionDenied, InvalidInput.
    """
    current = lock_claim(claim)
    require(by, "withdraw" if current.publication == Publication.PUBLISHED else "record", current.desk)
    if current.publication == Publication.WITHDRAWN:
        raise InvalidInput("claim", "it is withdrawn already.")
    return take_away(current, by=by, because=require_text("reason", reason))


def take_away(claim: Claim, *, by: Principal, because: str) -> Claim:
    """Withdraw a locked claim by itself, in the caller's transaction. What was never published leaves no tombstone."""
    was_public = claim.publication == Publication.PUBLISHED
    claim.withdrawn_because = because
    claim.save(update_fields=["withdrawn_because"])
    set_publication(claim, Publication.WITHDRAWN)
    payload = {"reason": because, "published": was_public}
    facts = audit.facts_of(claim, "publication")
    audit.append(subject=claim, action="set aside", by=by, payload=payload, visibility="staff", facts=facts)
    if was_public:
        audit.append(subject=claim, action="withdrawn", by=by, payload={})
    for flag in Flag.objects.filter(claim=claim, state=Flag.State.OPEN):
        flags.close(flag, state=Flag.State.SUPERSEDED, by=None, note="the claim was withdrawn")
    return claim


@transaction.atomic
def publish_claim(*, by: Principal, claim: Claim) -> Claim:
    """Publish one claim of a published article: a new one that waited, or one that was withdrawn.

    Raises PermissionDenied; InvalidInput where none of its articles is published, or it is published already.
    """
    current = lock_claim(claim)
    require(by, "publish", current.desk)
    if current.publication == Publication.PUBLISHED:
        raise InvalidInput("claim", "it is published already.")
    if current.merged_into is not None:
        raise InvalidInput("claim", f"it was merged into “{current.merged_into}”: that one stands for it.")
    if not current.appearances.filter(article__publication=Publication.PUBLISHED).exists():
        raise InvalidInput("claim", "none of its articles is published: publish the article first.")
    current.withdrawn_because = ""
    current.save(update_fields=["withdrawn_because"])
    set_publication(current, Publication.PUBLISHED)
    payload = {"status": current.status, "text": current.text}
    audit.append(subject=current, action="published", by=by, payload=payload)
    apply_finding(claim=current)  # its open flags were closed when it was withdrawn
    current.refresh_from_db()
    return current


def publication_of_new(article: Article, *, by: Principal) -> str:
    """The publication state of a claim that is new in an article: the article's; or a draft that waits for a reviewer,
    where the desk wants that and a journalist records it.
    """
    waits = article.desk.review_new_claims and role_of(by, article.desk) == Membership.Role.JOURNALIST
    published = article.publication == Publication.PUBLISHED
    return Publication.DRAFT if waits and published else Publication(article.publication)


@transaction.atomic
def set_review_new_claims(*, by: Principal, desk: Desk, on: bool, reason: str) -> Desk:
    """Have a journalist's new claim on a published article wait for a reviewer, or no longer; what waits then waits on.

    Raises PermissionDenied, InvalidInput.
    """
    current = Desk.objects.select_for_update().get(pk=desk.pk)
    require(by, "set_review_new_claims", current)
    require_text("reason", reason)
    if current.review_new_claims != on:
        current.review_new_claims = on
        current.save(update_fields=["review_new_claims"])
        payload = {"before": not on, "after": on, "reason": reason}
        audit.append(subject=current, action="review of new claims set", by=by, payload=payload, visibility="staff")
    return current
