"""Recording claims, and revising them."""

from typing import Any

from django.db import transaction

from claims import audit
from claims.contracts import ContractError, parse_contract
from claims.models import Appearance, Article, Claim, Organisation, Person, Publication
from claims.permissions import require
from claims.services import second_person
from claims.services.base import InvalidInput, free_slug, lock_claim, require_text
from claims.services.claim_publication import publication_of_new
from claims.services.decisions import apply_finding
from claims.users import Principal

# Who attributes a statement: its text must carry the attribution, otherwise the fact itself would be judged.
SAYING = (" said ", " says ", " told ", " stated ", " wrote ", " announced ", " claimed ", " according to ")
REVISABLE = {
    "text", "kind", "language", "speaker_organisation", "speaker_person", "reported_by", "criterion", "settled_by",
    "note", "due_on", "recheck_on",
}  # fmt: skip
FOR_THE_STAFF = {"note"}
"""What readers never see: that it changed is no news for them either."""
VERSIONED = {"text", "kind", "speaker_organisation", "speaker_person", "settled_by"}


def check_claim(claim: Claim) -> None:
    """The rules a claim's own words must keep. Raises InvalidInput."""
    require_text("text", claim.text)
    if claim.kind not in Claim.Kind.values:
        raise InvalidInput("kind", f"one of {', '.join(Claim.Kind.values)}.")
    if claim.kind == Claim.Kind.STATEMENT and not any(word in f" {claim.text} " for word in SAYING):
        raise InvalidInput("text", "a statement carries its attribution, as in “Klaba said that …”.")
    if claim.speaker_organisation and claim.speaker_person:
        raise InvalidInput("speaker", "one speaker, an organisation or a person.")
    try:
        if claim.settled_by != []:  # empty: the kind's default
            parse_contract(claim.settled_by)
    except ContractError as error:
        raise InvalidInput("settled_by", str(error)) from error


def _check_speaker(claim: Claim) -> None:
    """A statement is somebody's. Raises InvalidInput. Apart from `check_claim`, so that older ones can be corrected."""
    if claim.kind == Claim.Kind.STATEMENT and claim.speaker is None:
        raise InvalidInput("speaker", "say who said it: a statement is settled by its speaker’s own words.")


def _said(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "kind": claim.kind,
        "speaker": str(claim.speaker or ""),
        "criterion": claim.criterion,
        "settled_by": claim.settled_by,
        "version": claim.version,
    }


@transaction.atomic
def record_claim(
    *,
    by: Principal,
    article: Article,
    text: str,
    kind: str,
    speaker: Organisation | Person | None = None,
    wording: str = "",
    **fields: Any,
) -> Claim:
    """Record a claim that appears in an article; it starts unverified, in the article's publication state or
    waiting for a reviewer (`publication_of_new`).

    `fields` are those of REVISABLE. Raises PermissionDenied, InvalidInput.
    """
    article = Article.objects.select_for_update(of=("self",)).select_related("desk").get(pk=article.pk)
    require(by, "record", article.desk)
    if unknown := set(fields) - REVISABLE:
        raise InvalidInput(sorted(unknown)[0], f"unknown; known are {', '.join(sorted(REVISABLE))}.")
    claim = Claim(
        desk=article.desk,
        text=text.strip(),
        kind=kind,
        speaker_organisation=speaker if isinstance(speaker, Organisation) else None,
        speaker_person=speaker if isinstance(speaker, Person) else None,
        publication=publication_of_new(article, by=by),
        **{"language": article.language, **fields},
    )
    check_claim(claim)
    _check_speaker(claim)
    claim.slug = free_slug(Claim, claim.text)
    claim.save(force_insert=True)
    place = article.appearances.count()
    appearance = Appearance.objects.create(article=article, claim=claim, wording=wording, position=place)
    payload, facts = _said(claim) | {"article": article.title}, audit.facts_of(claim) | audit.facts_of(appearance)
    audit.append(subject=claim, action="recorded", by=by, payload=payload, facts=facts)
    return claim


@transaction.atomic
def revise_claim(*, by: Principal, claim: Claim, reason: str, **changes: Any) -> Claim:
    """Change a claim's words or contract; where they carry the meaning its version rises, evidence must be judged
    again, and a status that rests on it is put in question at once. A draft's slug follows its text. What the machine
    was let decide, and by which contract, is a reviewer's to change. Raises PermissionDenied, InvalidInput.
    """
    current = lock_claim(claim)
    require(by, "revise", current.desk)
    require_text("reason", reason)
    if unknown := set(changes) - REVISABLE:
        raise InvalidInput(sorted(unknown)[0], f"unknown; known are {', '.join(sorted(REVISABLE))}.")
    before = _said(current)
    changed = {field for field, value in changes.items() if getattr(current, field) != value}
    for field in changed:
        setattr(current, field, changes[field])
    check_claim(current)
    if changed & {"kind", "speaker_organisation", "speaker_person"}:
        _check_speaker(current)
    if changed & VERSIONED and current.automation == Claim.Automation.AUTOMATIC:
        require(by, "set_automation", current.desk)  # kind and speaker say which contract holds and whose word counts
    if changed & VERSIONED:
        current.version += 1
    if "text" in changed and current.publication == Publication.DRAFT:
        # Its address tells readers one day what it says, not what a draft said.
        current.slug = free_slug(Claim, current.text, but=current)
    public = changed - FOR_THE_STAFF
    current.save(update_fields=[*changed, "slug", "version", *(["changed_at"] if public else [])])
    payload = {"before": before, "after": _said(current), "reason": reason, "fields": sorted(changed)}
    columns = {f"{field}_id" if field.startswith("speaker_") else field for field in changed}
    facts = audit.facts_of(current, "slug", "version", *columns)
    visibility = "public" if public else "staff"
    audit.append(subject=current, action="revised", by=by, payload=payload, facts=facts, visibility=visibility)
    if changed & VERSIONED:
        second_person.void(current)
        apply_finding(claim=current)  # what was judged of the former words carries no status any more
        current.refresh_from_db()
    return current
