"""Claims: what the desk knows of each, the change of status, and every entry of its history."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from claims import services
from claims.findings import find
from claims.models import Appearance, Article, Claim, Flag
from claims.permissions import may, role_of
from claims.presentation.html import contract_in_words
from claims.querysets import staff_desks
from desk.actions import Action, Done
from desk.forms import AutomationForm, StatusForm
from desk.frame import show, site
from desk.pages import PageAdmin
from desk.queue.exhibits import exhibits, history
from desk.queue.merges import merge_actions
from desk.queue.voices import voice_actions
from desk.records.told import item_actions


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
class ClaimAdmin(PageAdmin):
    list_display = ("text", "status", "kind", "speaker", "publication", "changed_at")
    list_filter = ("status", "kind", "publication", AutomationFilter)
    list_select_related = ("speaker_organisation", "speaker_person")
    search_fields = ("text",)
    page_template = "admin/claims/claim.html"

    def page_actions(self, request: HttpRequest, record: Claim) -> list[Action]:
        def change(button: str, data: dict[str, Any]) -> Done:
            outcome = services.change_status(
                by=request.user,
                claim=record,
                expected=data["expected_status"],
                to=data["status"],
                reason=data["reason"],
                rests_on=data["rests_on"],
            )
            if isinstance(outcome, Flag):
                return Done("It waits for another person now: they find it in the review queue.")
            return Done(f"The claim is {outcome.get_status_display().lower()} now.")

        def automate(button: str, data: dict[str, Any]) -> Done:
            services.set_automation(by=request.user, claim=record, **data)
            return Done("Its automation is set.")

        return [
            Action(
                title="Change the status",
                permission="change_status",
                buttons={"change": "Change status"},
                form=StatusForm,
                run=change,
                initial={"expected_status": record.status},
                options={"old": record.status},
            ),
            Action(
                title="Set its automation",
                permission="set_automation",
                buttons={"automate": "Set automation"},
                form=AutomationForm,
                run=automate,
                initial={"automation": record.automation},
            ),
            *merge_actions(request, record),
            *item_actions(request, record),
            *voice_actions(request, record),
        ]

    def page(self, request: HttpRequest, record: Claim) -> dict[str, Any]:
        articles = Article.objects.visible_to(request.user)
        return {
            **self._weighed(request, record),
            "title": "Claim",
            "claim": record,
            "contract": contract_in_words(record.kind, record.settled_by),
            "flags": Flag.objects.visible_to(request.user).open().filter(claim=record),
            "appearances": Appearance.objects.filter(claim=record, article__in=articles).select_related("article"),
        }

    def _weighed(self, request: HttpRequest, record: Claim) -> dict[str, Any]:
        """What the evidence adds up to, and the items. The reasons tell of items that only the claim's desk sees."""
        if role_of(request.user, record.desk) is None:
            return exhibits(record, request.user, counted=(), not_counted=())
        finding = find(record, today=timezone.now().date())
        shown = exhibits(record, request.user, counted=finding.counted, not_counted=finding.not_counted)
        return {"finding": finding, **shown}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        claim = self.get_object(request, unquote(object_id))
        if claim is None:
            raise Http404
        is_ours = role_of(request.user, claim.desk) is not None
        context = {"opts": self.opts, "original": claim, "claim": claim, "history": history(claim, request.user)}
        context |= {"is_ours": is_ours, "redacts": may(request.user, "redact", claim.desk)}
        return show(request, "admin/claims/history.html", "History", context)
