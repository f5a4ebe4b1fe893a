"""What people decide of a claim: its status, who is on it, whether readers see it, when it is asked again."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import services
from claims.audit import name_of
from claims.models import Claim, Flag, Publication
from claims.services.comments import names_of_nobody
from desk.actions import Action, Done
from desk.forms import AutomationForm, NothingForm, ReasonForm, StatusForm
from desk.records.claim_addresses import page_of
from desk.records.claim_forms import DatesForm, HandOverForm
from desk.records.discussion import CommentForm


def change_status(request: HttpRequest, claim: Claim) -> Action:
    """Change the status, with what it rests on and a reason."""

    def run(button: str, data: dict[str, Any]) -> Done:
        outcome = services.change_status(
            by=request.user,
            claim=claim,
            expected=data["expected_status"],
            to=data["status"],
            reason=data["reason"],
            rests_on=data["rests_on"],
        )
        if isinstance(outcome, Flag):
            return Done(_("It waits for another person now: they find it in the review queue."))
        return Done(_("The claim is %(status)s now.") % {"status": outcome.get_status_display().lower()})

    return Action(
        title=_("Change the status"),
        permission="change_status",
        buttons={"change": _("Change status")},
        form=StatusForm,
        run=run,
        initial={"expected_status": claim.status},
        options={"old": claim.status},
    )


def hand_over(request: HttpRequest, claim: Claim) -> Action:
    """Say who is on the claim, with a note."""

    def run(button: str, data: dict[str, Any]) -> Done:
        services.hand_over(by=request.user, claim=claim, **data)
        if data["to"] is None:
            return Done(_("Nobody is on it now."))
        return Done(_("%(name)s is on it now.") % {"name": name_of(data["to"])})

    return Action(
        title=_("Hand it over"),
        permission="assign",
        buttons={"assign": _("Hand over")},
        form=HandOverForm,
        run=run,
        initial={"to": claim.assigned_to_id},
        options={"desk": claim.desk},
    )


def comment_on(request: HttpRequest, claim: Claim) -> Action:
    """Say something to the desk."""

    def run(button: str, data: dict[str, Any]) -> Done:
        services.comment(by=request.user, on=claim, text=data["text"])
        if nobody := names_of_nobody(data["text"], claim.desk):
            names = ", ".join(f"@{name}" for name in nobody)
            said = _("Said. Nobody on this desk is called %(names)s: they were not told.") % {"names": names}
        else:
            said = _("Said.")
        return Done(said, leads_to=f"{page_of(claim)}#discussion")

    return Action(
        title=_("Discuss"),
        permission="comment",
        buttons={"comment": _("Say it")},
        form=CommentForm,
        run=run,
    )


def set_automation(request: HttpRequest, claim: Claim) -> list[Action]:
    """Let the machine verify and reopen the claim by rule, or no longer."""

    def run(button: str, data: dict[str, Any]) -> Done:
        services.set_automation(by=request.user, claim=claim, **data)
        return Done(_("Its automation is set."), leads_to=page_of(claim))

    action = Action(
        title=_("Set its automation"),
        permission="set_automation",
        buttons={"automate": _("Set automation")},
        form=AutomationForm,
        run=run,
        initial={"automation": claim.automation},
        intro=_(
            "The machine may then set verified and go back to unverified by itself; everything else waits for a person."
        ),
    )
    return [action]


def set_dates(request: HttpRequest, claim: Claim) -> list[Action]:
    """Say when the claim should be settled, and when it is asked again."""

    def run(button: str, data: dict[str, Any]) -> Done:
        services.revise_claim(by=request.user, claim=claim, **data)
        return Done(_("Its dates are set."), leads_to=page_of(claim))

    action = Action(
        title=_("Set its next dates"),
        permission="revise",
        buttons={"dates": _("Set the dates")},
        form=DatesForm,
        run=run,
        initial={"due_on": claim.due_on, "recheck_on": claim.recheck_on},
        intro=_("A date that passes raises a flag in the review queue."),
    )
    return [action]


def set_publication(request: HttpRequest, claim: Claim) -> list[Action]:
    """Take the claim back, or publish it: whichever makes sense now."""

    def publish(button: str, data: dict[str, Any]) -> Done:
        services.publish_claim(by=request.user, claim=claim)
        return Done(_("Published."), leads_to=page_of(claim))

    def withdraw(button: str, data: dict[str, Any]) -> Done:
        services.withdraw_claim(by=request.user, claim=claim, reason=data["reason"])
        return Done(_("Withdrawn."), leads_to=page_of(claim))

    is_public = claim.publication == Publication.PUBLISHED
    taking_back = Action(
        title=_("Withdraw it"),
        permission="withdraw" if is_public else "record",
        buttons={"withdraw": _("Withdraw the claim")},
        form=ReasonForm,
        run=withdraw,
        intro=_("Readers are told that it was withdrawn, and see no more of it; your reason stays with the desk.")
        if is_public
        else _("It is set aside: publishing its article leaves it out. Your reason stays with the desk."),
    )
    publishing = Action(
        title=_("Publish it"),
        permission="publish",
        buttons={"publish": _("Publish the claim")},
        form=NothingForm,
        run=publish,
        intro=_("Readers of its published articles see it, with its present status, and nothing of its draft history."),
    )
    return [
        *([] if is_public else [publishing]),
        *([] if claim.publication == Publication.WITHDRAWN else [taking_back]),
    ]
