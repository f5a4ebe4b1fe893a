"""Conditional reads (RFC 9110, 13): who has the present state of what they ask for is told so before any work."""

import hashlib
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

R = TypeVar("R", bound=HttpResponseBase)

WORDING = 1
"""Raised when the same state is told in other words or other fields."""


def etag_of(request: HttpRequest, *, state: str) -> str:
    """The strong ETag of what an address answers in a state of the record."""
    told = f"{WORDING} {settings.SITE_URL} {request.build_absolute_uri()} {request.headers.get('Accept', '')} {state}"
    return f'"{hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, *, etag: str) -> HttpResponse | None:
    """The answer to a reader who has this state already (304), or who wants none but another (412); else None."""
    answer = get_conditional_response(request, etag=etag)
    return None if answer is None else to_be_asked_again(answer, etag=etag)


def to_be_asked_again(response: R, *, etag: str) -> R:
    """The response with its ETag: caches may keep it, and ask each time whether it still holds."""
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
