"""What can be done about a flag: the actions of the queue's pages and of the flag's page in Django's admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import services
from claims.models import Evidence, Flag
from claims.presentation.shortening import shortened
from claims.services.dismissal import REASONS, Outcome, reason_in_words
from desk.actions import Action, Done
from desk.forms import ConfirmForm, DismissForm, MarkWrongForm, NothingForm

DISMISS = "dismiss-"
"""How the buttons begin that dismiss for one of the usual reasons."""

AGREE = {
    Flag.Kind.STATUS: gettext_lazy("Confirm"),
    Flag.Kind.SECOND: gettext_lazy("Agree"),
    Flag.Kind.AFTER: gettext_lazy("Agree"),
    Flag.Kind.DUE: gettext_lazy("Noted"),
    Flag.Kind.NOTE: gettext_lazy("Noted"),
}
"""What confirming a flag of a kind is called."""


def confirm_action(request: HttpRequest, flag: Flag, *, leads_to: str = "") -> Action:
    """Make the change that the flag proposes; of a flag that proposes none, say that it was seen."""

    def confirm(button: str, data: dict[str, Any]) -> Done:
        _check_seen(flag, data["seen"])
        done = services.resolve_flag(by=request.user, flag=flag, confirm=True, note=data["note"])
        words = {"claim": done.claim.text}
        if done.state == Flag.State.OPEN:
            return Done(_("It waits for a second person now: %(claim)s") % words, leads_to=leads_to)
        if not done.to_status:
            return Done(_("Noted: %(claim)s") % words, leads_to=leads_to)
        words["status"] = done.get_to_status_display()
        return Done(_("Confirmed, the claim is “%(status)s” now: %(claim)s") % words, leads_to=leads_to)

    return Action(
        title=_("Your decision"),
        permission="resolve_flag",
        buttons={"confirm": str(AGREE[Flag.Kind(flag.kind)])},
        form=ConfirmForm,
        run=confirm,
        initial={"seen": flag.fingerprint},
    )


def dismiss_action(request: HttpRequest, flag: Flag, *, leads_to: str = "") -> Action:
    """Dismiss the flag for one of the usual reasons, a button each, or for one that is typed."""

    def dismiss(button: str, data: dict[str, Any]) -> Done:
        _check_seen(flag, data["seen"])
        choice = button.removeprefix(DISMISS) if button.startswith(DISMISS) else ""
        note = reason_in_words(choice=choice, typed=data["note"]) if choice else data["note"]
        done = services.resolve_flag(by=request.user, flag=flag, confirm=False, note=note)
        return Done(_("Dismissed: %(claim)s") % {"claim": done.claim.text}, leads_to=leads_to)

    return Action(
        title=_("Dismiss it"),
        permission="resolve_flag",
        buttons={"dismiss": _("Dismiss"), **{f"{DISMISS}{name}": words for name, words in REASONS.items()}},
        form=DismissForm,
        run=dismiss,
        initial={"seen": flag.fingerprint},
    )


def _check_seen(flag: Flag, seen: str) -> None:
    """Raise StaleClaim where evidence came that the reader did not see: nobody decides on what they have not read."""
    if seen and seen != flag.fingerprint and flag.state == Flag.State.OPEN:
        raise services.StaleClaim(flag.claim, flag.from_status)


def undo_action(request: HttpRequest, flag: Flag) -> Action:
    """Take back what one just decided on the flag, and on those that went with it."""

    def undo(button: str, data: dict[str, Any]) -> Done:
        outcome = services.undo_all(by=request.user, flag=flag)
        if not outcome.done:
            raise services.InvalidInput("flag", outcome.refused[0][1])
        number = len(outcome.done)
        words = ngettext("Taken back: it waits again.", "Taken back: %(number)d wait again.", number)
        return Done(" ".join([words % {"number": number}, *not_done(outcome)]))

    return Action(_("Take it back"), "resolve_flag", {"undo": _("Undo")}, NothingForm, undo)


def not_done(outcome: Outcome) -> list[str]:
    """Of a deed on many flags, where it was refused: the claim, and why."""
    return [f"{shortened(flag.claim.text, 80)}: {why}" for flag, why in outcome.refused]


def mark_wrong_action(request: HttpRequest, flag: Flag, items: QuerySet[Evidence]) -> Action:
    """On any flag with evidence, even a decided one: say which of these items was misjudged."""

    def mark(button: str, data: dict[str, Any]) -> Done:
        annotation = services.mark_wrong(by=request.user, flag=flag, **data)
        if annotation.evidence.standing == Evidence.Standing.ALTERED:
            return Done(f"Marked: {annotation}. The words stand there no more, so that nothing else changed.")
        return Done(f"Marked: {annotation}. The claim was weighed again.")

    return Action(
        title="Was a passage misjudged?",
        permission="mark_wrong",
        buttons={"wrong": "Mark it wrong"},
        form=MarkWrongForm,
        run=mark,
        options={"items": items},
        after_evidence=True,
    )
