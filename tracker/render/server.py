"""The rendering service over HTTP: `POST /render` with a token and a document, `GET /health`. An ASGI application."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import orjson

from net.errors import FetchError
from net.guard import parse_url
from net.policy import KINDS
from tracker.render.browser import Browser
from tracker.render.errands import Document

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

AT_ONCE = 2
_WAIT_S = 5.0
_MOST_BYTES = KINDS["html"].max_bytes


class _Refused(Exception):
    """The request itself is no good; `args` are the status and why."""


class Service:
    """Renders for those who know `token`, `AT_ONCE` pages at the same time; who would wait longer is told to come
    again (503).
    """

    def __init__(self, browser: Browser, *, token: str) -> None:
        if not token:
            raise ValueError("the rendering service needs a token: without one, anybody could have pages fetched")
        self._browser = browser
        self._expected = f"Bearer {token}".encode()
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        if scope["type"] != "http":
            return
        try:
            status, answer = 200, await self._answer(scope, receive)
        except _Refused as refusal:
            status, answer = refusal.args[0], {"detail": refusal.args[1]}
        await _send(send, status, answer)

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> dict[str, Any]:
        asked = (scope["method"], scope["path"])
        if asked == ("GET", "/health"):
            return {"status": "ok"}
        headers = {name.lower(): value for name, value in scope["headers"]}
        if not hmac.compare_digest(headers.get(b"authorization", b""), self._expected):
            raise _Refused(401, "A token is needed.")
        if asked != ("POST", "/render"):
            raise _Refused(404, "There is only POST /render.")
        document = await _document(headers, receive)
        try:
            await asyncio.wait_for(self._turn.acquire(), _WAIT_S)
        except TimeoutError:
            raise _Refused(503, "Other pages are being rendered.") from None
        try:
            return await self._render(document)
        finally:
            self._turn.release()

    async def _render(self, document: Document) -> dict[str, Any]:
        try:
            rendered = await self._browser.render(document)
        except FetchError as error:
            log.info("%r was not rendered: %s (%s)", document.url, error.sentence, error.code)
            return {"error": error.code, "sentence": error.sentence}
        refused = [{"url": refusal.url, "code": refusal.code} for refusal in rendered.refused]
        return {"html": rendered.html, "refused": refused}


async def _document(headers: Mapping[bytes, bytes], receive: Receive) -> Document:
    """Raises _Refused."""
    content, more = bytearray(), True
    while more:
        message = await receive()
        content += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
        if len(content) > _MOST_BYTES:
            raise _Refused(413, "The document is too large.")
    try:
        url = parse_url(headers.get(b"x-document-url", b"").decode("ascii", "replace")).url
    except FetchError as refusal:
        raise _Refused(400, refusal.sentence) from refusal
    return Document(url, bytes(content), headers.get(b"content-type", b"text/html").decode("latin-1"))


async def _live(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return


async def _send(send: Send, status: int, answer: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    # What a page makes of half characters is no JSON; the reader replaces such things in any case.
    await send({"type": "http.response.body", "body": orjson.dumps(_whole(answer))})


def _whole(answer: dict[str, Any]) -> dict[str, Any]:
    if "html" in answer:
        answer["html"] = answer["html"].encode("utf-8", "replace").decode("utf-8")
    return answer
