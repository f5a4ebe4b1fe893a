"""The Atom feed of changes (RFC 4287), with conditional GET (RFC 9110)."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims.models import Change
from claims.problems import MEDIA_TYPE, of_input
from claims.publish.changes import visible_changes
from claims.publish.selection import FILTERS, MOST, Selection, refuse_unknown, whole_number
from claims.services import InvalidInput
from claims.statuses import Status

ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("", ATOM)
ENTRIES = 50
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # `updated` of a feed in which nothing happened yet

# What XML 1.0 cannot carry, however escaped (section 2.2).
UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
def changes_feed(request: HttpRequest) -> HttpResponseBase:
    """The latest changes, newest first, as Atom; 304 to those who have them; 400 for a filter nobody knows."""
    try:
        refuse_unknown(request.GET, FILTERS | {"limit"})
        limit = whole_number(request.GET, "limit", default=ENTRIES, least=1, most=MOST)
        rows = Selection.read(request.GET).changes(Change.objects.order_by("-position"), AnonymousUser())
    except InvalidInput as error:
        return JsonResponse(of_input(error), status=400, content_type=MEDIA_TYPE)
    changes = visible_changes(rows[:limit])
    body = feed(changes, query=urlencode(sorted(request.GET.items())))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = int(_updated(changes).timestamp())
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response


def feed(changes: list[dict[str, Any]], *, query: str = "") -> bytes:
    """The document. Its identifiers are tag URIs (RFC 4151), so that they outlive every address."""
    root = ET.Element(f"{{{ATOM}}}feed")
    address = f"{settings.SITE_URL}/feeds/changes.atom" + (f"?{query}" if query else "")
    _add(root, "id", _tag(f"changes{'?' if query else ''}{query}"))
    _add(root, "title", "Changes of claims")
    _add(root, "updated", _updated(changes).isoformat())
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", href=f"{settings.SITE_URL}/")
    _add(_add(root, "author"), "name", "Claim tracker")
    for change in changes:
        _entry(root, change)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: ET.Element, change: dict[str, Any]) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", _tag(f"change/{change['uuid']}"))
    _add(entry, "title", title_of(change))
    _add(entry, "published", change["at"].isoformat())
    _add(entry, "updated", change["recorded_at"].isoformat())
    _add(entry, "category", term=change["event"], scheme=f"{settings.SITE_URL}/events")
    if "text" in change:
        _add(entry, "link", rel="alternate", type="text/html", href=f"{settings.SITE_URL}{change['url']}")
        _add(entry, "category", term=change["status"], scheme=f"{settings.SITE_URL}/statuses")
    if change["invented"]:
        _add(entry, "category", term="invented", scheme=f"{settings.SITE_URL}/events")
    # An entry without an alternate link must have content (RFC 4287, 4.1.2), so all have it.
    _add(entry, "content", summary_of(change), type="text")


def title_of(change: dict[str, Any]) -> str:
    """One line: "[Invented] Unverified → Verified: The claim." """
    mark = "[Invented] " if change["invented"] else ""
    if "text" not in change:
        return f"{mark}A claim is no longer public"
    event = change["event"]
    if event == "status changed":
        event = f"{Status(change['before']).label} → {Status(change['after']).label}"
    elif event == "published":
        event = Status(change["status"]).label
    return f"{mark}{event[:1].upper()}{event[1:]}: {change['text']}"


def summary_of(change: dict[str, Any]) -> str:
    """What happened, why, and where the claim stands, in sentences."""
    if "text" not in change:
        return "This claim was withdrawn, or this entry was removed. Please take down what you hold of it."
    lines = [change["text"], f"Status: {Status(change['status']).label}.", f"What happened: {change['event']}."]
    if change["reason"]:
        lines.append(f"Why: {change['reason']}")
    lines.append("Decided by rule." if change["by"] == "automatic" else "Done by a person.")
    if change["articles"]:
        lines.append(f"Claimed in: {'; '.join(change['articles'])}.")
    if change["invented"]:
        lines.append("Invented for demonstration.")
    return "\n".join(lines)


def _updated(changes: list[dict[str, Any]]) -> datetime:
    return max((change["recorded_at"] for change in changes), default=BEGINNING)


def _tag(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", {k: UNSPEAKABLE.sub("", v) for k, v in attributes.items()})
    child.text = UNSPEAKABLE.sub("", text) or None
    return child
