"""The addresses of the feeds, with conditional GET (RFC 9110)."""

import hashlib
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims.conditional import etag_of, to_be_asked_again, unchanged
from claims.models import Change
from claims.problems import MEDIA_TYPE, of_input
from claims.publish.feeds import feed
from claims.published import state_of_changes, visible_changes
from claims.selection import FILTERS, MOST, Selection, refuse_unknown, whole_number
from claims.services import InvalidInput

ENTRIES = 50


@require_safe
def changes_feed(request: HttpRequest, form: str) -> HttpResponseBase:
    """The latest changes, newest first, in a form of `FORMS`; 304 to who has them; 400 for a filter nobody knows."""
    try:
        refuse_unknown(request.GET, FILTERS | {"limit"})
        limit = whole_number(request.GET, "limit", default=ENTRIES, least=1, most=MOST)
        selection = Selection.read(request.GET)
    except InvalidInput as error:
        return JsonResponse(of_input(error), status=400, content_type=MEDIA_TYPE)
    etag = etag_of(request, state=state_of_changes()) if selection.is_of_changes_alone else ""
    if etag and (answer := unchanged(request, etag=etag)):
        return answer
    rows = selection.changes(Change.objects.order_by("-position"), AnonymousUser())
    document = feed(visible_changes(rows[:limit]), form=form, query=urlencode(sorted(request.GET.items())))
    body = document.writeString("utf-8").encode()
    etag = etag or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = int(document.latest_post_date().timestamp())
    response = to_be_asked_again(HttpResponse(body, content_type=document.content_type), etag=etag)
    response["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response
