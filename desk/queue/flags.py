"""Flags as a table of Django's admin: every one of them, open or decided, by the actions of the queue."""

from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from claims.models import Desk, Evidence, Flag
from claims.presentation.html import contract_in_words
from desk.actions import Action
from desk.frame import site
from desk.moments import moment
from desk.pages import PageAdmin
from desk.queue.decisions import confirm_action, dismiss_action, mark_wrong_action
from desk.queue.exhibits import exhibits
from desk.queue.merges import merge_actions
from desk.queue.voices import voice_actions
from desk.records.claim_history import latest_of, rows


class StateFilter(admin.SimpleListFilter):
    """Open flags, unless something else is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Flag.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Flag]) -> QuerySet[Flag]:
        return queryset.filter(state=self._chosen())

    def choices(self, changelist: ChangeList) -> Any:
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == self._chosen(), "query_string": query, "display": label}

    def _chosen(self) -> str:
        value = self.value()
        return value if value in Flag.State.values else Flag.State.OPEN


@admin.register(Flag, site=site)
class FlagAdmin(PageAdmin):
    list_per_page = 50
    list_display = ("claim_text", "change", "raised", "decides")
    list_filter = (StateFilter, "kind")
    list_select_related = ("claim",)
    search_fields = ("claim__text",)
    page_template = "admin/claims/flag.html"

    @admin.display(description="claim")
    def claim_text(self, flag: Flag) -> str:
        return flag.claim.text

    @admin.display(description="proposed", ordering="to_status")
    def change(self, flag: Flag) -> str:
        if not flag.to_status:
            return flag.get_kind_display()
        return f"{flag.get_from_status_display()} → {flag.get_to_status_display()}"

    @admin.display(description="raised", ordering="raised_at")
    def raised(self, flag: Flag) -> str:
        return moment(flag.raised_at)

    @admin.display(description="who decides", ordering="needs_person")
    def decides(self, flag: Flag) -> str:
        """Within the rules' limits a claim that is automatic needs nobody."""
        return "needs a person" if flag.needs_person else "a person, or the claim’s automation"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Flags", **(extra_context or {})})

    def desk_of(self, record: Flag) -> Desk:
        return record.claim.desk

    def page_actions(self, request: HttpRequest, record: Flag) -> list[Action]:
        queue = reverse("admin:claims_flag_changelist")
        is_open = record.state == Flag.State.OPEN
        decide = [each(request, record, leads_to=queue) for each in (confirm_action, dismiss_action) if is_open]
        asked = [*merge_actions(request, record.claim), *voice_actions(request, record.claim)]
        return [*decide, *asked, *_mark_wrong(request, record)]

    def page(self, request: HttpRequest, record: Flag) -> dict[str, Any]:
        claim = record.claim
        return {
            "title": "Review",
            "claim": claim,
            "contract": contract_in_words(claim.kind, claim.settled_by),
            **exhibits(claim, request.user, counted=record.counted, not_counted=record.not_counted),
            "annotations": record.annotations.select_related("evidence", "by"),
            "rows": rows(latest_of(claim)),
        }


def _mark_wrong(request: HttpRequest, flag: Flag) -> list[Action]:
    """The form for all of the claim's items, where it has any; what the flag counted comes first."""
    items = Evidence.objects.visible_to(request.user).filter(claim=flag.claim, retracted=False)
    counted = items.filter(uuid__in=[uuid for uuid, *_ in flag.counted])
    if not items.exists():
        return []
    return [replace(mark_wrong_action(request, flag, items), initial={"evidence": counted.first()})]
