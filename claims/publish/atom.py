"""The Atom feed of changes (RFC 4287), with conditional GET (RFC 9110)."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from claims.models import Change
from claims.problems import MEDIA_TYPE, of_input
from claims.published import visible_changes
from claims.selection import FILTERS, MOST, Selection, refuse_unknown, whole_number
from claims.services import InvalidInput
from claims.statuses import Grounds, Status

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
    document = feed(visible_changes(rows[:limit]), query=urlencode(sorted(request.GET.items())))
    body = document.writeString("utf-8").encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = int(document.latest_post_date().timestamp())
    response = HttpResponse(body, content_type=ChangesFeed.content_type)
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response


class ChangesFeed(Atom1Feed):
    """Django's Atom feed with entries of plain text, categories that name their scheme, and no link to what is gone."""

    def latest_post_date(self) -> datetime:
        """The moment of the latest entry; of an empty feed a fixed one, so that asking again gives the same bytes."""
        return super().latest_post_date() if self.items else BEGINNING

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """One entry. Without an alternate link it must have content (RFC 4287, 4.1.2), so all have it."""
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("title", item["title"])
        if item["link"]:
            handler.addQuickElement("link", "", {"rel": "alternate", "type": "text/html", "href": item["link"]})
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        for scheme, term in item["terms"]:
            handler.addQuickElement("category", "", {"scheme": f"{settings.SITE_URL}/{scheme}", "term": term})
        handler.addQuickElement("content", item["description"], {"type": "text"})


def feed(changes: list[dict[str, Any]], *, query: str = "") -> ChangesFeed:
    """The feed of these changes, ready to be written; `query` is what its address asks for.

    Its identifiers are tag URIs (RFC 4151), so that they outlive every address.
    """
    asked = f"?{query}" if query else ""
    document = ChangesFeed(
        title="Changes of claims",
        link=f"{settings.SITE_URL}/",
        description=None,
        author_name="Claim tracker",
        feed_url=f"{settings.SITE_URL}/feeds/changes.atom{asked}",
        feed_guid=_tag(f"changes{asked}"),
    )
    for change in changes:
        document.add_item(
            unique_id=_tag(f"change/{change['uuid']}"),
            title=UNSPEAKABLE.sub("", title_of(change)),
            link=f"{settings.SITE_URL}{change['url']}" if "text" in change else "",
            description=UNSPEAKABLE.sub("", summary_of(change)),
            pubdate=change["at"],
            updateddate=change["recorded_at"],
            terms=_terms(change),
        )
    return document


def _terms(change: dict[str, Any]) -> list[tuple[str, str]]:
    """The categories of an entry: what happened, the claim's status, whether it is invented."""
    terms = [("events", change["event"])]
    if "text" in change:
        terms.append(("statuses", change["status"]))
    if change["invented"]:
        terms.append(("events", "invented"))
    return terms


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
    lines.append(_decided(change))
    if change["articles"]:
        lines.append(f"Claimed in: {'; '.join(change['articles'])}.")
    if change["invented"]:
        lines.append("Invented for demonstration.")
    return "\n".join(lines)


def _decided(change: dict[str, Any]) -> str:
    """Who acted; of a decision that rests on no evidence that counts, on what else."""
    if change["by"] == "automatic":
        return "Decided by rule."
    grounds = Grounds(change.get("rests_on", Grounds.EVIDENCE))
    return "Done by a person." if grounds is Grounds.EVIDENCE else f"Decided by {grounds.words}."


def _tag(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"
