"""Adding told evidence, judging it again, and keeping track of whether its quote still stands.

What the tracker read itself is added by `claims/services/reading.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from claims import audit, contracts
from claims.models import AuditEntry, Claim, Evidence, Origin, Source, Tier
from claims.parties import key_of, mouth_of
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.origins import ORIGIN_FACTS, living, origin_of_words, voice_facts
from claims.services.sources import host_of
from claims.users import Principal, person

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
CLOCKS_DIFFER = timedelta(minutes=5)
"""A clock that is right may be ahead of ours by so much."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words, where they stand, and when they were read there (W3C TextQuoteSelector with its page).

    `url` is empty for words that have no address.
    """

    url: str
    exact: str
    prefix: str = ""
    suffix: str = ""
    title: str = ""
    sha256: str = ""
    language: str = "en"
    retrieved_at: datetime = field(default_factory=timezone.now)
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class JudgementInput:
    """What the words mean for the claim, and who judged so (`assessor` empty: a person).

    `figures` pair a figure of the claim with the quote's: {"claim", "passage", "verdict"}, the verdict one of
    agrees, conflicts, open. `judged_version` is the version of the claim that was judged, 0 for the present one.
    """

    stance: str
    score: float = 1.0
    reasons: tuple[str, ...] = ()
    deciding: tuple[tuple[int, int], ...] = ()
    attributed_to: str = ""
    attributed_key: str = ""
    assessor: str = ""
    language_read: bool = True
    figures: tuple[Mapping[str, str], ...] = ()
    judged_version: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """How words reached the desk that the tracker did not read itself.

    `kind` is one of Evidence.ToldAs, `by` says who told them and `confidential_source` whom they go back to, both for
    the staff alone; `document` is the type of document as it was told, which never counts. `sender` is the ingest key
    that sent them.
    """

    kind: str = Evidence.ToldAs.PAGE
    on: date | None = None
    by: str = ""
    document: str = ""
    attachment_sha256: str = ""
    confidential_source: str = ""
    sender: UUID | None = None


def _check(judgement: JudgementInput) -> None:
    if judgement.stance not in Evidence.Stance.values:
        raise InvalidInput("stance", f"one of {', '.join(Evidence.Stance.values)}.")
    if not 0 <= judgement.score <= 1:
        raise InvalidInput("score", "a number from 0 to 1.")


def _quoted(quote: Quote) -> dict[str, Any]:
    """The fields of evidence that a quote fills: the words and where they stood."""
    facts = asdict(quote)
    facts["quote"] = facts.pop("exact")
    return facts | {
        "title": quote.title[:300],
        "as_of": quote.as_of or quote.retrieved_at,
    }


def check_moments(quote: Quote, *, told_on: date | None = None, zone: str = "UTC") -> None:
    """Refuse what cannot have been read or said yet. A day begins at midnight in the time zone of the desk.

    Raises InvalidInput.
    """
    now = timezone.now() + CLOCKS_DIFFER
    for name, moment in (("retrieved_at", quote.retrieved_at), ("as_of", quote.as_of)):
        if moment is not None and moment > now:
            raise InvalidInput(name, "it lies in the future. Give the time when it was, in UTC or with its offset.")
    if told_on is not None and told_on > now.astimezone(ZoneInfo(zone)).date():
        raise InvalidInput("told_on", "it lies in the future. Give the day when it was told.")


def _check_told(quote: Quote, told: Told, *, zone: str) -> None:
    if told.kind not in Evidence.ToldAs.values:
        raise InvalidInput("told_as", f"one of {', '.join(Evidence.ToldAs.values)}.")
    if not quote.url and told.kind == Evidence.ToldAs.PAGE:
        raise InvalidInput("url", "a page has an address. Give it, or say in `told_as` how it was told.")
    if told.attachment_sha256 and not _SHA256.fullmatch(told.attachment_sha256):
        raise InvalidInput("attachment_sha256", "64 hexadecimal digits: the sha256 of the file that the desk keeps.")
    check_moments(quote, told_on=told.on, zone=zone)


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


def _own_origin(
    claim: Claim, quote: Quote, judgement: JudgementInput, *, begun_by: Source | None
) -> tuple[Origin, str]:
    """The origin of words that copy none, and why it is theirs, where there is something to say."""
    day = (quote.as_of or quote.retrieved_at).date()
    return origin_of_words(
        claim,
        source=begun_by,
        attributed_to=judgement.attributed_to,
        attributed_key=judgement.attributed_key,
        label=f"{begun_by.name if begun_by else quote.url or 'told to the desk'}, {day.isoformat()}"[:300],
        today=quote.retrieved_at.date(),
    )


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
    told: Told = Told(),
    origin: Origin | None = None,
    origin_why: str = "",
    first_published_by: Source | None = None,
    mouth: str = "",
    carried_by: Source | None = None,
) -> Evidence:
    """Put words that somebody told us beside a claim. They are shown as told and count for no rule until the tracker
    has read them itself (`claims/services/reading.py`). The same words of the same page are one item: given again,
    they come back as they are.

    carried_by: Source | None = None,
    """
    current = lock_claim(claim)
    if by is not None:
        require(by, "add_evidence", current.desk)
        source = source if source and source.desk_id == current.desk_id else None
    quote = replace(quote, url=quote.url.strip().partition("#")[0])  # no server is ever asked for a fragment
    _check_told(quote, told, zone=current.desk.time_zone)
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
    return enter(
        by=by,
        claim=current,
        quote=quote,
        judgement=judgement,
        source=source,
        origin=origin,
        origin_why=origin_why,
        first_published_by=first_published_by,
        mouth=mouth,
        carried_by=carried_by,
        facts=facts,
    )


def enter(
    *,
    by: Any,
    claim: Claim,
    quote: Quote,
    judgement: JudgementInput,
    source: Source | None,
    origin: Origin | None,
    origin_why: str,
    first_published_by: Source | None,
    mouth: str,
    carried_by: Source | None,
    facts: Mapping[str, Any],
) -> Evidence:
    """Write an item with the `facts` on how it came, copying all it rests on; its words at its address known already,
    it comes back as it is. For the services of this package, within their transactions, the claim locked.

    `origin` is the earliest origin it copies, `origin_why` says so in words; None makes its own, or that of
    `first_published_by` where the page republishes another source. `mouth` is whose reprint it is, where it copies
    (`claims.parties.mouth_of`); "": that of whoever published it. `carried_by` printed it, where that is not its
    source. Raises InvalidInput.
    """
    current = claim
    require_text("quote", quote.exact)
    if quote.url:
        host_of(quote.url)  # refuses what is no web address
    _check(judgement)
    if origin is not None and origin.claim_id != current.pk:
        raise InvalidInput("origin", "it belongs to another claim.")
    if known := Evidence.objects.filter(claim=current, url=quote.url, quote=quote.exact).first():
        return known
    if origin is None:
        origin, own_why = _own_origin(current, quote, judgement, begun_by=first_published_by or source)
        origin_why = own_why or origin_why
    else:
        origin = living(origin)
    publisher = first_published_by or source
    evidence = Evidence.objects.create(
        claim=current,
        origin=origin,
        origin_why=origin_why[:300],
        visibility=Evidence.Visibility.PENDING if by is None else Evidence.Visibility.PUBLIC,
        mouth=mouth or mouth_of(publisher, today=quote.retrieved_at.date()),
        added_by=person(by),
        **_quoted(quote),
        **published_by(source, carried_by=carried_by),
        **_judged(judgement, current),
        **facts,
    )
    facts = audit.facts_of(evidence)
    payload, seen = _entered(evidence), seen_by(evidence)
    audit.append(subject=current, action="evidence added", by=by, payload=payload, visibility=seen, facts=facts)
    return evidence


@transaction.atomic
def judge_evidence(*, by: Principal, evidence: Evidence, judgement: JudgementInput) -> Evidence:
    """Judge an item again, on the claim's present version unless the judgement names another. Raises PermissionDenied,
    InvalidInput.
    """
    claim = lock_claim(evidence.claim)
    if by is not None:
        require(by, "judge_evidence", claim.desk)
    _check(judgement)
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
    gone before stays so.
    """
    claim = lock_claim(evidence.claim)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if standing in Evidence.OUT_OF_SIGHT:
        if current.standing == standing or current.standing in Evidence.FALLEN:
            return current
        wording, reasons = current.standing_wording, current.standing_reasons
    before, old_wording = current.standing, current.standing_wording or current.quote
    changed = (before, current.standing_wording) != (standing, wording)
    current.standing, current.standing_wording, current.standing_at = standing, wording, at
    current.standing_reasons = list(reasons)
    current.save(update_fields=["standing", "standing_wording", "standing_reasons", "standing_at"])
    if changed:
        payload: dict[str, Any] = {"evidence": str(current.uuid), "before": before, "after": standing}
        payload |= {"wording": wording, "old_wording": old_wording if wording not in ("", old_wording) else ""}
        payload |= {"reasons": list(reasons), "assessor": assessor}
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
