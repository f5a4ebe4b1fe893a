"""The erasure of a person's data: whose it is, what holds it and what becomes of each, and the button."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from claims.services import erasure
from claims.services.base import require_text
from desk.action_page import action_page
from desk.actions import Action, Done
from desk.forms import ErasureForm


def erasure_page(request: HttpRequest) -> HttpResponse:
    """The form; its first button shows what holds a person's data, the second erases it. For administrators of every
    desk, since it stands on all of them.
    """
    if not erasure.may_erase(request.user):
        raise PermissionDenied
    seen: dict[str, Any] = {}

    def run(button: str, data: dict[str, Any]) -> Done | None:
        reason = data.pop("reason")
        subject = erasure.subject_of(**data)
        if button == "look":
            seen.update(names=subject.names, holdings=erasure.holdings(subject))
            return None
        done = erasure.erase_person(by=request.user, subject=subject, reason=require_text("reason", reason))
        return Done(f"Erased: they are “{done.pseudonym}” from now on. The history still verifies.")

    buttons = {"look": "Show what holds their data", "erase": "Erase it"}
    action = Action("Whose data?", "erase", buttons, ErasureForm, run)
    title = "Erase a person’s data"
    return action_page(request, "desk/erasure.html", title, [action], lambda shown: {**seen, "seen": bool(seen)})
