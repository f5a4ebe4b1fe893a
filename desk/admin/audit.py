"""History across all subjects, to read and nothing else."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.models import Article, AuditEntry, Claim, Source
from claims.presentation.shortening import shortened
from claims.services.publication import HAVE_A_DESK
from desk.frame import site
from desk.moments import moment
from desk.pages import DeskAdmin
from desk.queue.exhibits import entries_of_desks

SUBJECTS = ("article", "claim", "desk", "source")
"""What the history of a desk is about."""


class SubjectFilter(admin.SimpleListFilter):
    """What it happened to. The words are ours: to ask a million rows which there are takes seconds."""

    title = "what it is about"
    parameter_name = "subject_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(subject_type=self.value()) if self.value() else queryset


class NamedEntries(ChangeList):
    """A page of the history, whose entries know the names of what they are about: three statements a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "History"

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        subjects = {entry.subject_uuid for entry in self.result_list}
        names: dict[Any, str] = {}
        for model, field in ((Claim, "text"), (Article, "title"), (Source, "name")):
            names |= dict(model._default_manager.filter(uuid__in=subjects).values_list("uuid", field))
        for entry in self.result_list:
            entry.subject_name = names.get(entry.subject_uuid, "")


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(DeskAdmin):
    list_display = ("happening", "about", "of_a", "number", "happened", "by", "seen_by", "emptied")
    list_filter = (SubjectFilter, "visibility", "redacted")
    search_fields = ("action", "actor", "subject_uuid")
    ordering = ("-pk",)
    exclude = ("salt",)
    readonly_fields = ("redaction",)

    @admin.display(description="of a")
    def of_a(self, entry: AuditEntry) -> str:
        return entry.subject_type

    @admin.display(description="number", ordering="seq")
    def number(self, entry: AuditEntry) -> int:
        """Its place in the history of what it happened to."""
        return entry.seq

    @admin.display(description="by", ordering="actor")
    def by(self, entry: AuditEntry) -> str:
        return entry.actor

    @admin.display(description="seen by", ordering="visibility")
    def seen_by(self, entry: AuditEntry) -> str:
        return "readers" if entry.visibility == AuditEntry.Visibility.PUBLIC else "the desk"

    @admin.display(description="redacted")
    def emptied(self, entry: AuditEntry) -> str:
        return "yes" if entry.redacted else "–"

    @admin.display(description="what happened", ordering="action")
    def happening(self, entry: AuditEntry) -> str:
        return entry.action

    @admin.display(description="about")
    def about(self, entry: Any) -> str:
        """The claim, article or source that it happened to, by its words."""
        return shortened(entry.subject_name, 100) or "–"

    @admin.display(description="at", ordering="at")
    def happened(self, entry: AuditEntry) -> str:
        return moment(entry.at)

    @admin.display(description="Redaction")
    def redaction(self, entry: AuditEntry) -> str:
        """Where administrators of its desk empty it."""
        if entry.redacted or entry.subject_type not in HAVE_A_DESK:
            return "–"
        return format_html('<a href="{}">Redact this entry</a>', reverse("desk:redact", args=[entry.uuid]))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedEntries

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return entries_of_desks(request.user).order_by(*self.ordering)
