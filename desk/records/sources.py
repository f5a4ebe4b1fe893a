"""Sources and the privilege of their tier."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims import audit, services
from claims.models import Source
from claims.permissions import may
from desk.actions import Action, Done
from desk.forms import SourceForm, TierForm
from desk.frame import site
from desk.pages import PageAdmin
from desk.records.claim_history import rows
from desk.records.source_revision import revision
from desk.sources.tiers import set_tier_of

ADDRESSES = 20
"""So many of the addresses that are watched stand on the page of a source."""

ENTRIES = 20
"""So many of the latest entries of its history."""


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
        def record(button: str, data: dict[str, Any]) -> Done:
            source = services.record_source(by=request.user, **data)
            sources = reverse("admin:claims_source_changelist")
            return Done(f"Recorded: {source.name}. It counts once a reviewer sets its tier.", leads_to=sources)

        action = Action(
            title="The source",
            permission="record",
            buttons={"record": "Record the source"},
            form=SourceForm,
            run=record,
            options={"user": request.user},
        )
        return self.add_page(request, "Record a source", action)

    def page_actions(self, request: HttpRequest, record: Source) -> list[Action]:
        def set_tier(button: str, data: dict[str, Any]) -> Done:
            source = set_tier_of(record, by=request.user, **data)
            return Done(f"{source.name} is of the tier “{source.get_tier_display().lower()}” now.")

        initial = {"tier": record.tier, "scope": record.tier_scope}
        buttons = {"tier": "Set the tier"}
        return [
            Action(
                title="Set the tier",
                permission="set_tier",
                buttons=buttons,
                form=TierForm,
                run=set_tier,
                initial=initial,
                intro="It holds for what is read from now on: evidence keeps the tier that its source had then.",
            ),
            revision(request, record),
        ]

    def page(self, request: HttpRequest, record: Source) -> dict[str, Any]:
        addresses = record.resources.filter(feed=None).order_by("pk")
        return {
            "source": record,
            "hosts": record.hosts.order_by("host"),
            "addresses": addresses[:ADDRESSES],
            "history": rows(audit.entries_of(record).order_by("-seq")[:ENTRIES]),
            "redacts": may(request.user, "redact", record.desk),
        }
