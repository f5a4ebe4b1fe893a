"""What can be done about a claim, each on a small page of its own that needs no script."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from claims.models import Claim
from claims.permissions import ACTIONS, Role
from desk.action_page import action_page
from desk.actions import Action, BoundActions
from desk.records import claim_decisions, claim_material, claim_words
from desk.records.claim_addresses import our_claim


def _nothing(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Deed:
    """A small page: what it is called, the permission that most of it needs, its forms, and what else it shows."""

    title: Any
    permission: str
    actions: Callable[[HttpRequest, Claim], Sequence[Action]]
    context: Callable[[HttpRequest, Claim], dict[str, Any]] = _nothing


DEEDS: Mapping[str, Deed] = {
    "evidence": Deed(_("Add evidence"), "add_evidence", claim_material.add_evidence),
    "attach": Deed(_("Attach a screenshot or PDF"), "add_evidence", claim_material.attach),
    "speaker": Deed(_("Ask the speaker for comment"), "ask_speaker", claim_material.ask_speaker),
    "typo": Deed(_("Correct a typo"), "revise", claim_words.correct_typo),
    "dates": Deed(_("Set its next dates"), "revise", claim_decisions.set_dates),
    "automation": Deed(_("Set its automation"), "set_automation", claim_decisions.set_automation),
    "split": Deed(_("Split it in two or more"), "revise", claim_words.split),
    "merge": Deed(_("Merge it with its double"), "merge_claims", claim_words.merge, claim_words.merge_context),
    "publication": Deed(_("Publish or withdraw it"), "record", claim_decisions.set_publication),
}
"""By the last part of their address, `/desk/claims/UUID/evidence/`, and of its name, `desk:claim-evidence`."""


@dataclass(frozen=True, slots=True)
class DeedLink:
    """A deed as the page of its claim leads to it."""

    name: str
    title: Any
    url: str


def links(claim: Claim, role: Role) -> list[DeedLink]:
    """The deeds that a role may do about a claim."""
    return [
        DeedLink(name, deed.title, reverse(f"desk:claim-{name}", args=[claim.uuid]))
        for name, deed in DEEDS.items()
        if role in ACTIONS[deed.permission]
    ]


def deed_page(request: HttpRequest, uuid: Any, deed: str) -> HttpResponse:
    """One deed on one claim of the reader's desks; 404 for any other."""
    claim = our_claim(request, uuid)
    wanted = DEEDS[deed]
    context = {"deed": deed, **wanted.context(request, claim)}
    return small_page(request, str(wanted.title), claim, wanted.actions(request, claim), context)


def small_page(
    request: HttpRequest, title: str, claim: Claim, actions: Sequence[Action], context: dict[str, Any]
) -> HttpResponse:
    """A page beneath a claim with forms on it; whoever's role does not suffice for them is told whom to ask."""

    def told(shown: BoundActions) -> dict[str, Any]:
        return {"claim": claim, "refused": len(actions) > len(shown), **context}

    return action_page(request, "desk/claims/deed.html", title, actions, told, desk=claim.desk)
