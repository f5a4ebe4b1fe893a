"""The tracker's side of the rendering service: whether there is one, what is sent there, what comes of its answer.

The page itself is fetched as any other, by the poller, in its turn and as robots.txt allows; only then is it sent on to
have its scripts run. What goes wrong there is an error of the poll, in plain words: never a change of content.
"""

import logging
from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import Any

import orjson
from django.conf import settings

from net.errors import FetchError, as_code
from net.guard import parse_url
from net.messages import FetchRequest, FetchResult

log = logging.getLogger(__name__)

FLOOR_S = 300
"""Pages that are rendered are read no more often than this, whatever their source's policy: it takes a browser."""
AT_ONCE = 2
_SHORTEST_TOKEN = 20

OFF = FetchError("renderer-off", "It is to be read after its scripts ran, and no rendering service is set up here.")
_BUSY = FetchError("not-asked", "Other pages were being rendered, so it was not its turn.")
_AWAY = "The rendering service that runs its scripts does not answer"
_UNREADABLE = FetchError("renderer-away", f"{_AWAY} as it should.")


def is_offered() -> bool:
    """Whether a rendering service is set up."""
    return bool(settings.TRACKER_RENDERER_URL)


def troubles() -> Iterator[tuple[str, str]]:
    """What keeps the service from being asked, and the remedy."""
    if not is_offered():
        return
    try:
        parse_url(settings.TRACKER_RENDERER_URL)
    except FetchError as error:
        yield f"TRACKER_RENDERER_URL cannot be used: {error}", "Set it to an address such as http://127.0.0.1:8100."
    token = settings.TRACKER_RENDERER_TOKEN
    if len(token) < _SHORTEST_TOKEN or not (token.isascii() and token.isprintable()):
        yield (
            "TRACKER_RENDERER_TOKEN is too short, or no header.",
            "Set it, here and for the service, to 20 letters or more.",
        )


def request_for(document: FetchResult, *, key: Hashable = None) -> FetchRequest:
    """What asks the service to run the scripts of a fetched page."""
    kind = document.content_type + (f"; charset={document.charset}" if document.charset else "")
    return FetchRequest(
        url=f"{settings.TRACKER_RENDERER_URL.rstrip('/')}/render",
        kind="rendered",
        key=key,
        spacing_s=0,
        at_once=AT_ONCE,
        post=document.body,
        headers={
            "Authorization": f"Bearer {settings.TRACKER_RENDERER_TOKEN}",
            "Content-Type": kind,
            "X-Document-URL": document.final_url,
        },
        trusted=True,
    )


def rendered(document: FetchResult, answer: FetchResult) -> FetchResult:
    """The page as it stands after its scripts ran, or why it could not be read so."""
    if answer.error is not None:
        return _failed(document, _error(answer.error))
    try:
        said: dict[str, Any] = orjson.loads(answer.body)
        if "error" in said:
            return _failed(document, FetchError(as_code(str(said["error"])), str(said["sentence"])[:500]))
        html, refused = str(said["html"]), [(one["url"], one["code"]) for one in said["refused"]]
    except (ValueError, TypeError, KeyError):
        return _failed(document, _UNREADABLE)
    if refused:
        log.info("The scripts of %r asked for what they were not given: %s", document.final_url, refused)
    return replace(document, body=html.encode(), content_type="text/html", charset="utf-8", etag="", last_modified="")


def _failed(document: FetchResult, error: FetchError) -> FetchResult:
    return FetchResult(
        request=document.request,
        outcome="error",
        status=document.status,
        final_url=document.final_url,
        redirect_chain=document.redirect_chain,
        error=error,
    )


def _error(error: FetchError) -> FetchError:
    """What kept the service from answering."""
    if error.code in ("not-asked", "too-large"):
        return error
    if error.code == "http-503":
        return _BUSY
    if error.code == "http-401":
        return FetchError("renderer-away", "The rendering service does not know our token (TRACKER_RENDERER_TOKEN).")
    if error.code == "silent-host":
        return FetchError("renderer-away", f"{_AWAY}.")
    return FetchError("renderer-away", f"{_AWAY}. {error.sentence}")
