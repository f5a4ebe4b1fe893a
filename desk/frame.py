"""The admin of the desk: whoever is a member of a desk may enter, and the review queue comes first."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from claims.models import Flag, Membership
from claims.services.erasure import may_erase
from tracker.health.installation import troubles

LINKS = (("Sources", "desk:sources"), ("Watch a source", "desk:watch"))
"""Pages beside the admin's lists that the first page leads to: what each is called, and the name of its address."""

ERASURE = ("Erase a person’s data", "desk:erasure")

ORDER = ("Flag", "Article", "Claim", "Source", "AuditEntry")


class DeskSite(admin.AdminSite):
    """Django's admin, opened by membership instead of `is_staff`; what each may see and do is asked of the record."""

    site_header = "Claim desk"
    site_title = "Claim desk"
    index_title = "What is to be done"
    index_template = "admin/desk_index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the reader works on a desk. Django asks for every table of a page: the record is asked once."""
        known: bool | None = getattr(request, "works_on_a_desk", None)
        if known is None:
            known = _works_on_a_desk(request.user)
            request.works_on_a_desk = known  # type: ignore[attr-defined]  # kept as long as the request
        return known

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The one log-in of the installation; who is logged in and on no desk is told so."""
        following = request.GET.get("next") or reverse("desk:home")
        if not request.user.is_authenticated:
            return redirect_to_login(following)
        if self.has_permission(request):
            safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()})
            return redirect(following if safe else "desk:home")
        return show(request, "desk/no_desk.html", _("You are on no desk"), {}, status=403)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists in the order of the day's work: queue, articles, claims, sources, history, the rest by name."""
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: app["app_label"] != "claims")
        for app in apps:
            app["models"].sort(key=lambda model: (_place(model["object_name"]), model["name"]))
        return apps

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        waiting = Flag.objects.visible_to(request.user).open().count()
        links = [*LINKS, ERASURE] if may_erase(request.user) else LINKS
        context = {"waiting": waiting, "links": links, "installation_troubles": troubles()}
        return super().index(request, {**context, **(extra_context or {})})


def _works_on_a_desk(user: User | AnonymousUser) -> bool:
    if not user.is_active:
        return False
    return user.is_superuser or Membership.objects.filter(user_id=user.pk).exists()


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


site = DeskSite(name="admin")


def show(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    """A page in the desk's frame; the context may name another title."""
    return TemplateResponse(request, template, {"title": title, **context}, status=status)
