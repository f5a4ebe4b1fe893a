"""The admin of the desk: whoever is a member of a desk may enter, and the review queue comes first."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.template.response import TemplateResponse

from claims.models import Flag, Membership

ORDER = ("Flag", "Article", "Claim", "Source", "AuditEntry")


class DeskSite(admin.AdminSite):
    """Django's admin, opened by membership instead of `is_staff`; what each may see and do is asked of the record."""

    site_header = "Claim desk"
    site_title = "Claim desk"
    index_title = "What is to be done"
    login_form = AuthenticationForm
    index_template = "admin/desk_index.html"
    enable_nav_sidebar = False
    ways: ClassVar[list[tuple[str, str]]] = []
    """Pages of other houses that the first page leads to: what it is called, and the name of its address."""
    claim_ways: ClassVar[list[tuple[str, str]]] = []
    """The same for a claim's page; the address takes the claim's slug as `claim`."""

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_active:
            return False
        return user.is_superuser or Membership.objects.filter(user_id=user.pk).exists()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists in the order of the day's work: queue, articles, claims, sources, history, the rest by name."""
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: app["app_label"] != "claims")
        for app in apps:
            app["models"].sort(key=lambda model: (_place(model["object_name"]), model["name"]))
        return apps

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "claim_ways": self.claim_ways}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        waiting = Flag.objects.visible_to(request.user).open().count()
        return super().index(request, {"waiting": waiting, "ways": self.ways, **(extra_context or {})})


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


site = DeskSite(name="admin")
