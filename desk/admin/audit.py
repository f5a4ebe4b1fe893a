"""History across all subjects, to read and nothing else."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from claims.models import Article, AuditEntry, Change, Claim, Desk, Source
from claims.presentation.shortening import shortened
from claims.services.publication import HAVE_A_DESK
from desk.frame import site
from desk.history_words import KEYS, action_in_words, changes_of, payload_in_words, subject_in_words
from desk.moments import moment
from desk.pages import DeskAdmin
from desk.queue.exhibits import entries_of_desks

SUBJECTS = ("article", "claim", "desk", "source")
"""What the history of a desk is about."""


NAMED_BY = ((Claim, "text"), (Article, "title"), (Source, "name"), (Desk, "name"), (Change, "claim__text"))
"""What histories are about, and what says its name."""

SEEN_BY = {"public": "readers", "staff": "the desk alone"}

FOR_PROGRAMS = ("uuid", "subject_uuid", "action", "payload", "digest", "previous", "entry_hash")
"""What proves an entry, and what it says to programs."""


class SubjectFilter(admin.SimpleListFilter):
    """What it happened to. The words are ours: to ask a million rows which there are takes seconds."""

    title = "what it is about"
    parameter_name = "subject_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, subject_in_words(name)) for name in SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(subject_type=self.value()) if self.value() else queryset


class SeenByFilter(admin.SimpleListFilter):
    """Who sees it."""

    title = "who sees it"
    parameter_name = "visibility"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(SEEN_BY.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(visibility=self.value()) if self.value() in SEEN_BY else queryset


class EmptiedFilter(admin.SimpleListFilter):
    """Whether its words were removed."""

    title = "whether its words are kept"
    parameter_name = "redacted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("0", "kept"), ("1", "emptied by an administrator")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(redacted=self.value() == "1") if self.value() in ("0", "1") else queryset


def names_of(entries: Iterable[AuditEntry]) -> dict[Any, str]:
    """What entries are about is called, by its identifier: five statements."""
    subjects = {entry.subject_uuid for entry in entries}
    names: dict[Any, str] = {}
    for model, field in NAMED_BY:
        names |= dict(model._default_manager.filter(uuid__in=subjects).values_list("uuid", field))
    return names


class NamedEntries(ChangeList):
    """A page of the history, whose entries know the names of what they are about: five statements a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "History"

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        names = names_of(self.result_list)
        for entry in self.result_list:
            entry.subject_name = names.get(entry.subject_uuid, "")


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(DeskAdmin):
    list_display = ("happening", "about", "of_a", "number", "happened", "by", "seen_by", "emptied")
    list_filter = (SubjectFilter, SeenByFilter, EmptiedFilter)
    search_fields = ("action", "actor", "subject_uuid")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("happening", "about", "of_a", "number", "happened", "by", "seen_by", "says", "redaction")}),
        ("For programs", {"classes": ("collapse",), "fields": FOR_PROGRAMS}),
    )

    @admin.display(description="which is")
    def of_a(self, entry: AuditEntry) -> str:
        return subject_in_words(entry.subject_type)

    @admin.display(description="number", ordering="seq")
    def number(self, entry: AuditEntry) -> int:
        """Its place in the history of what it happened to."""
        return entry.seq

    @admin.display(description="by", ordering="actor")
    def by(self, entry: AuditEntry) -> str:
        return entry.actor

    @admin.display(description="seen by", ordering="visibility")
    def seen_by(self, entry: AuditEntry) -> str:
        return SEEN_BY[entry.visibility]

    @admin.display(description="redacted")
    def emptied(self, entry: AuditEntry) -> str:
        return "yes" if entry.redacted else "–"

    @admin.display(description="what happened", ordering="action")
    def happening(self, entry: AuditEntry) -> str:
        return action_in_words(entry.action)

    @admin.display(description="about")
    def about(self, entry: Any) -> str:
        """What it happened to, by its words."""
        name = entry.subject_name if hasattr(entry, "subject_name") else names_of([entry]).get(entry.subject_uuid, "")
        return shortened(name or "", 100) or "–"

    @admin.display(description="what it says")
    def says(self, entry: AuditEntry) -> str:
        """Each part by its name, and what became of which."""
        changed = [(each.name, f"{each.before or '–'} → {each.after or '–'}") for each in changes_of(entry)]
        said = [*changed, *payload_in_words(entry, "facts", "before", "after", "fields", *KEYS).items()]
        return format_html_join("", "<p>{}: {}</p>", said) or "–"

    @admin.display(description="at", ordering="at")
    def happened(self, entry: AuditEntry) -> str:
        return moment(entry.at)

    @admin.display(description="Redaction")
    def redaction(self, entry: AuditEntry) -> str:
        """Where administrators of its desk empty it."""
        if entry.redacted or entry.subject_type not in HAVE_A_DESK:
            return "–"
        return format_html('<a href="{}">Redact this entry</a>', reverse("desk:redact", args=[entry.uuid]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = {"title": "An entry of the history", "subtitle": None}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **words})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedEntries

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return entries_of_desks(request.user).order_by(*self.ordering)
