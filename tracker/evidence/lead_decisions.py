"""What people do about leads: make one evidence, dismiss it, empty it. Each decision is in the history of the claim."""

from django.db import transaction
from django.utils import timezone

from claims import audit, services
from claims.models import Claim, Evidence
from claims.permissions import require
from claims.services import AlreadyDecided
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.users import Principal, person
from tracker.assess.types import Judgement
from tracker.evidence.leads import let_go_quoted
from tracker.evidence.propose import JudgedPassage, PageReading, claim_text, record_passage
from tracker.evidence.stored_pages import stored_page
from tracker.extract.anchors import PageText, Selector
from tracker.extract.passages import Passage
from tracker.models import Lead, Snapshot

EMPTIED = "(emptied)"

NOT_STORED = "its words stand in no stored reading of the page any more. Open the page, and add them as evidence there."


@transaction.atomic
def make_evidence(*, by: Principal, lead: Lead, stance: str) -> Evidence:
    """Make a lead evidence of its claim, as the person who says which `stance` it takes; the claim is weighed again.

    Its words are quoted from our own snapshot, so it is read evidence, like any that the machine found there; where the
    page was only sent to us it is told until we read it. Raises PermissionDenied, InvalidInput, and AlreadyDecided
    where somebody was faster or the lead is over.
    """
    claim = lock_claim(lead.claim)
    require(by, "add_evidence", claim.desk)
    current = _locked(lead, claim)
    if stance not in Evidence.Stance.values:
        raise InvalidInput("stance", f"one of {', '.join(Evidence.Stance.values)}.")
    page, passage = _where(current)
    judged = JudgedPassage(claim, claim_text(claim, at=page.as_of), passage, _judgement(current))
    item = record_passage(page, judged, by=by, stance=stance)
    if item.retracted:
        raise InvalidInput("lead", "the same words were retracted from the claim’s evidence. Dismiss it.")
    _decide(current, Lead.State.EVIDENCE, by=by, evidence=item, stance=stance)
    let_go_quoted(item)
    services.apply_finding(claim=claim)
    return item


@transaction.atomic
def dismiss(*, by: Principal, lead: Lead) -> Lead:
    """Dismiss a lead: it says neither for nor against its claim, and is not raised again while the claim says what it
    says now. Raises PermissionDenied, AlreadyDecided.
    """
    claim = lock_claim(lead.claim)
    require(by, "judge_evidence", claim.desk)
    return _decide(_locked(lead, claim), Lead.State.DISMISSED, by=by)


@transaction.atomic
def empty(*, by: Principal, lead: Lead, reason: str) -> Lead:
    """Empty a lead of its words (a person's data, a legal order); it is dismissed, and is not raised again.

    Raises PermissionDenied for all but an administrator of the desk, InvalidInput without a reason.
    """
    claim = lock_claim(lead.claim)
    require(by, "redact", claim.desk)
    why = require_text("reason", reason)
    current = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    current.quote, current.sentence, current.reasons, current.attributed_to = EMPTIED, "", [], ""
    if current.state != Lead.State.EVIDENCE:
        current.state, current.decided_by, current.decided_at = Lead.State.DISMISSED, person(by), timezone.now()
    current.save()
    payload = {"lead": str(current.uuid), "reason": why}
    audit.append(subject=claim, action="lead emptied", by=by, payload=payload, visibility="staff")
    return current


def _locked(lead: Lead, claim: Claim) -> Lead:
    """The lead as it is now, its row locked. Raises AlreadyDecided where it is not open any more."""
    rows = Lead.objects.select_for_update(of=("self",)).select_related("resource__source__desk")
    current = rows.filter(pk=lead.pk, state=Lead.State.OPEN, claim_version=claim.version).first()
    if current is None:
        raise AlreadyDecided("lead", "it is decided already, or over. Read the list again.")
    return current


def _decide(
    lead: Lead, state: Lead.State, *, by: Principal, evidence: Evidence | None = None, stance: str = ""
) -> Lead:
    lead.state, lead.decided_by, lead.decided_at, lead.evidence = state, person(by), timezone.now(), evidence
    lead.save(update_fields=["state", "decided_by", "decided_at", "evidence"])
    payload = {"lead": str(lead.uuid), "why": lead.why, "url": lead.resource.url}
    if evidence is not None:
        payload |= {"evidence": str(evidence.uuid), "stance": stance}
    action = "lead made evidence" if evidence else "lead dismissed"
    audit.append(subject=lead.claim, action=action, by=by, payload=payload, visibility="staff")
    return lead


def _where(lead: Lead) -> tuple[PageReading, Passage]:
    """The latest stored reading with the words of a lead, one that we fetched where there is one, and their place in
    it. Raises InvalidInput where there is none.
    """
    stored = Snapshot.objects.select_related("body", "key", "resource__source__desk").exclude(text="")
    latest = stored.filter(resource=lead.resource, came_by=Snapshot.CameBy.FETCHED).order_by("-pk").first()
    for snapshot in (latest, stored.filter(pk=lead.snapshot_id).first()):
        if snapshot is None:
            continue
        found = PageText(snapshot.text, snapshot.language or "en").locate(Selector(lead.quote))
        if found.state in ("standing", "moved"):
            return stored_page(snapshot), Passage(found.wording, found.start, found.end, 1)
    raise InvalidInput("lead", NOT_STORED)


def _judgement(lead: Lead) -> Judgement:
    """What the machine made of a lead, as it was kept."""
    name, _, version = lead.assessor.rpartition(" ")
    return Judgement(
        stance=lead.stance,  # type: ignore[arg-type]
        score=lead.score,
        reasons=tuple(lead.reasons),
        assessor=name,
        version=version,
        attributed_to=lead.attributed_to or None,
        language_read=lead.why != Lead.Why.UNREAD,
    )
