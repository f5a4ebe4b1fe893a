"""Adding evidence, judging it again, and keeping track of whether its quote still stands."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims import audit
from claims.models import Claim, Evidence, Origin, Source
from claims.parties import interested_parties, key_of, ultimate_owner
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.sources import host_of


@dataclass(frozen=True, slots=True)
class Quote:
    """The words, where they stand, and when they were read there (W3C TextQuoteSelector with its page)."""

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
class Judgement:
    """What the words mean for the claim, and who judged so (`assessor` empty: a person)."""

    stance: str
    score: float = 1.0
    reasons: tuple[str, ...] = ()
    deciding: tuple[tuple[int, int], ...] = ()
    attributed_to: str = ""
    attributed_key: str = ""
    assessor: str = ""
    language_read: bool = True


def _check(judgement: Judgement) -> None:
    if judgement.stance not in Evidence.Stance.values:
        raise InvalidInput("stance", f"one of {', '.join(Evidence.Stance.values)}.")
    if not 0 <= judgement.score <= 1:
        raise InvalidInput("score", "a number from 0 to 1.")


def _quoted(quote: Quote) -> dict[str, Any]:
    """The words and where they stood, as evidence keeps them."""
    facts = asdict(quote)
    facts["quote"] = facts.pop("exact")
    return facts | {
        "title": quote.title[:300],
        "as_of": quote.as_of or quote.retrieved_at,
    }


def _published_by(source: Source | None, document: str) -> dict[str, Any]:
    """Who published it and how far that can be relied on, copied: evidence outlives its source."""
    if source is None:
        return {"source_name": "unknown source", "tier": "none", "document": document}
    return {
        "source": source,
        "source_name": source.name,
        "organisation_name": str(source.organisation or ""),
        "organisation_key": key_of(source.organisation),
        "tier": source.tier,
        "document": document or source.document,
        "invented": source.invented,
    }


def _judged(judgement: Judgement) -> dict[str, Any]:
    """A judgement as evidence keeps it."""
    spans = [list(span) for span in judgement.deciding]
    return asdict(judgement) | {"reasons": list(judgement.reasons), "deciding": spans}


def _origin_for(claim: Claim, *, source: Source | None, attributed_key: str, label: str, today: date) -> Origin:
    """The origin of an item that copies nothing known: the party whose word it passes on, else its publisher.

    "X said" belongs to X whoever prints it, so items of one party's word share an origin.
    """
    publisher = key_of(source.organisation) if source else ""
    parties = interested_parties(claim, today=today)
    if attributed_key in parties or (publisher in parties and not attributed_key):
        speaker = str(claim.speaker or "the speaker")
        origin, _ = Origin.objects.get_or_create(
            claim=claim, speakers=True, defaults={"label": f"{speaker}’s own words", "owner": key_of(claim.speaker)}
        )
        return origin
    if attributed_key:
        owner = ultimate_owner(attributed_key, today=today)
        known = Origin.objects.filter(claim=claim, owner=owner, speakers=False).order_by("pk").first()
        return known or Origin.objects.create(claim=claim, owner=owner, label=label)
    # A source of no known organisation is its own owner; no source at all shares one name with every other unknown.
    owner = ultimate_owner(publisher, today=today) or (f"source:{source.uuid}" if source else "")
    return Origin.objects.create(claim=claim, owner=owner, label=label)


@transaction.atomic
def add_evidence(
    *,
    by: Any,
    claim: Claim,
    quote: Quote,
    judgement: Judgement,
    source: Source | None = None,
    origin: Origin | None = None,
    document: str = "",
) -> Evidence:
    """Put a passage beside a claim, copying all it rests on. The same words of the same page are one item: given
    again, they come back as they are.

    `origin` is the earliest origin it copies; None makes its own. Raises PermissionDenied, InvalidInput.
    """
    current = lock_claim(claim)
    if by is not None:
        require(by, "add_evidence", current.desk)
    require_text("quote", quote.exact)
    host_of(quote.url)  # refuses what is no web address
    _check(judgement)
    if origin is not None and origin.claim_id != current.pk:
        raise InvalidInput("origin", "it belongs to another claim.")
    if known := Evidence.objects.filter(claim=current, url=quote.url, quote=quote.exact).first():
        return known
    label = f"{source.name if source else quote.url}, {(quote.as_of or quote.retrieved_at).date().isoformat()}"
    evidence = Evidence.objects.create(
        claim=current,
        origin=origin
        or _origin_for(
            current,
            source=source,
            attributed_key=judgement.attributed_key,
            label=label,
            today=quote.retrieved_at.date(),
        ),
        judged_version=current.version,
        added_by=by,
        **_quoted(quote),
        **_published_by(source, document),
        **_judged(judgement),
    )
    payload = {
        "evidence": str(evidence.uuid),
        "stance": evidence.stance,
        "quote": evidence.quote,
        "url": evidence.url,
        "source": evidence.source_name,
        "tier": evidence.tier,
        "assessor": evidence.assessor,
    }
    audit.append(subject=current, action="evidence added", actor=audit.name_of(by), payload=payload)
    return evidence


@transaction.atomic
def judge_evidence(*, by: Any, evidence: Evidence, judgement: Judgement) -> Evidence:
    """Judge an item again, on the claim's present version. Raises PermissionDenied, InvalidInput."""
    claim = lock_claim(evidence.claim)
    if by is not None:
        require(by, "judge_evidence", claim.desk)
    _check(judgement)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    before = {"stance": current.stance, "score": current.score, "version": current.judged_version}
    facts = _judged(judgement) | {"judged_version": claim.version}
    for name, value in facts.items():
        setattr(current, name, value)
    current.save(update_fields=list(facts))
    after = {"stance": current.stance, "score": current.score, "version": current.judged_version}
    payload = {"evidence": str(current.uuid), "before": before, "after": after, "reasons": list(judgement.reasons)}
    audit.append(subject=claim, action="evidence judged", actor=audit.name_of(by), payload=payload)
    return current


@transaction.atomic
def set_standing(*, evidence: Evidence, standing: str, wording: str = "", at: datetime) -> Evidence:
    """Say whether the quote still stands in its source; history gets a row where that changes."""
    claim = lock_claim(evidence.claim)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    before, changed = current.standing, (current.standing, current.standing_wording) != (standing, wording)
    current.standing, current.standing_wording, current.standing_at = standing, wording, at
    current.save(update_fields=["standing", "standing_wording", "standing_at"])
    if changed:
        payload = {"evidence": str(current.uuid), "before": before, "after": standing, "wording": wording}
        audit.append(subject=claim, action="quote checked", actor=audit.name_of(None), payload=payload)
    return current


@transaction.atomic
def retract_evidence(*, by: Any, evidence: Evidence, reason: str) -> Evidence:
    """Take an item out of the count, with a reason; it stays in the history."""
    claim = lock_claim(evidence.claim)
    require(by, "judge_evidence", claim.desk)
    require_text("reason", reason)
    Evidence.objects.filter(pk=evidence.pk).update(retracted=True)
    evidence.refresh_from_db()
    payload = {"evidence": str(evidence.uuid), "reason": reason}
    audit.append(subject=claim, action="evidence retracted", actor=audit.name_of(by), payload=payload)
    return evidence
