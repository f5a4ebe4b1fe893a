"""The pages of a desk itself: its settings, its members; and the tokens of the newsrooms that read every desk."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from claims import services
from claims.models import Desk, Invitation, Membership, NewsroomToken
from claims.permissions import may
from claims.querysets import for_staff
from claims.services.erasure import may_erase
from desk.accounts.forms import DeskForm, InviteForm, NewsroomTokenForm, ReviewForm, RoleForm, SecondPersonForm
from desk.action_page import action_page
from desk.actions import Action, BoundActions, Done
from desk.forms import NothingForm


def desks_of(user: Any) -> QuerySet[Desk]:
    """The desks on which somebody works; every one for a superuser."""
    return for_staff(Desk.objects.order_by("pk"), user, "pk")


def settings_index(request: HttpRequest) -> HttpResponse:
    """The settings of the reader's first desk."""
    desk = desks_of(request.user).first()
    return redirect("desk:settings", desk.slug) if desk else redirect("admin:index")


def settings_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A desk's name, time zone and second person."""
    desk = _desk(request, slug)

    def change(button: str, data: dict[str, Any]) -> Done:
        services.set_desk(by=request.user, desk=desk, **data)
        return Done(_("The desk is changed."))

    def second(button: str, data: dict[str, Any]) -> Done:
        services.set_second_person(by=request.user, desk=desk, **data)
        return Done(_("A second person looks at decisions.") if data["on"] else _("Whoever decides, decides alone."))

    def review(button: str, data: dict[str, Any]) -> Done:
        services.set_review_new_claims(by=request.user, desk=desk, **data)
        return Done(_("New claims wait for a reviewer.") if data["on"] else _("New claims are published at once."))

    initial = {"name": desk.name, "time_zone": desk.time_zone}
    actions = [
        Action(_("Name and time zone"), "set_desk", {"change": _("Save")}, DeskForm, change, initial=initial),
        Action(
            _("Second person"),
            "set_second_person",
            {"second": _("Set it")},
            SecondPersonForm,
            second,
            initial={"on": desk.second_person},
            intro=_(
                "A person's change of a published claim to verified or refuted waits until another person agrees. "
                "Taking back acts at once."
            ),
        ),
        Action(
            _("Review of new claims"),
            "set_review_new_claims",
            {"review": _("Set it")},
            ReviewForm,
            review,
            initial={"on": desk.review_new_claims},
            intro=_("A journalist's new claim on a published article waits, on the article's page, for a reviewer."),
        ),
    ]
    return _page(request, desk, "settings", actions, lambda: {"may_erase": may_erase(request.user)})


@never_cache
def members_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is on a desk and who is invited; administrators invite, give roles and remove."""
    desk = _desk(request, slug)
    links: list[str] = []

    def invite(button: str, data: dict[str, Any]) -> Done:
        _invitation, token = services.invite(by=request.user, desk=desk, **data)
        links.append(request.build_absolute_uri(reverse("desk:invitation", args=[token])))
        return Done(is_shown_once=True)

    inviting = Action(_("Invite somebody"), "manage_members", {"invite": _("Make a link")}, InviteForm, invite)
    secured = Authenticator.objects.filter(user=OuterRef("user"))
    members = desk.memberships.select_related("user").annotate(secured=Exists(secured)).order_by("user__username")
    invitations = desk.invitations.open().select_related("invited_by").order_by("-pk")
    actions = [
        inviting,
        *(_member(request, member) for member in members),
        *(_revoke_invitation(request, invitation) for invitation in invitations),
    ]

    def context() -> dict[str, Any]:
        return {"members": members.all(), "invitations": invitations.all(), "links": links}

    return _page(request, desk, "members", actions, context)


def _member(request: HttpRequest, member: Membership) -> Action:
    """A member's role, the way off the desk, and help for who lost their second factor."""
    role, remove, factors = (f"{name}-{member.pk}" for name in ("role", "remove", "factors"))

    def run(button: str, data: dict[str, Any]) -> Done:
        if button == remove:
            services.remove_member(by=request.user, membership=member)
            return Done(_("%(name)s is off the desk.") % {"name": member.user})
        if button == factors:
            services.take_second_factors(by=request.user, user=member.user)
            return Done(_("%(name)s logs in by the password alone now.") % {"name": member.user})
        services.change_role(by=request.user, membership=member, role=data["role"])
        return Done(_("The role of %(name)s is changed.") % {"name": member.user})

    buttons = {role: _("Give this role"), remove: _("Remove"), factors: _("Take away second factors")}
    return Action(str(member.user), "manage_members", buttons, RoleForm, run, initial={"role": member.role})


def _revoke_invitation(request: HttpRequest, invitation: Invitation) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        services.revoke_invitation(by=request.user, invitation=invitation)
        return Done(_("The invitation is revoked: its link opens nothing any more."))

    buttons = {f"revoke-{invitation.pk}": _("Revoke")}
    return Action(invitation.note, "manage_members", buttons, NothingForm, run)


@never_cache
def newsrooms_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The tokens with which newsrooms read what every desk has published, for superusers."""
    desk = _desk(request, slug)
    if not request.user.is_superuser:
        raise Http404
    made: list[str] = []

    def make(button: str, data: dict[str, Any]) -> Done:
        made.append(services.make_newsroom_token(by=request.user, desk=desk, **data))
        return Done(is_shown_once=True)

    making = Action(_("Make a token"), "manage_members", {"make": _("Make the token")}, NewsroomTokenForm, make)
    tokens = NewsroomToken.objects.select_related("newsroom").order_by("newsroom__name", "pk")
    actions = [making, *(_revoke_token(request, desk, token) for token in tokens)]
    return _page(request, desk, "newsrooms", actions, lambda: {"tokens": tokens.all(), "made": made})


def _revoke_token(request: HttpRequest, desk: Desk, token: NewsroomToken) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        services.revoke_newsroom_token(by=request.user, desk=desk, token=token)
        return Done(_("The token is revoked."))

    return Action(token.name, "manage_members", {f"revoke-{token.pk}": _("Revoke")}, NothingForm, run)


def _desk(request: HttpRequest, slug: str) -> Desk:
    desk = desks_of(request.user).filter(slug=slug).first()
    if desk is None:
        raise Http404("You are on no desk of this name.")
    return desk


def _page(
    request: HttpRequest, desk: Desk, name: str, actions: list[Action], context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """One of the desk's pages: what was sent is done, else it is shown with what the reader may do."""

    def shared(shown: BoundActions) -> dict[str, Any]:
        is_administrator = may(request.user, "manage_members", desk)
        return {
            "of": desk,
            "desks": desks_of(request.user),
            "tab": name,
            "is_administrator": is_administrator,
            "proposes_second_person": is_administrator and services.proposes_second_person(desk),
            "roles": Membership.Role.choices,
            **context(),
        }

    return action_page(request, f"desk/accounts/{name}.html", desk.name, actions, shared, desk=desk)
