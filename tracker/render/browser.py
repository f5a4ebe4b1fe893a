"""One page in a browser of its own: its scripts run, its requests are run by us, its document is read as it stands.

The browser is started for the page and ends with it: nothing of one page is left for the next. It has no way to the
network: names resolve to nothing, everything else goes to a proxy that does not exist, and every request is answered by
`errands`.
"""

import asyncio
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from playwright.async_api import BrowserContext, Error, Page, Playwright, async_playwright
from playwright.async_api import TimeoutError as Overdue

from net.errors import FetchError
from net.policy import KINDS, MB, FetchPolicy
from tracker.render.errands import Document, Errands, Refusal
from tracker.render.memory import bytes_of

_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--no-pings",
    "--disable-gpu",
    "--disable-3d-apis",
    "--disable-remote-fonts",
    # Without a compiler for scripts most known attacks on them come to nothing.
    "--js-flags=--jitless --max-old-space-size=256",
)
_NOWHERE = "http://127.0.0.1:9"  # the port of "discard": nobody listens there
_LEFT_OUT = ["--disable-popup-blocking", "--disable-ipc-flooding-protection"]
_LOOK_S = 0.1
# Run in an isolated world, into which the page's own scripts cannot reach. What is never text is left out, as it may
# differ at each reading.
_READ = """
(most => {
    for (const one of document.querySelectorAll("script:not([type='application/ld+json']), style, noscript"))
        one.remove();
    const html = document.documentElement ? document.documentElement.outerHTML : "";
    return html.length > most ? null : "<!doctype html>" + html;
})(%d)
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one page may take. It is read once it has asked for nothing for half a second, or after `settle_s`."""

    requests: int = 100
    bytes: int = 20 * MB
    document_bytes: int = KINDS["html"].max_bytes
    memory_bytes: int = 1_000 * MB
    settle_s: float = 8.0
    total_s: float = 22.0


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document after its scripts ran, and what they asked for in vain."""

    html: str
    refused: list[Refusal]


@dataclass(frozen=True, slots=True)
class Browser:
    """How a page is opened. `sandbox`: Chromium's own, which root cannot have."""

    executable: str
    policy: FetchPolicy
    pool: Executor
    sandbox: bool = True
    bounds: Bounds = Bounds()

    async def render(self, document: Document) -> Rendered:
        """Raises FetchError with the reason why there is nothing to read."""
        bounds, mark = self.bounds, f"--tracker-page={uuid4().hex}"
        errands = Errands(
            document,
            policy=self.policy,
            pool=self.pool,
            most_requests=bounds.requests,
            most_bytes=bounds.bytes,
        )
        try:
            async with async_playwright() as playwright:
                tasks = {
                    asyncio.create_task(self._read(playwright, document, errands, mark)),
                    asyncio.create_task(_watch_memory(mark, bounds.memory_bytes)),
                }
                try:
                    done, _ = await asyncio.wait(tasks, timeout=bounds.total_s, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
                if not done:
                    raise FetchError("scripts-endless", "Its scripts did not come to an end in time.")
                return Rendered(done.pop().result(), errands.refused)
        except Error as error:
            raise FetchError("scripts-failed", "The browser that ran its scripts broke down.") from error

    async def _read(self, playwright: Playwright, document: Document, errands: Errands, mark: str) -> str:
        browser = await playwright.chromium.launch(
            executable_path=self.executable,
            args=[*_ARGUMENTS, mark],
            ignore_default_args=_LEFT_OUT,
            chromium_sandbox=self.sandbox,
            proxy={"server": _NOWHERE},
        )
        try:
            context = await browser.new_context(
                user_agent=self.policy.user_agent, service_workers="block", accept_downloads=False
            )
            page = await _open(context, document.url, errands)
            with suppress(Overdue):
                await page.wait_for_load_state("networkidle", timeout=self.bounds.settle_s * 1000)
            if errands.led_to == document.url:
                raise FetchError("led-away", "Its scripts load it anew, so that it never comes to rest.")
            if errands.led_to:
                raise FetchError("led-away", f"Its scripts lead to another address; watch {errands.led_to[:300]}")
            return await _document(context, page, self.bounds.document_bytes)
        finally:
            await browser.close()


async def _open(context: BrowserContext, url: str, errands: Errands) -> Page:
    await context.route("**/*", errands.answer)
    await context.route_web_socket("**/*", errands.refuse_socket)
    page = errands.page = await context.new_page()
    context.on("page", _close)
    await page.goto(url, wait_until="commit")
    return page


async def _close(popup: Page) -> None:
    with suppress(Error):
        await popup.close()


async def _document(context: BrowserContext, page: Page, most: int) -> str:
    session = await context.new_cdp_session(page)
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    world = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "reader"})
    asked = {"expression": _READ % most, "contextId": world["executionContextId"], "returnByValue": True}
    html = (await session.send("Runtime.evaluate", asked))["result"].get("value")
    if not isinstance(html, str) or len(html.encode("utf-8", "replace")) > most:
        raise FetchError("too-large", f"After its scripts ran, the page is larger than the {most:,} bytes allowed.")
    return html


async def _watch_memory(mark: str, most: int) -> str:
    """Ends, with an error, when the browser marked so takes more than it may."""
    while bytes_of(mark) <= most:
        await asyncio.sleep(_LOOK_S)
    raise FetchError("scripts-memory", "Its scripts take more memory than they may.")
