"""What people do about the words of a claim: correct a typo, split it in two, merge it with its double."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import services
from claims.models import Claim, Evidence
from claims.services.splitting import Part
from desk.actions import Action, Done
from desk.records.claim_addresses import page_of
from desk.records.claim_forms import MergeForm, SplitForm, TypoForm

FOUND = 20
"""So many claims a search for the double offers."""


def correct_typo(request: HttpRequest, claim: Claim) -> list[Action]:
    """Correct a typo: no new version, the evidence goes on counting."""

    def run(button: str, data: dict[str, Any]) -> Done:
        services.correct_claim(by=request.user, claim=claim, **data)
        return Done(_("Corrected. Its evidence goes on counting."), leads_to=page_of(claim))

    action = Action(
        title=_("Correct a typo"),
        permission="revise",
        buttons={"correct": _("Correct it")},
        form=TypoForm,
        run=run,
        initial={"text": claim.text},
        intro=_(
            "For spelling and punctuation alone: the words change, their meaning does not. What changes the meaning is "
            "a revision. Readers of a published claim are told."
        ),
    )
    return [action]


def split(request: HttpRequest, claim: Claim) -> list[Action]:
    """Make several claims of one that says several things."""

    def run(button: str, data: dict[str, Any]) -> Done:
        made = services.split_claim(
            by=request.user,
            claim=claim,
            parts=[Part(text) for text in data["parts"]],
            remaining=data["remaining"],
            reason=data["reason"],
            evidence=list(data.get("evidence", ())),
        )
        said = _("Split: %(number)s new claims were made. They stand beside it, under “Split into”.")
        return Done(said % {"number": len(made)}, leads_to=page_of(claim))

    items = claim.evidence.filter(retracted=False).exclude(visibility=Evidence.Visibility.STAFF)
    action = Action(
        title=_("Split the claim"),
        permission="revise",
        buttons={"split": _("Split it")},
        form=SplitForm,
        run=run,
        initial={"remaining": claim.text},
        options={"items": items},
        intro=_(
            "The new claims appear in the same articles, with the same kind, speaker and contract. Evidence stays; "
            "copies stand beside the new ones and count once they are judged again."
        ),
    )
    return [action]


def merge(request: HttpRequest, claim: Claim) -> list[Action]:
    """Merge the claim with another that says the same."""

    def run(button: str, data: dict[str, Any]) -> Done:
        keep, other = (claim, data["other"]) if data["keep"] == "this" else (data["other"], claim)
        kept = services.merge_claims(by=request.user, keep=keep, other=other, reason=data["reason"])
        return Done(_("The two are one claim now: this one."), leads_to=page_of(kept))

    others = _others(request, claim)
    action = Action(
        title=_("Merge it with its double"),
        permission="merge_claims",
        buttons={"merge": _("Merge the two")},
        form=MergeForm,
        run=run,
        options={"others": others},
        intro=_(
            "The one that stays takes over the articles, the evidence with its origins, files, questions and watches "
            "of the other; the other is withdrawn, and its address leads here. It cannot be undone."
        ),
    )
    return [action] if others else []


def merge_context(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """What was searched for."""
    return {"q": request.GET.get("q", ""), "searches": True}


def _others(request: HttpRequest, claim: Claim) -> QuerySet[Claim]:
    """The claims that may be its double: those that hold the words searched for, else those that read alike."""
    living = Claim.objects.filter(desk=claim.desk, merged_into=None).exclude(pk=claim.pk)
    if words := request.GET.get("q", "").replace("\0", "").strip():
        return living.filter(pk__in=list(living.filter(text__icontains=words).values_list("pk", flat=True)[:FOUND]))
    alike = services.similar_claims(text=claim.text, desk=claim.desk, language=claim.language, most=6)
    return living.filter(pk__in=[each.pk for each in alike])
