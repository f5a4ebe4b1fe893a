"""Sources and the privilege of their tier."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims import services
from claims.models import Source
from desk.actions import Deed, PageAdmin
from desk.forms import SourceForm, TierForm
from desk.frame import site


@admin.register(Source, site=site)
class SourceAdmin(PageAdmin):
    list_display = ("name", "tier", "tier_scope", "organisation", "document")
    list_filter = ("tier", "invented")
    list_select_related = ("organisation",)
    search_fields = ("name", "hosts__host")
    page_template = "admin/claims/source.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        def record(choice: str, data: dict[str, Any]) -> str:
            source = services.record_source(by=request.user, **data)
            return f"Recorded: {source.name}. It counts once a reviewer sets its tier."

        deed = Deed(
            title="The source",
            action="record",
            buttons={"record": "Record the source"},
            form=SourceForm,
            do=record,
            options={"user": request.user},
            leads_to=reverse("admin:claims_source_changelist"),
        )
        return self.add_page(request, "Record a source", deed)

    def deeds(self, request: HttpRequest, record: Source) -> list[Deed]:
        def set_tier(choice: str, data: dict[str, Any]) -> str:
            opened = frozenset(settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES)
            source = services.set_tier(by=request.user, source=record, private=opened, **data)
            return f"{source.name} is of the tier “{source.get_tier_display().lower()}” now."

        initial = {"tier": record.tier, "scope": record.tier_scope}
        buttons = {"tier": "Set the tier"}
        return [
            Deed(
                title="Set the tier",
                action="set_tier",
                buttons=buttons,
                form=TierForm,
                do=set_tier,
                initial=initial,
            )
        ]

    def page(self, request: HttpRequest, record: Source) -> dict[str, Any]:
        return {"source": record, "hosts": record.hosts.order_by("host")}
