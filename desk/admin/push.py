"""Ingest keys and subscriptions at hubs, in the admin. No secret is shown there, save a new key, once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims.models import Desk, Source
from claims.permissions import may
from claims.querysets import for_staff
from desk.actions import Action, Done
from desk.fields import area
from desk.forms import NothingForm, ReasonForm
from desk.frame import site
from desk.named_fields import SourceField
from desk.pages import PageAdmin
from tracker.models import IngestKey, Subscription
from tracker.push import keys, subscriptions

State = Subscription.State


class IngestKeyForm(forms.Form):
    source = SourceField(required=True, help_text="Its name, or a part of it or of its address.")
    name = forms.CharField(
        max_length=keys.MAX_NAME_CHARS,
        help_text="Who sends, as in “The Ledger’s scraper”. For the staff.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desks = [desk.pk for desk in Desk.objects.all() if may(user, "set_tier", desk)]
        field = self.fields["source"]
        assert isinstance(field, SourceField)  # noqa: S101 - tells the type checker
        field.rows = Source.objects.filter(desk__in=desks).order_by("name")


class VouchForm(forms.Form):
    scope = forms.CharField(
        max_length=keys.MAX_SCOPE_CHARS, help_text="What it is vouched for, as in “court calendars”."
    )
    reason = forms.CharField(widget=area())


@admin.register(IngestKey, site=site)
class IngestKeyAdmin(PageAdmin):
    """Who may send pages of which source."""

    list_display = ("name", "source", "state", "last_used_at", "created_by")
    list_select_related = ("source", "created_by")
    search_fields = ("name", "source__name")
    ordering = ("source__name", "name")
    page_template = "admin/push/ingest_key.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = for_staff(IngestKey.objects.select_related("source__desk", "created_by"), request.user, "source__desk")
        return rows.order_by(*self.ordering)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def desk_of(self, record: IngestKey) -> Desk:
        return record.source.desk

    @admin.display(description="State")
    def state(self, key: IngestKey) -> str:
        """In plain words."""
        return f"Revoked on {key.revoked_at:%-d %b %Y}" if key.revoked_at else "In force"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        def make(button: str, data: dict[str, Any]) -> Done:
            _, token = keys.make_key(by=request.user, **data)
            keys_page = reverse("admin:tracker_ingestkey_changelist")
            return Done(f"The key is {token} – copy it now: it is shown this once.", leads_to=keys_page)

        action = Action(
            title="The key",
            permission="set_tier",
            buttons={"make": "Make the key"},
            form=IngestKeyForm,
            run=make,
            options={"user": request.user},
        )
        return self.add_page(request, "Make an ingest key", action)

    def page_actions(self, request: HttpRequest, record: IngestKey) -> list[Action]:
        def revoke(button: str, data: dict[str, Any]) -> Done:
            keys.revoke_key(by=request.user, key=record)
            return Done("The key is revoked: it opens nothing any more. What it sent stays.")

        def vouch(button: str, data: dict[str, Any]) -> Done:
            keys.vouch(by=request.user, key=record, **data)
            return Done("What it sends from now on counts as read.")

        def stop(button: str, data: dict[str, Any]) -> Done:
            claims = keys.stop_vouching(by=request.user, key=record, **data)
            return Done(f"What it sent is told from now on. Claims weighed again: {len(claims)}.")

        buttons = {"revoke": "Revoke it"}
        revoking = Action(title="Revoke the key", permission="set_tier", buttons=buttons, form=NothingForm, run=revoke)
        vouching = Action(
            title="Vouch for it",
            permission="set_tier",
            buttons={"vouch": "Vouch for it"},
            form=VouchForm,
            run=vouch,
            intro="The pages it sends from now on count as if the tracker had read them, as the voice of its source.",
        )
        stopping = Action("Vouch no longer", "set_tier", {"stop-vouching": "Vouch no longer"}, ReasonForm, stop)
        trust = stopping if record.vouched_at else vouching
        if record.revoked_at:
            return [stopping] if record.vouched_at else []
        return [trust, revoking]

    def page(self, request: HttpRequest, record: IngestKey) -> dict[str, Any]:
        return {"key": record, "state": self.state(record)}


@admin.register(Subscription, site=site)
class SubscriptionAdmin(PageAdmin):
    """Which feeds are announced to us, by which hub, and what is wrong where they are not."""

    list_display = ("resource", "hub", "state", "ends_at", "error")
    list_filter = ("state",)
    list_select_related = ("resource",)
    search_fields = ("topic", "hub")
    ordering = ("topic",)
    page_template = "admin/push/subscription.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = for_staff(Subscription.objects.all(), request.user, "resource__source__desk")
        return rows.select_related("resource__source__desk").order_by(*self.ordering)

    def desk_of(self, record: Subscription) -> Desk:
        return record.resource.source.desk

    def page_actions(self, request: HttpRequest, record: Subscription) -> list[Action]:
        def end(button: str, data: dict[str, Any]) -> Done:
            subscriptions.end(by=request.user, subscription=record)
            return Done("Ended. The hub is told within a minute; the feed is polled as any other.")

        def ask(button: str, data: dict[str, Any]) -> Done:
            subscriptions.ask_again(by=request.user, subscription=record)
            return Done(subscriptions.off() or "The hub is asked within a minute.")

        found = []
        if record.state != State.ACTIVE:
            found.append(Action("Ask the hub", "record", {"ask": "Ask the hub again"}, NothingForm, ask))
        if record.state != State.ENDED:
            found.append(Action("End it", "record", {"end": "End the subscription"}, NothingForm, end))
        return found

    def page(self, request: HttpRequest, record: Subscription) -> dict[str, Any]:
        return {"subscription": record, "off": subscriptions.off()}
