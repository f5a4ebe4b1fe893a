"""What a page asks for while its scripts run: each request passes the guard and is fetched by us, or is refused."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace

from playwright.async_api import Error, Page, Request, Route, WebSocketRoute

from net.client import fetch
from net.errors import FetchError
from net.guard import check_url, parse_url
from net.messages import FetchRequest, FetchResult
from net.policy import MB, FetchPolicy

log = logging.getLogger(__name__)

# What may bring text. Style sheets are answered with nothing, as scripts wait for them; pictures, sounds and fonts are
# not fetched.
_ASKED = frozenset({"script", "xhr", "fetch"})
_UNSEEN = frozenset({"image", "media", "font", "texttrack", "manifest"})
_EACH_S = 10.0
_EACH_BYTES = 5 * MB
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Document:
    """A page as it was fetched; `url` is the address that gave it."""

    url: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request of the page that was not made, with the code of the reason."""

    url: str
    code: str


class Errands:
    """The requests of one page (`page`, once it is there), counted.

    `most_requests` and `most_bytes` bound them in all; `pool` has the threads that fetch. An address named by a script
    is treated as one named by a redirect: no private address is open to it, save the very address that the page itself
    is at. A name does not do: it may lead elsewhere by then, and what a script reads there it can tell anybody.
    """

    def __init__(
        self, document: Document, *, policy: FetchPolicy, pool: Executor, most_requests: int, most_bytes: int
    ) -> None:
        self.page: Page | None = None
        self.refused: list[Refusal] = []
        self.led_to = ""
        self._document: Document | None = document
        self._url = document.url
        at = parse_url(document.url)
        self._site = at.site if at.address else ""
        self._own = replace(policy, total_timeout_s=_EACH_S, max_bytes={"any": _EACH_BYTES})
        self._others = replace(self._own, allowed_private=frozenset())
        self._pool = pool
        self._requests_left, self._bytes_left = most_requests, most_bytes

    async def answer(self, route: Route) -> None:
        """Let a request be answered: by what we were given, what we fetch, or a refusal."""
        request = route.request
        with suppress(Error):  # the page is closed already
            try:
                await self._answer(route, request)
            except FetchError as refusal:
                self._refuse(request.url, refusal.code)
                await route.abort("blockedbyclient")

    async def refuse_socket(self, socket: WebSocketRoute) -> None:
        self._refuse(socket.url, "socket")
        with suppress(Error):
            await socket.close()

    async def _answer(self, route: Route, request: Request) -> None:
        if request.is_navigation_request() and self.page and request.frame == self.page.main_frame:
            await self._open(route, request)
            return
        policy = self._policy(request.url)
        kind = request.resource_type
        if kind == "stylesheet":
            await route.fulfill(status=200, content_type="text/css", body="")
        elif kind in _UNSEEN:
            await route.abort("blockedbyclient")
        elif kind not in _ASKED:
            raise FetchError("not-fetched", f"A page being rendered is not given this ({kind}).")
        elif request.method != "GET":
            raise FetchError("not-fetched", "A page being rendered may only read.")
        else:
            await self._fulfil(route, await self._fetched(request.url, policy))

    async def _open(self, route: Route, request: Request) -> None:
        """The document itself, once. Where its scripts lead elsewhere, nobody has asked whether we may read that."""
        document, self._document = self._document, None
        if document is None:
            self.led_to = request.url
            raise FetchError("led-away", "Its scripts lead to another address.")
        await route.fulfill(status=200, content_type=document.content_type, body=document.content)

    def _policy(self, url: str) -> FetchPolicy:
        """Under which limits an address may be asked. Raises FetchError for one that may not on its face."""
        parsed = parse_url(url)
        policy = self._own if parsed.site == self._site else self._others
        check_url(url, policy)
        return policy

    async def _fetched(self, url: str, policy: FetchPolicy) -> FetchResult:
        if self._requests_left <= 0 or self._bytes_left <= 0:
            raise FetchError("too-many", "The page asks for more than is fetched for one.")
        self._requests_left -= 1
        result = await _in_thread(self._pool, lambda: fetch(FetchRequest(url, kind="any", spacing_s=0), policy=policy))
        self._bytes_left -= len(result.body)
        if result.error is not None and result.error.code != f"http-{result.status}":
            raise result.error  # no answer that a script could make something of
        return result

    @staticmethod
    async def _fulfil(route: Route, result: FetchResult) -> None:
        kind = result.headers.get("content-type", "application/octet-stream")
        await route.fulfill(status=result.status or 200, content_type=kind, body=result.body)

    def _refuse(self, url: str, code: str) -> None:
        if len(self.refused) < _NAMED:
            self.refused.append(Refusal(url[:500], code))
            log.warning("%r asked for %r, which was refused (%s)", self._url, url[:500], code)


async def _in_thread(pool: Executor, do: Callable[[], FetchResult]) -> FetchResult:
    return await asyncio.get_running_loop().run_in_executor(pool, do)
