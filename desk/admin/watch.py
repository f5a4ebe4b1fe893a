"""The watch in the admin: source health, what each resource answered, and its stored bytes, for staff only."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from desk.actions import Refused, sentence
from desk.admin.push import IngestKeyAdmin as IngestKeyAdmin
from desk.admin.push import SubscriptionAdmin as SubscriptionAdmin
from desk.frame import site
from desk.pages import DeskAdmin
from desk.sources.snapshot_page import visible
from tracker.health.conditions import condition, shown_to
from tracker.models import RemoteSpending, Resource, Snapshot
from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble
from tracker.watching import redirects

SANDBOX = "sandbox; default-src 'none'"


@admin.register(Resource, site=site)
class ResourceAdmin(DeskAdmin):
    """Source health: what was read when, what failed and why."""

    list_display = ("url", "source", "health", "address", "read_at", "next_poll_at", "failures", "state_times")
    list_filter = (
        "kind",
        "rendered",
        ("error_code", admin.EmptyFieldListFilter),
        ("state", admin.EmptyFieldListFilter),
        ("paused", admin.EmptyFieldListFilter),
    )
    search_fields = ("url", "source__name")
    list_select_related = ("source",)
    ordering = ("-failures", "-state_times", "-moved_times", "read_at")
    exclude = ("lease_id",)
    readonly_fields = ("health", "address")
    actions = ("accept_new_address", "ask_old_address")  # type: ignore[assignment]  # other lists have none

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return shown_to(request.user).order_by(*self.ordering)

    @admin.display(description="Health")
    def health(self, resource: Resource) -> str:
        """One plain sentence."""
        return condition(resource, now=timezone.now()).sentence

    @admin.display(description="New address")
    def address(self, resource: Resource) -> str:
        """What became of its address."""
        return redirects.in_words(resource)

    @admin.action(description="Accept the new address", permissions=["view"])
    def accept_new_address(self, request: HttpRequest, resources: QuerySet[Resource]) -> None:
        self._each(request, resources, redirects.accept_move, "is read at its new address from now on")

    @admin.action(description="Ask the old address again", permissions=["view"])
    def ask_old_address(self, request: HttpRequest, resources: QuerySet[Resource]) -> None:
        self._each(request, resources, redirects.undo_move, "is asked at its old address again")

    def _each(
        self, request: HttpRequest, resources: QuerySet[Resource], run: Callable[..., Resource], done: str
    ) -> None:
        """Do it to each; what is refused is said, and does not hold up the others."""
        for resource in resources:
            try:
                run(by=request.user, resource=resource)
            except Refused as refusal:
                self.message_user(request, f"{resource.url}: {sentence(refusal)}", messages.ERROR)
            else:
                self.message_user(request, f"{resource.url} {done}.", messages.SUCCESS)


@admin.register(Snapshot, site=site)
class SnapshotAdmin(DeskAdmin):
    """What a resource answered; the bytes come as an attachment that no browser runs."""

    list_display = ("resource", "fetched_at", "processed_at", "unreadable", "bytes")
    search_fields = ("resource__url", "resource__source__name")
    list_select_related = ("resource", "body")
    ordering = ("-pk",)
    exclude = ("lease_id", "body")
    readonly_fields = ("bytes",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(request.user).order_by(*self.ordering)

    @admin.display(description="Stored body")
    def bytes(self, snapshot: Snapshot) -> str:
        address = reverse("admin:tracker_snapshot_body", args=[snapshot.pk])
        return format_html('<a href="{}">{} bytes</a>', address, snapshot.body.size)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.body_view)
        return [path("<int:pk>/body/", view, name="tracker_snapshot_body"), *super().get_urls()]

    def body_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes as they came, as a download. 404 for a snapshot of another desk, 503 while the disk does not give
        them.
        """
        snapshot = self.get_queryset(request).select_related("body").filter(pk=pk).first()
        if snapshot is None:
            raise Http404("No such snapshot.")
        try:
            body = bodies.load(snapshot.body)
        except StorageTrouble as trouble:
            return HttpResponse(f"{trouble.sentence} {trouble.remedy}", status=503, content_type="text/plain")
        response = HttpResponse(body, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{snapshot.body.sha256}.bin"'
        response["Content-Security-Policy"] = SANDBOX
        response["X-Content-Type-Options"] = "nosniff"
        return response


@admin.register(RemoteSpending, site=site)
class RemoteSpendingAdmin(DeskAdmin):
    """What was asked of the large judge, by day; one budget for the whole installation."""

    list_display = ("day", "requests", "tokens")
    ordering = ("-day",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return RemoteSpending.objects.order_by(*self.ordering)
