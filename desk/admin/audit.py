"""History across all subjects, to read and nothing else."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.models import AuditEntry
from claims.services.publication import HAVE_A_DESK
from desk.frame import site
from desk.pages import DeskAdmin
from desk.queue.exhibits import entries_of_desks


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(DeskAdmin):
    list_display = ("action", "subject_type", "seq", "at", "actor", "visibility", "redacted")
    list_filter = ("subject_type", "visibility", "redacted")
    search_fields = ("action", "actor", "subject_uuid")
    ordering = ("-pk",)
    exclude = ("salt",)
    readonly_fields = ("redaction",)

    @admin.display(description="Redaction")
    def redaction(self, entry: AuditEntry) -> str:
        """Where administrators of its desk empty it."""
        if entry.redacted or entry.subject_type not in HAVE_A_DESK:
            return "–"
        return format_html('<a href="{}">Redact this entry</a>', reverse("desk:redact", args=[entry.uuid]))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return entries_of_desks(request.user).order_by(*self.ordering)
