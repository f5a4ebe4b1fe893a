"""What the link of an invitation opens: joining a desk, as somebody new or with the account one has."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from claims import services
from claims.models import Membership
from desk.accounts.first_run import BACKEND
from desk.accounts.forms import NewUserForm
from desk.action_page import action_page
from desk.actions import Action, Done
from desk.forms import NothingForm
from desk.frame import show


@never_cache
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """The form by which the invited joins; 410 for a link that is not good any more."""
    invitation = services.open_invitation(token)
    if invitation is None:
        was_used = services.was_used(token)
        title = _("This link was used already") if was_used else _("This link is not good any more")
        return show(request, "desk/accounts/not_good.html", title, {"was_used": was_used}, status=410)
    user = request.user
    action = _join(token, user) if isinstance(user, User) else _join_anew(request, token)
    context = {"invitation": invitation, "log_in": _way_back(request)}
    return action_page(request, "desk/accounts/invitation.html", _("You are invited"), [action], lambda shown: context)


def _join(token: str, user: User) -> Action:
    def join(button: str, data: dict[str, Any]) -> Done:
        return _welcome(services.join(token=token, user=user))

    return Action(_("Join"), "", {"join": _("Join the desk")}, NothingForm, join)


def _join_anew(request: HttpRequest, token: str) -> Action:
    def join(button: str, data: dict[str, Any]) -> Done:
        membership = services.join_as_new_user(token=token, **data)
        login(request, membership.user, backend=BACKEND)
        return _welcome(membership)

    return Action(_("Your account"), "", {"join": _("Make the account and join")}, NewUserForm, join)


def _welcome(membership: Membership) -> Done:
    said = _("Welcome to the desk “%(desk)s”.") % {"desk": membership.desk}
    return Done(said, reverse("desk:home"))


def _way_back(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?next={request.path}"
