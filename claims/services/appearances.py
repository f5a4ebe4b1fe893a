"""Where claims appear: their order in an article, and one claim in several articles."""

from collections.abc import Sequence

from django.db import transaction

from claims import audit
from claims.models import Appearance, Article, Claim
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim
from claims.users import Principal


@transaction.atomic
def reorder(*, by: Principal, article: Article, claims: Sequence[Claim]) -> Article:
    """Put the claims of an article in this order. Raises PermissionDenied; InvalidInput unless they are just the claims
    that appear there, each once: somebody may have added one meanwhile.
    """
    current = Article.objects.select_for_update(of=("self",)).select_related("desk").get(pk=article.pk)
    require(by, "record", current.desk)
    appearances = {row.claim_id: row for row in current.appearances.select_related("claim")}
    if sorted(claim.pk for claim in claims) != sorted(appearances):
        raise InvalidInput("claims", "name every claim of the article once, in the order wanted: read the page again.")
    wanted = {claim.pk: position for position, claim in enumerate(claims)}
    for key in sorted(wanted):  # in the order in which everybody locks claims
        appearance = appearances[key]
        if appearance.position != wanted[key]:
            appearance.position = wanted[key]
            appearance.save(update_fields=["position"])
            _tell(appearance, "moved in an article", by=by, facts=audit.facts_of(appearance, "position"))
    return current


@transaction.atomic
def add_to_article(*, by: Principal, claim: Claim, article: Article, wording: str = "") -> Appearance:
    """Let a claim that is recorded appear in another article of its desk, at the end; its publication stays as it is.

    Raises PermissionDenied, InvalidInput.
    """
    place = Article.objects.select_for_update(of=("self",)).select_related("desk").get(pk=article.pk)
    require(by, "record", place.desk)
    current = lock_claim(claim)
    require(by, "record", current.desk)
    if place.desk_id != current.desk_id:
        raise InvalidInput("article", "it belongs to another desk.")
    if place.appearances.filter(claim=current).exists():
        raise InvalidInput("article", "the claim appears in it already.")
    last = place.appearances.order_by("-position").values_list("position", flat=True).first()
    position = 0 if last is None else last + 1
    appearance = Appearance.objects.create(article=place, claim=current, wording=wording.strip(), position=position)
    _tell(appearance, "added to an article", by=by, facts=audit.facts_of(appearance))
    return appearance


def _tell(appearance: Appearance, action: str, *, by: Principal, facts: audit.Facts) -> None:
    payload = {"article": str(appearance.article), "position": appearance.position}
    audit.append(subject=appearance.claim, action=action, by=by, payload=payload, visibility="staff", facts=facts)
