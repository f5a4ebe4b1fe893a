"""The watch in the admin: source health, what each resource answered, and its stored bytes, for staff only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.admin.base import DeskAdmin
from claims.admin.site import site
from claims.models import Source
from tracker import bodies
from tracker.health import resource_is_stale, with_intervals
from tracker.leases import MAX_ATTEMPTS
from tracker.models import RemoteSpending, Resource, Snapshot

SANDBOX = "sandbox; default-src 'none'"


@admin.register(Resource, site=site)
class ResourceAdmin(DeskAdmin):
    """Source health: what was read when, what failed and why."""

    list_display = ("url", "source", "health", "read_at", "next_poll_at", "failures")
    list_filter = ("kind", "error_code")
    search_fields = ("url", "source__name")
    list_select_related = ("source",)
    ordering = ("-failures", "read_at")
    exclude = ("lease_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_intervals(Resource.objects.filter(source__in=Source.objects.visible_to(request.user)))

    @admin.display(description="Health")
    def health(self, resource: Resource) -> str:
        """One plain sentence."""
        if resource.attempts >= MAX_ATTEMPTS:
            return "Set aside: it took its worker down again and again."
        if resource.next_poll_at is None:
            return f"Ended. {resource.error}"
        if resource.error:
            return resource.error
        if resource_is_stale(resource, now=timezone.now()):
            return "Stale: not read for longer than three of its intervals."
        return "Read." if resource.read_at else "Not read yet."


@admin.register(Snapshot, site=site)
class SnapshotAdmin(DeskAdmin):
    """What a resource answered; the bytes come as an attachment that no browser runs."""

    list_display = ("resource", "fetched_at", "processed_at", "unreadable", "bytes")
    list_filter = ("resource__source",)
    search_fields = ("resource__url",)
    list_select_related = ("resource", "body")
    ordering = ("-pk",)
    exclude = ("lease_id", "body")
    readonly_fields = ("bytes",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Snapshot.objects.filter(resource__source__in=Source.objects.visible_to(request.user))

    @admin.display(description="Stored body")
    def bytes(self, snapshot: Snapshot) -> str:
        address = reverse("admin:tracker_snapshot_body", args=[snapshot.pk])
        return format_html('<a href="{}">{} bytes</a>', address, snapshot.body.size)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.body_view)
        return [path("<int:pk>/body/", view, name="tracker_snapshot_body"), *super().get_urls()]

    def body_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes as they came, as a download. 404 for a snapshot of another desk."""
        snapshot = self.get_queryset(request).select_related("body").filter(pk=pk).first()
        if snapshot is None:
            raise Http404("No such snapshot.")
        response = HttpResponse(bodies.load(snapshot.body), content_type="application/octet-stream")
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
        return RemoteSpending.objects.all()
