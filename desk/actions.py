"""The forms of the staff: what each asks for, who may send it, and the one way in which it reaches its service."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString

from claims.models import Desk
from claims.permissions import ACTIONS, role_of
from claims.services import AlreadyDecided, InvalidInput, StaleClaim
from claims.statuses import TransitionRefused

BUTTON = "button"
"""The field of a POST that names the button pressed."""

MEANWHILE = "Nothing was changed: this was decided meanwhile. Read the page again."

Refused = (InvalidInput, StaleClaim, TransitionRefused, PermissionDenied)
"""Whatever a service raises where the rules say no."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a person is told after success, and the address they are led to; empty: the same page."""

    message: str = ""
    leads_to: str = ""
    is_shown_once: bool = False  # the answer itself shows what came of it, beside an empty form: a secret, never kept


@dataclass(frozen=True, slots=True)
class Action:
    """A form on a page, the permission it needs, and the service behind it.

    `buttons` are names and labels, the usual one first. `run(button, data)` calls the service with the name of the
    pressed button and the cleaned data; it raises what the service raises. None: the page shows what came of it, beside
    the form as it was sent, for the next button.
    """

    title: str
    permission: str
    buttons: Mapping[str, str]
    form: type[forms.Form]
    run: Callable[[str, dict[str, Any]], Done | None]
    initial: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)  # further arguments of the form
    intro: str = ""  # what the reader should know first
    after_evidence: bool = False  # shown beneath the evidence: what is said of it once it was read

    @property
    def name(self) -> str:
        """The name of its usual button, which no other action of the page has."""
        return next(iter(self.buttons))


BoundActions = list[tuple[Action, forms.Form]]


def bind(request: HttpRequest, actions: Iterable[Action]) -> BoundActions:
    """Each action with its form: filled in with what was sent where one of its buttons was pressed, else fresh."""
    pressed = request.POST.get(BUTTON)
    return [(action, _form(action, request if pressed in action.buttons else None)) for action in actions]


def _form(action: Action, sent: HttpRequest | None = None) -> forms.Form:
    return action.form(
        sent.POST if sent else None,
        sent.FILES if sent else None,
        initial=dict(action.initial),
        auto_id=f"{action.name}-%s",
        **action.options,
    )


def permitted(actions: BoundActions, user: Any, desk: Desk) -> BoundActions:
    """Those that the user may send on a desk, to be shown; what else is sent, its service refuses."""
    role = role_of(user, desk)  # once: a page may have a hundred actions
    return [(action, form) for action, form in actions if role in ACTIONS[action.permission]]


def submit(request: HttpRequest, actions: BoundActions) -> HttpResponse | None:
    """Run the action whose button was pressed, and give the redirect to what follows.

    None: the page is to be shown, because nothing was sent, or with what the form lacks, the service refused or made.
    Where somebody else was faster, the page is asked for anew, so that nobody decides on what they no longer see.
    """
    if request.method != "POST":
        return None
    action, form = next(((action, form) for action, form in actions if form.is_bound), (None, None))
    if action is None or form is None:
        return _overtaken(request)
    if not form.is_valid():
        return None
    try:
        done = action.run(request.POST[BUTTON], form.cleaned_data)
    except (StaleClaim, AlreadyDecided):
        return _overtaken(request)
    except Refused as refusal:
        _explain(request, form, refusal)
        return None
    if done is None:
        return None
    if done.message:
        messages.success(request, done.message)
    if done.is_shown_once:
        actions[actions.index((action, form))] = (action, _form(action))
        return None
    return redirect(done.leads_to or request.path)


def sentence(refusal: Exception) -> str:
    """What a service refused, as a sentence of its own; a name that stands first, as in `settled_by[0]`, stays."""
    if isinstance(refusal, StaleClaim | AlreadyDecided):
        return MEANWHILE
    said = getattr(refusal, "remedy", refusal)
    if isinstance(said, SafeString):
        return said  # it has a link, and is a sentence already
    said = str(said)
    return f"{said[:1].upper()}{said[1:]}" if said.partition(" ")[0].rstrip(":").isalpha() else said


def _explain(request: HttpRequest, form: forms.Form, refusal: Exception) -> None:
    """Say a refusal beside the field at fault where the reader sees it, else above the page."""
    name = getattr(refusal, "field", "")
    if name in form.fields and not form[name].is_hidden:
        form.add_error(name, sentence(refusal))
    else:
        messages.error(request, sentence(refusal))


def _overtaken(request: HttpRequest) -> HttpResponse:
    messages.error(request, MEANWHILE)
    return redirect(request.path)
