"""A snapshot: what a source said then, what changed against the reading before, and its page in a sandbox."""

import re
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from claims.models import Evidence
from claims.presentation.text_changes import text_changes
from claims.querysets import for_staff
from claims.users import Principal
from desk.frame import show
from tracker.extract.decoding import decode
from tracker.extract.documents import Unreadable
from tracker.extract.sniff import kind_of
from tracker.models import Lead, Resource, Snapshot
from tracker.snapshots import bodies, envelopes
from tracker.snapshots.files import StorageTrouble

SHOWN = 100_000
"""So many characters of a text are shown."""

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""Nothing of the page runs, and nothing is asked of the network: of the page only its own words and styles are left."""

# A sandbox does not keep a browser from looking up and connecting to hosts that a page names ahead of time.
_ASKS_THE_NETWORK = re.compile(
    r"<\s*/?\s*(?:link|base|meta|i?frame|frameset|object|embed|portal)\b[^>]*>?", re.IGNORECASE
)

_PAGES = (Resource.Kind.HTML, Resource.Kind.PUSHED)


def visible(user: Principal) -> QuerySet[Snapshot]:
    """The snapshots of the sources that a viewer may see."""
    rows = for_staff(Snapshot.objects.all(), user, "resource__source__desk")
    return rows.select_related("resource__source", "body", "key")


def snapshot_quoted(user: Principal, item: Evidence) -> Snapshot | None:
    """The stored answer that an item of evidence quotes, where the viewer may see its source."""
    if not item.sha256:
        return None
    rows = visible(user).filter(resource__url=item.url, body__sha256=item.sha256).defer("text")
    return rows.order_by("-pk").first()


@require_safe
def snapshot_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one snapshot of the reader's sources; 404 for any other."""
    snapshot = get_object_or_404(visible(request.user), pk=pk)
    resource: Any = snapshot.resource
    others = resource.snapshots.exclude(text="").defer("text")
    before = resource.snapshots.filter(pk__lt=pk).exclude(text="").order_by("-pk").first()
    changes = text_changes(before.text, snapshot.text) if before and snapshot.text else None
    context = {
        "snapshot": snapshot,
        "resource": resource,
        "text": snapshot.text[:SHOWN],
        "is_cut": len(snapshot.text) > SHOWN,
        "before": before,
        "after": others.filter(pk__gt=pk).order_by("pk").first(),
        "changes": changes,
        "is_too_long": before is not None and bool(snapshot.text) and changes is None,
        "lost": _lost(snapshot),
        "is_page": resource.kind in _PAGES,
        "quoted": _quoted(request.user, snapshot),
        "leads": Lead.objects.visible_to(request.user).waiting().filter(snapshot=snapshot).count(),
    }
    return show(request, "desk/leads/snapshot.html", _("What it said then"), context)


def _quoted(user: Principal, snapshot: Snapshot) -> list[Evidence]:
    """The evidence that quotes this very answer, of the claims that the reader sees."""
    items = Evidence.objects.visible_to(user).filter(url=snapshot.resource.url, sha256=snapshot.body.sha256)
    return list(items.select_related("claim").order_by("pk")[:20])


def _lost(snapshot: Snapshot) -> str:
    """Why the stored answer cannot be given, in a sentence; "" where as far as known it can."""
    if snapshot.body.unreadable_since is None:
        return ""
    since = f"{snapshot.body.unreadable_since:%Y-%m-%d}"
    return _("The file of this answer is lost, since %(day)s at the latest. What was read in it is kept below.") % {
        "day": since
    }


@require_safe
@xframe_options_sameorigin
def snapshot_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored page as it came, for a sandboxed frame: its own response, in which nothing runs or loads anything.

    404 for a snapshot of another desk; where it holds no page, or the disk does not give it, a sentence says so.
    """
    snapshot = get_object_or_404(visible(request.user), pk=pk)
    try:
        return _sandboxed(_page_of(snapshot))
    except StorageTrouble as trouble:
        return _sandboxed(f"<p>{trouble.sentence} {trouble.remedy}</p>", status=503)
    except Unreadable as reason:
        return _sandboxed(f"<p>{reason.sentence}</p>", status=404)


def _page_of(snapshot: Snapshot) -> str:
    """The markup of a stored page. Raises StorageTrouble, and Unreadable where no page is stored."""
    content = bodies.load(snapshot.body)
    kind: str
    if snapshot.came_by == Snapshot.CameBy.KEY:
        sent = envelopes.unpack(content)
        kind, markup = str(sent.kind), sent.content
    else:
        kind = "html" if snapshot.resource.kind == Resource.Kind.HTML else kind_of(content, "text/plain")
        markup = decode(content, snapshot.charset or None) if kind == "html" else ""
    if kind != "html":
        raise Unreadable("failed", _("What is stored is no page: download it instead."))
    return _ASKS_THE_NETWORK.sub(" ", markup)


def _sandboxed(markup: str, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(markup.encode("utf-8", "replace"), content_type="text/html; charset=utf-8", status=status)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["X-DNS-Prefetch-Control"] = "off"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response
