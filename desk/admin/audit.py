"""History across all subjects, to read and nothing else."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from claims.models import Article, AuditEntry, Claim, Source
from claims.services.publication import HAVE_A_DESK
from desk.frame import site
from desk.moments import moment
from desk.pages import DeskAdmin
from desk.queue.exhibits import entries_of_desks


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(DeskAdmin):
    list_display = ("action", "about", "subject_type", "seq", "happened", "actor", "visibility", "redacted")
    list_filter = ("subject_type", "visibility", "redacted")
    search_fields = ("action", "actor", "subject_uuid")
    ordering = ("-pk",)
    exclude = ("salt",)
    readonly_fields = ("redaction",)

    @admin.display(description="about")
    def about(self, entry: Any) -> str:
        """The claim, article or source that it happened to, by its words."""
        return Truncator(entry.subject_name).chars(100) or "–"

    @admin.display(description="at", ordering="at")
    def happened(self, entry: AuditEntry) -> str:
        return moment(entry.at)

    @admin.display(description="Redaction")
    def redaction(self, entry: AuditEntry) -> str:
        """Where administrators of its desk empty it."""
        if entry.redacted or entry.subject_type not in HAVE_A_DESK:
            return "–"
        return format_html('<a href="{}">Redact this entry</a>', reverse("desk:redact", args=[entry.uuid]))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        named = [_name(model, field) for model, field in ((Claim, "text"), (Article, "title"), (Source, "name"))]
        entries = entries_of_desks(request.user).order_by(*self.ordering)
        return entries.annotate(subject_name=Coalesce(*named, Value("")))


def _name(model: type[Model], field: str) -> Subquery:
    return Subquery(model._default_manager.filter(uuid=OuterRef("subject_uuid")).values(field)[:1])
