"""The list of claims in the admin; the page of each is the desk’s own."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims.models import Claim
from claims.querysets import staff_desks
from desk.frame import site
from desk.pages import DeskAdmin


class AutomationFilter(admin.SimpleListFilter):
    """Who decides, of the claims of the reader's desks: it is no matter of others."""

    title = "automation"
    parameter_name = "automation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Claim.Automation.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        desks = staff_desks(request.user)
        if self.value() is None or desks is None:
            return queryset
        return queryset.filter(desks, automation=self.value())


@admin.register(Claim, site=site)
class ClaimAdmin(DeskAdmin):
    list_display = ("text", "status", "kind", "speaker", "publication", "changed_at")
    list_filter = ("status", "kind", "publication", AutomationFilter)
    list_select_related = ("speaker_organisation", "speaker_person")
    search_fields = ("text",)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._led(request, object_id, "desk:claim")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._led(request, object_id, "desk:claim-history")

    def _led(self, request: HttpRequest, object_id: str, page: str) -> HttpResponse:
        """The way to the claim's page at the desk, where everything is done about it; here nothing is."""
        claim = self.get_object(request, unquote(object_id))
        if claim is None:
            raise Http404
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return redirect(page, claim.uuid)
