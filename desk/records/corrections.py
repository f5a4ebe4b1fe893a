"""Taking back and correcting what the desk recorded: revision, takedown, retraction, redaction; and adding what it was
told. Each page says first what readers will see.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Claim, Desk, Evidence, Publication
from claims.permissions import role_of
from claims.presentation.html import contract_in_words
from claims.services.evidence_input import JudgementInput, Quote, Told
from claims.services.publication import desk_of
from claims.services.reader import read_now
from desk.action_page import action_page
from desk.actions import Action, BoundActions, Done
from desk.forms import ReasonForm, RevisionForm, ToldForm
from desk.queue.exhibits import payload_in_words

SHOWN = "Show what readers will see"


def revision_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Change a claim's words or contract, after a look at what readers will see then."""
    claim = _ours(request, Claim.objects.select_related("desk"), uuid)
    seen: dict[str, Any] = {}

    def run(button: str, data: dict[str, Any]) -> Done | None:
        reason, changes = data.pop("reason"), data
        if button == "look":
            seen.update(_after_revision(claim, changes))
            return None
        services.revise_claim(by=request.user, claim=claim, reason=reason, **changes)
        return Done("Revised.", leads_to=_page_of(claim))

    action = Action(
        title="Revise the claim",
        permission="revise",
        buttons={"look": SHOWN, "revise": "Revise it"},
        form=RevisionForm,
        run=run,
        initial={name: getattr(claim, name) for name in RevisionForm.base_fields if name != "reason"},
        intro="Where its text, kind, speaker or contract change, its evidence counts again once it was judged anew.",
    )
    return _page(request, "Revise a claim", claim.desk, [action], {"claim": claim, "seen": seen})


def _after_revision(claim: Claim, changes: dict[str, Any]) -> dict[str, Any]:
    """What readers see of a claim once it is revised."""
    speaker = changes["speaker_organisation"] or changes["speaker_person"]
    items = claim.evidence.filter(retracted=False, judged_version=claim.version).count()
    return {
        "text": changes["text"],
        "before": claim.text,
        "speaker": str(speaker or ""),
        "contract": contract_in_words(changes["kind"], changes["settled_by"]),
        "items": items,
    }


def told_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Put words beside a claim that the desk was told or saw. They are read at once where they have an address."""
    claim = _ours(request, Claim.objects.select_related("desk"), uuid)

    def run(button: str, data: dict[str, Any]) -> Done:
        item = read_now(_add_told(request, claim, data))
        if item.is_told:
            why = f" {item.basis_why}" if item.basis_why else ""
            return Done(
                f"Added, as it was told: it counts for no rule until it is read.{why}", leads_to=_page_of(claim)
            )
        return Done("Added, and its words were found at its address: it is read.", leads_to=_page_of(claim))

    action = Action(
        title="What were you told?",
        permission="add_evidence",
        buttons={"tell": "Add it"},
        form=ToldForm,
        run=run,
        intro="Readers see the words, and that they were told to the desk; who told them stays with the desk.",
    )
    return _page(request, "Add what you were told", claim.desk, [action], {"claim": claim})


@transaction.atomic
def _add_told(request: HttpRequest, claim: Claim, data: dict[str, Any]) -> Evidence:
    url = data["url"]
    told = Told(
        kind=data["told_as"],
        on=data["told_on"],
        document=data["document"],
        confidential_source=data["confidential_source"],
    )
    item = services.add_evidence(
        by=request.user,
        claim=claim,
        quote=Quote(url=url, exact=data["quote"]),
        judgement=JudgementInput(stance=data["stance"]),
        source=services.source_of_url(url) if url else None,
        told=told,
    )
    services.apply_finding(claim=claim)
    return item


def evidence_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """One item: take it down, which hides it at once, or out of the count."""
    item = _ours(request, Evidence.objects.select_related("claim__desk", "origin"), uuid)
    claim = item.claim

    def take_down(button: str, data: dict[str, Any]) -> Done:
        services.takedown(by=request.user, evidence=item, **data)
        return Done("Taken down: readers see it no more.")

    def retract(button: str, data: dict[str, Any]) -> Done:
        with transaction.atomic():
            services.retract_evidence(by=request.user, evidence=item, **data)
            services.apply_finding(claim=claim)
        return Done("Retracted: it counts no more. The claim was weighed again.")

    actions = []
    is_public = item.visibility == Evidence.Visibility.PUBLIC
    if is_public:
        words = "It goes from the claim’s page, the interface and the feeds at once; your reason stays with the desk."
        after = " The history tells readers that an item was taken down, not which. It still counts."
        button = {"take-down": "Take it down"}
        actions.append(Action("Take it down", "takedown", button, ReasonForm, take_down, intro=words + after))
    if not item.retracted:
        words = "It goes from the claim’s page and counts no more. The history tells readers of it, with your reason."
        button = {"retract": "Retract it"}
        actions.append(Action("Retract it", "judge_evidence", button, ReasonForm, retract, intro=words))
    seen_by_readers = is_public and not item.retracted and claim.publication == Publication.PUBLISHED
    context = {"item": item, "claim": claim, "seen_by_readers": seen_by_readers}
    return _page(request, "An item of evidence", claim.desk, actions, context)


def redaction_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Empty an entry of the history: a person's data, a legal order. Only administrators of its desk may."""
    entry = AuditEntry.objects.filter(uuid=uuid).first()
    desk = desk_of(entry) if entry else None
    if entry is None or desk is None or role_of(request.user, desk) is None:
        raise Http404
    claim = Claim.objects.filter(uuid=entry.subject_uuid).first()

    def redact(button: str, data: dict[str, Any]) -> Done:
        services.redact(by=request.user, desk=desk, entry=entry, **data)
        return Done("Redacted. The history still verifies, and says who did it and why.")

    intro = (
        "It cannot be undone. That something happened then stays; what was said of it is gone, here and for readers."
    )
    action = Action("Redact it", "redact", {"redact": "Redact it"}, ReasonForm, redact, intro=intro)
    context = {
        "entry": entry,
        "details": payload_in_words(entry, "facts"),
        "claim": claim,
        "is_told": hasattr(entry, "change"),
    }
    return _page(request, "An entry of the history", desk, [] if entry.redacted else [action], context)


def _ours(request: HttpRequest, rows: Any, uuid: Any) -> Any:
    """The record of the address, where the reader is on its desk; else Http404."""
    found = rows.filter(uuid=uuid).first()
    if found is None or role_of(request.user, _desk_of(found)) is None:
        raise Http404
    return found


def _desk_of(record: Claim | Evidence) -> Desk:
    return record.claim.desk if isinstance(record, Evidence) else record.desk


def _page_of(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def _page(
    request: HttpRequest, title: str, desk: Desk, actions: Sequence[Action], context: dict[str, Any]
) -> HttpResponse:
    def refused(shown: BoundActions) -> dict[str, Any]:
        return {"refused": bool(actions) and not shown, **context}

    return action_page(request, "desk/correction.html", title, actions, refused, desk=desk)
