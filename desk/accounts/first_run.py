"""The first minutes: where nobody is yet, every way in leads to a page that asks for the desk and its administrator."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from claims import services
from desk.accounts.forms import FirstDeskForm
from desk.action_page import action_page
from desk.actions import Action, Done

BACKEND = "django.contrib.auth.backends.ModelBackend"


class FirstRunMiddleware:
    """Leads the front pages to the first page while there is no desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in _ways_in() and services.is_new():
            return redirect("desk:first")
        return self._get_response(request)


@cache
def _ways_in() -> frozenset[str]:
    return frozenset(
        reverse(name) for name in ("site:articles", "desk:home", "admin:index", "admin:login", "account_login")
    )


@never_cache
def first_page(request: HttpRequest) -> HttpResponse:
    """Asks for the setup code, the desk and its administrator, who is logged in and led to inviting people."""
    if not services.is_new():
        return redirect("desk:home")

    def found(button: str, data: dict[str, Any]) -> Done:
        services.check_setup_code(data["code"])
        desk = services.found_first_desk(
            name=data["desk"],
            time_zone=data["time_zone"],
            username=data["username"],
            password=data["password"],
            full_name=data["name"],
            email=data["email"],
        )
        login(request, desk.memberships.get().user, backend=BACKEND)
        return Done(
            _("The desk is there. Invite the people who work on it."), reverse("desk:members", args=[desk.slug])
        )

    action = Action(_("Your desk"), "set_desk", {"found": _("Set up the desk")}, FirstDeskForm, found)
    return action_page(request, "desk/accounts/first.html", _("Welcome"), [action], lambda shown: {})
