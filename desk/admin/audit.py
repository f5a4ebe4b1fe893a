"""History across all subjects, to read and nothing else."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.models import AuditEntry
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return entries_of_desks(request.user).order_by(*self.ordering)
