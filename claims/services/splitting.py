"""Splitting a claim that says several things: the original keeps a part or is withdrawn, new claims say the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from claims import audit
from claims.models import Article, Claim, Evidence, Organisation, Origin, Person, Publication
from claims.permissions import require
from claims.services.appearances import add_to_article
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.claim_publication import take_away
from claims.services.record import record_claim, revise_claim
from claims.users import Principal

MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """What a new claim says; kind and speaker as the original's, unless told."""

    text: str
    kind: str = ""
    speaker: Organisation | Person | None = None


@transaction.atomic
def split_claim(
    *,
    by: Principal,
    claim: Claim,
    parts: Sequence[Part],
    remaining: str = "",
    reason: str,
    evidence: Sequence[Evidence] = (),
) -> list[Claim]:
    """Make new claims of what one says besides; gives them. They appear in its articles and say what they were split
    from.

    `remaining` is what the original says from now on, a revision; empty: it is withdrawn. Its evidence stays with it;
    copies of `evidence` stand beside each new claim, for the staff, and count once they are judged again. Raises
    PermissionDenied, InvalidInput.
    """
    articles = _locked_articles(claim)
    original = lock_claim(claim)
    require(by, "revise", original.desk)
    why = require_text("reason", reason)
    items = list(
        Evidence.objects.filter(pk__in=[item.pk for item in evidence]).select_related("claim", "origin").order_by("pk")
    )
    _check(original, parts, items, remaining=remaining)
    if not remaining.strip() and original.publication == Publication.PUBLISHED:
        require(by, "withdraw", original.desk)
    made = [_record(original, part, articles, by=by) for part in parts]
    for new in made:
        for item in items:
            _copy(item, to=new, by=by)
    payload = {"into": [str(new.uuid) for new in made], "reason": why}
    audit.append(subject=original, action="split", by=by, payload=payload, visibility="staff")
    if remaining.strip():
        revise_claim(by=by, claim=original, reason=why, text=remaining.strip())
    else:
        take_away(original, by=by, because=f"Split: {why}")
    return made


def _locked_articles(claim: Claim) -> list[Article]:
    """The articles in which a claim appears, locked before the claim, in the order in which everybody locks them."""
    keys = list(claim.appearances.order_by("pk").values_list("article_id", flat=True))
    found = {article.pk: article for article in Article.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [found[key] for key in keys]


def _check(claim: Claim, parts: Sequence[Part], evidence: Sequence[Evidence], *, remaining: str) -> None:
    """Raise InvalidInput for what cannot be split so."""
    least = 1 if remaining.strip() else 2
    if not least <= len(parts) <= MOST_PARTS:
        raise InvalidInput("parts", f"give {least} to {MOST_PARTS} new claims.")
    if claim.publication == Publication.WITHDRAWN:
        raise InvalidInput("claim", "it is withdrawn: publish it first.")
    if any(item.claim_id != claim.pk for item in evidence):
        raise InvalidInput("evidence", "it belongs to another claim: choose this claim’s.")
    if any(item.retracted or item.visibility == Evidence.Visibility.STAFF for item in evidence):
        raise InvalidInput("evidence", "it was retracted or taken down: it stays with the claim.")


def _record(original: Claim, part: Part, articles: Sequence[Article], *, by: Principal) -> Claim:
    if not articles:
        raise InvalidInput("claim", "it appears in no article: add it to one first.")
    first, *others = articles
    new = record_claim(
        by=by,
        article=first,
        text=part.text,
        kind=part.kind or original.kind,
        speaker=part.speaker or original.speaker,
        language=original.language,
        reported_by=original.reported_by,
        criterion=original.criterion,
        settled_by=original.settled_by,
        due_on=original.due_on,
    )
    new.split_from = original
    new.save(update_fields=["split_from"])
    for article in others:
        add_to_article(by=by, claim=new, article=article)
    return new


def _copy(item: Evidence, *, to: Claim, by: Principal) -> Evidence:
    """A copy of an item beside another claim, with an origin like its own; it is judged on no version of that claim."""
    origin = item.origin
    of_speaker = origin.speakers and to.speaker == item.claim.speaker
    twin, _ = Origin.objects.get_or_create(claim=to, speakers=of_speaker, owner=origin.owner, label=origin.label)
    facts = {
        field.attname: getattr(item, field.attname)
        for field in Evidence._meta.concrete_fields
        if field.name not in ("id", "uuid", "recorded_at", "claim", "origin", "judged_version", "visibility")
    }
    copy = Evidence.objects.create(
        claim=to, origin=twin, judged_version=0, visibility=Evidence.Visibility.PENDING, **facts
    )
    payload = {"evidence": str(copy.uuid), "copy_of": str(item.uuid), "quote": copy.quote, "source": copy.source_name}
    told = audit.facts_of(copy)
    audit.append(subject=to, action="evidence copied", by=by, payload=payload, visibility="staff", facts=told)
    return copy
