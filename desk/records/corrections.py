"""Correcting what the desk recorded: revision and redaction. Each page says first what readers will see."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from claims import services
from claims.models import AuditEntry, Claim, Desk, Organisation, Person
from claims.permissions import role_of
from claims.presentation.html import contract_in_words
from claims.services.publication import desk_of
from desk.action_page import action_page
from desk.actions import Action, BoundActions, Done
from desk.forms import ReasonForm, RevisionForm
from desk.history_words import payload_in_words
from desk.records.claim_addresses import our_claim, page_of
from desk.records.parties_in_place import NamedParties, Party
from desk.records.speaker_fields import speaker_shown, take_speaker

SHOWN = "Show what readers will see"


def revision_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Change a claim's words or contract, after a look at what readers will see then."""
    claim = our_claim(request, uuid)
    seen: dict[str, Any] = {}
    named = NamedParties(by=request.user, desk=claim.desk, sent=request.POST)

    def run(button: str, data: dict[str, Any]) -> Done | None:
        reason, changes = data.pop("reason"), data
        if button == "look":
            seen.update(_after_revision(claim, changes))
            return None
        with transaction.atomic():
            changes |= _speaker(named, changes)
            if changes["settled_by"] != claim.settled_by:
                changes["settled_by"] = named.contract(changes["settled_by"])
            services.revise_claim(by=request.user, claim=claim, reason=reason, **changes)
        return Done("Revised.", leads_to=page_of(claim))

    action = Action(
        title="Revise the claim",
        permission="revise",
        buttons={"look": SHOWN, "revise": "Revise it"},
        form=RevisionForm,
        run=run,
        initial=_present(claim),
        intro="Where its text, kind, speaker or contract change, its evidence counts again once it was judged anew.",
    )
    return _page(request, "Revise a claim", claim.desk, [action], {"claim": claim, "seen": seen, "named": named})


def _present(claim: Claim) -> dict[str, Any]:
    """The form as the claim is recorded."""
    own = set(RevisionForm.base_fields) - {"reason", "speaker", "speaker_kind"}
    return {name: getattr(claim, name) for name in own} | speaker_shown(claim)


def _speaker(named: NamedParties, changes: dict[str, Any]) -> dict[str, Party | None]:
    """The claim's two columns for its speaker, in the place of the name and the kind that were sent."""
    speaker = take_speaker(named, changes)
    return {
        "speaker_organisation": speaker if isinstance(speaker, Organisation) else None,
        "speaker_person": speaker if isinstance(speaker, Person) else None,
    }


def _after_revision(claim: Claim, changes: dict[str, Any]) -> dict[str, Any]:
    """What readers see of a claim once it is revised."""
    items = claim.evidence.filter(retracted=False, judged_version=claim.version).count()
    return {
        "text": changes["text"],
        "before": claim.text,
        "speaker": " ".join(changes["speaker"].split()),
        "contract": contract_in_words(changes["kind"], changes["settled_by"]),
        "items": items,
    }


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


def _page(
    request: HttpRequest, title: str, desk: Desk, actions: Sequence[Action], context: dict[str, Any]
) -> HttpResponse:
    def refused(shown: BoundActions) -> dict[str, Any]:
        return {"refused": bool(actions) and not shown, **context}

    return action_page(request, "desk/correction.html", title, actions, refused, desk=desk)
