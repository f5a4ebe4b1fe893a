"""Adding told evidence, judging it again, and keeping track of whether its quote still stands.

What the tracker read itself is added by `claims/services/reading.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from claims import audit, contracts
from claims.models import AuditEntry, Claim, Evidence, Origin, Source, Tier
from claims.parties import key_of, mouth_of
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.evidence_input import (
    A_PAGE,
    NO_DESCENT,
    Descent,
    JudgementInput,
    Quote,
    Told,
    check_judgement,
    check_told,
)
from claims.services.origins import ORIGIN_FACTS, living, origin_of_words, voice_facts
from claims.services.sources import host_of
from claims.users import Principal, person


def _quoted(quote: Quote) -> dict[str, Any]:
    """The fields of evidence that a quote fills: the words and where they stood."""
    facts = asdict(quote)
    facts["quote"] = facts.pop("exact")
    return facts | {
        "title": quote.title[:300],
        "as_of": quote.as_of or quote.retrieved_at,
    }


def published_by(source: Source | None, *, carried_by: Source | None = None) -> dict[str, Any]:
    """Who published it and how far that can be relied on, copied: evidence outlives its source. What another source
    carries is no record, and no better than that one.
    """
    if source is None:
        return {"source": None, "source_name": "unknown source", "tier": "none"}
    return {
        "source": source,
        "source_name": (f"{source}, carried by {carried_by}" if carried_by else source.name)[:200],
        "organisation_name": str(source.organisation or ""),
        "organisation_key": key_of(source.organisation),
        "tier": _carried_tier(source, carried_by) if carried_by else source.tier,
        "invented": source.invented,
    }


def _carried_tier(source: Source, carried_by: Source) -> str:
    """The weakest of both tiers and `independent`."""
    return min((source.tier, carried_by.tier, Tier.INDEPENDENT.value), key=lambda tier: contracts.Tier(tier).rank)


def _judged(judgement: JudgementInput, claim: Claim) -> dict[str, Any]:
    """The fields of evidence that a judgement fills."""
    spans = [list(span) for span in judgement.deciding]
    figures = [dict(pair) for pair in judgement.figures]
    facts = asdict(judgement) | {"reasons": list(judgement.reasons), "deciding": spans, "figures": figures}
    # A claim may be revised while a judge is at work: what was judged then is its former wording.
    return facts | {"judged_version": judgement.judged_version or claim.version}


def _origin(
    claim: Claim, quote: Quote, judgement: JudgementInput, descent: Descent, *, publisher: Source | None
) -> tuple[Origin, str]:
    """The origin of an item, the one it copies or else its own, and why it is, where there is something to say."""
    if descent.origin is not None:
        return living(descent.origin), descent.why
    day = (quote.as_of or quote.retrieved_at).date()
    origin, why = origin_of_words(
        claim,
        source=publisher,
        attributed_to=judgement.attributed_to,
        attributed_key=judgement.attributed_key,
        label=f"{publisher.name if publisher else quote.url or 'told to the desk'}, {day.isoformat()}"[:300],
        today=quote.retrieved_at.date(),
    )
    return origin, why or descent.why


def seen_by(evidence: Evidence) -> str:
    """The visibility of an entry of history about an item: of one that is not public, the staff's."""
    public = evidence.visibility == Evidence.Visibility.PUBLIC
    return AuditEntry.Visibility.PUBLIC if public else AuditEntry.Visibility.STAFF


def _entered(evidence: Evidence) -> dict[str, str]:
    """What the history says of an item that is added."""
    return {
        "evidence": str(evidence.uuid),
        "stance": evidence.stance,
        "quote": evidence.quote,
        "url": evidence.url,
        "source": evidence.source_name,
        "tier": evidence.tier,
        "assessor": evidence.assessor,
        "basis": evidence.basis,
        "document": evidence.document,
        "sha256": evidence.sha256,
    }


@transaction.atomic
def add_evidence(
    *,
    by: Principal,
    claim: Claim,
    quote: Quote,
    judgement: JudgementInput,
    source: Source | None = None,
    told: Told = A_PAGE,
    descent: Descent = NO_DESCENT,
) -> Evidence:
    """Put words that somebody told us beside a claim. They are shown as told and count for no rule until the tracker
    has read them itself (`claims/services/reading.py`). The same words of the same page are one item: given again,
    they come back as they are.

    Raises PermissionDenied, InvalidInput.
    """
    current = lock_claim(claim)
    if by is not None:
        require(by, "add_evidence", current.desk)
        source = source if source and source.desk_id == current.desk_id else None
    quote = replace(quote, url=quote.url.strip().partition("#")[0])  # no server is ever asked for a fragment
    check_told(quote, told, zone=current.desk.time_zone)
    facts = {
        "basis": Evidence.Basis.TOLD,
        "told_as": told.kind,
        "told_on": told.on,
        "told_by": (told.by or audit.name_of(by))[:200],
        "told_document": " ".join(told.document.split())[:100],
        "sender": told.sender,
        "attachment_sha256": told.attachment_sha256.lower(),
        "confidential_source": told.confidential_source.strip(),
    }
    return enter(by=by, claim=current, quote=quote, judgement=judgement, source=source, descent=descent, came_as=facts)


def enter(
    *,
    by: Principal,
    claim: Claim,
    quote: Quote,
    judgement: JudgementInput,
    source: Source | None,
    descent: Descent,
    came_as: Mapping[str, Any],
) -> Evidence:
    """Write an item, copying all it rests on; `came_as` are its fields on how it came. Its words at its address known
    already, it comes back as it is. For the services of this package, within their transactions, the claim locked.
    Raises InvalidInput.
    """
    _check_item(claim, quote, judgement, descent)
    if known := Evidence.objects.filter(claim=claim, url=quote.url, quote=quote.exact).first():
        return known
    publisher = descent.first_published_by or source
    origin, why = _origin(claim, quote, judgement, descent, publisher=publisher)
    evidence = Evidence.objects.create(
        claim=claim,
        origin=origin,
        origin_why=why[:300],
        visibility=Evidence.Visibility.PENDING if by is None else Evidence.Visibility.PUBLIC,
        mouth=descent.mouth or mouth_of(publisher, today=quote.retrieved_at.date()),
        added_by=person(by),
        **_quoted(quote),
        **published_by(source, carried_by=descent.carried_by),
        **_judged(judgement, claim),
        **came_as,
    )
    facts = audit.facts_of(evidence)
    payload, seen = _entered(evidence), seen_by(evidence)
    audit.append(subject=claim, action="evidence added", by=by, payload=payload, visibility=seen, facts=facts)
    return evidence


def _check_item(claim: Claim, quote: Quote, judgement: JudgementInput, descent: Descent) -> None:
    require_text("quote", quote.exact)
    if quote.url:
        host_of(quote.url)  # refuses what is no web address
    check_judgement(judgement)
    if descent.origin is not None and descent.origin.claim_id != claim.pk:
        raise InvalidInput("origin", "it belongs to another claim.")


@transaction.atomic
def judge_evidence(*, by: Principal, evidence: Evidence, judgement: JudgementInput) -> Evidence:
    """Judge an item again, on the claim's present version unless the judgement names another. Raises PermissionDenied,
    InvalidInput.
    """
    claim = lock_claim(evidence.claim)
    if by is not None:
        require(by, "judge_evidence", claim.desk)
    check_judgement(judgement)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    before = _judged_as(current)
    facts = _judged(judgement, claim) | _voice_kept(current, judgement)
    if by is not None and judgement.stance != "neutral" and current.standing == Evidence.Standing.ALTERED:
        facts["standing"] = Evidence.Standing.REWORDED  # a person judges the words that stand there now
    for name, value in facts.items():
        setattr(current, name, value)
    current.save(update_fields=list(facts))
    payload: dict[str, Any] = {"evidence": str(current.uuid), "before": before, "after": _judged_as(current)}
    payload["reasons"] = list(judgement.reasons)
    told = audit.facts_of(current, *facts, *(ORIGIN_FACTS if "origin" in facts else ()))
    seen = seen_by(current)
    audit.append(subject=claim, action="evidence judged", by=by, payload=payload, visibility=seen, facts=told)
    return current


def _voice_kept(item: Evidence, judgement: JudgementInput) -> dict[str, Any]:
    """Whose word an item is stays as a person said; where a new judgement says otherwise, it changes its origin."""
    if item.attributed_by_person:
        return {"attributed_to": item.attributed_to, "attributed_key": item.attributed_key}
    if judgement.attributed_key == item.attributed_key:
        return {}
    return voice_facts(item, attributed_to=judgement.attributed_to, attributed_key=judgement.attributed_key)


def _judged_as(item: Evidence) -> dict[str, Any]:
    """What history keeps of a judgement; the standing changes where a person judges altered words."""
    return {
        "stance": item.stance,
        "score": item.score,
        "version": item.judged_version,
        "standing": item.standing,
    }


@transaction.atomic
def set_standing(
    *,
    evidence: Evidence,
    standing: str,
    wording: str = "",
    reasons: Sequence[str] = (),
    assessor: str = "",
    at: datetime,
) -> Evidence:
    """Say whether the quote still stands in its source; history gets a row where that changes.

    Of a quote found altered, `wording` is what stands there now, `reasons` what `assessor` made of it. A page that
    cannot be read leaves both as they were, and `standing_at` at the moment since when it cannot; what was altered or
    gone before stays so. Of a quote that moved or is out of sight, `reasons` tell where or why.
    """
    claim = lock_claim(evidence.claim)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    told = list(reasons)
    if standing in Evidence.OUT_OF_SIGHT:
        if current.standing == standing or current.standing in Evidence.FALLEN:
            return current
        wording = current.standing_wording
        reasons = current.standing_reasons if wording else told
    before, old_wording = current.standing, current.standing_wording or current.quote
    changed = (before, current.standing_wording) != (standing, wording)
    current.standing, current.standing_wording, current.standing_at = standing, wording, at
    current.standing_reasons = list(reasons)
    current.save(update_fields=["standing", "standing_wording", "standing_reasons", "standing_at"])
    if changed:
        payload: dict[str, Any] = {"evidence": str(current.uuid), "before": before, "after": standing}
        payload |= {"wording": wording, "old_wording": old_wording if wording not in ("", old_wording) else ""}
        payload |= {"reasons": told or list(reasons), "assessor": assessor}
        facts = audit.facts_of(current, "standing", "standing_wording")
        seen = seen_by(current)
        audit.append(subject=claim, action="quote checked", by=None, payload=payload, visibility=seen, facts=facts)
    return current


@transaction.atomic
def retract_evidence(*, by: Principal, evidence: Evidence, reason: str) -> Evidence:
    """Take an item out of the count, with a reason; it stays in the history. Raises PermissionDenied, InvalidInput."""
    claim = lock_claim(evidence.claim)
    require(by, "judge_evidence", claim.desk)
    require_text("reason", reason)
    if not Evidence.objects.filter(pk=evidence.pk, retracted=False).update(retracted=True):
        raise InvalidInput("evidence", "it is retracted already.")
    evidence.refresh_from_db()
    payload = {"evidence": str(evidence.uuid), "reason": reason}
    facts = audit.facts_of(evidence, "retracted")
    seen = seen_by(evidence)
    audit.append(subject=claim, action="evidence retracted", by=by, payload=payload, visibility=seen, facts=facts)
    return evidence
