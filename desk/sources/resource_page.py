"""One address: how it is, what it answered, who did what about it, and what can be done now."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from claims import audit
from claims.models import AuditEntry, Claim
from claims.presentation.shortening import shortened
from claims.users import Principal
from desk.action_page import action_page
from desk.history_words import changes_of, in_words, payload_in_words
from desk.sources.compared import compared
from desk.sources.leads_page import leads_of_resource
from desk.sources.picture import DrawnAnswer, Picture, picture
from desk.sources.resource_actions import actions_for
from tracker.health.conditions import condition, shown_to
from tracker.models import PollingPolicy, Resource, Snapshot
from tracker.watching import polling_policy

SNAPSHOTS = 20
_DRAWN = 200
_ENTRIES = 50


def resource_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """The page of one resource of the reader's desks, and the forms of it. 404 for any other."""
    resource: Any = shown_to(request.user).filter(uuid=uuid).first()
    if resource is None:
        raise Http404("No such address is watched by your desk.")
    actions, desk = actions_for(resource, request), resource.source.desk
    title = _title(resource)
    return action_page(
        request, "desk/resource.html", title, actions, lambda shown: _shown(resource, request.user), desk=desk
    )


def _shown(resource: Any, reader: Principal) -> dict[str, Any]:
    """How the resource is and what it answered, as the page needs it."""
    now = timezone.now()
    polling = PollingPolicy.of(resource.source)
    snapshots = resource.snapshots.select_related("body").order_by("-pk")
    return {
        "resource": resource,
        "condition": condition(resource, now=now),
        "rhythm": polling_policy.in_words(polling),
        "polling": polling,
        "drawn": _drawn(resource, now),
        "snapshots": snapshots.defer("text")[:SNAPSHOTS],
        "snapshot_count": snapshots.count(),
        "latest": snapshots.exclude(text="").first(),
        "title_read": snapshots.exclude(title="").values_list("title", flat=True).first(),
        "held_count": Claim.objects.visible_to(reader).filter(watches__source=resource.source).count(),
        "listed": resource.entries.count(),
        "lists_pages": resource.kind in (Resource.Kind.FEED, Resource.Kind.SITEMAP),
        "history": _history(resource),
        **compared(reader, resource, polling),
        **leads_of_resource(reader, resource),
    }


def _title(resource: Resource) -> str:
    return f"{resource.source.name}: {shortened(resource.url.partition('://')[2], 80)}"


def _drawn(resource: Resource, now: datetime) -> Picture:
    rows: Any = Snapshot.objects.filter(resource=resource).order_by("-pk")
    latest = list(rows.values_list("fetched_at", "unreadable")[:_DRAWN])
    answers = sorted((DrawnAnswer(at, not unreadable) for at, unreadable in latest), key=lambda answer: answer.at)
    # Of a long life the latest part is drawn, that the last changes do not stand on one another.
    since = answers[0].at if len(latest) == _DRAWN else resource.recorded_at
    return picture(
        since=since,
        now=now,
        answers=answers,
        read_at=resource.read_at,
        polled_at=resource.polled_at,
        trouble_since=trouble_since(resource),
        next_poll_at=resource.next_poll_at,
    )


def trouble_since(resource: Resource) -> datetime | None:
    """When the trouble of the moment began: with the state, else right after the last good answer."""
    if resource.state:
        return resource.state_since
    return (resource.read_at or resource.recorded_at) if resource.failures else None


def _history(resource: Resource) -> list[tuple[AuditEntry, str]]:
    """What people did about this address or the rhythm of its source, the latest first, each in words."""
    entries = audit.entries_of(resource.source)
    latest = entries.filter(Q(payload__url=resource.url) | Q(action="rhythm set")).order_by("-seq")[:_ENTRIES]
    return [(entry, _said(entry)) for entry in latest]


def _said(entry: AuditEntry) -> str:
    """What an entry changed, and what else it says."""
    changed = [f"{change.name}: {change.before or '–'} → {change.after or '–'}" for change in changes_of(entry)]
    return "; ".join([*changed, *filter(None, [in_words(payload_in_words(entry, "url", "facts", "before", "after"))])])
