"""A reader's own account: what secures it, and the tokens of their programs."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from knox.models import AuthToken

from claims import services
from claims.models import Desk
from desk.accounts.desks import desks_of
from desk.accounts.forms import TokenForm
from desk.action_page import action_page
from desk.actions import Action, BoundActions, Done
from desk.forms import NothingForm
from desk.frame import show


def account_page(request: HttpRequest) -> HttpResponse:
    """Where password, e-mail address, second factor and passkeys are changed."""
    memberships = request.user.memberships.select_related("desk")  # type: ignore[union-attr]
    context = {"memberships": memberships, "sso": settings.OIDC_NAME if settings.OIDC_SERVER_URL else ""}
    return show(request, "desk/accounts/account.html", _("Your account"), context)


@never_cache
def tokens_page(request: HttpRequest) -> HttpResponse:
    """The reader's API tokens: each made for a purpose, shown once, good for a while, revoked at any time."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells the type checker
    made: list[str] = []
    tokens = AuthToken.objects.filter(user=user).select_related("named").order_by("-created")

    def context(actions: BoundActions) -> dict[str, Any]:
        return {"tokens": tokens.all(), "made": made, "making": actions[0], "now": timezone.now()}

    actions = [_make(user, made), *(_revoke(user, token) for token in tokens)]
    return action_page(request, "desk/accounts/tokens.html", _("API tokens"), actions, context)


def _make(user: User, made: list[str]) -> Action:
    def make(button: str, data: dict[str, Any]) -> Done:
        made.append(services.make_token(by=user, desk=_told_on(user), **data))
        return Done(is_shown_once=True)

    return Action(_("Make a token"), "make_token", {"make": _("Make the token")}, TokenForm, make)


def _told_on(user: User) -> Desk:
    """The desk in whose history a token is told of: the reader's first."""
    desk = desks_of(user).first()
    if desk is None:
        raise services.InvalidInput("name", "you are on no desk.")
    return desk


def _revoke(user: User, token: AuthToken) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        services.revoke_token(by=user, token=token)
        return Done(_("The token is revoked: what uses it is refused from now on."))

    return Action(token.token_key, "make_token", {f"revoke-{token.token_key}": _("Revoke")}, NothingForm, run)
