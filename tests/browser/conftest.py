"""A real browser and a real server for it.

With TRACKER_SCREENSHOTS=FOLDER every page that is opened is also kept there as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import ARGUMENTS, CHROMIUM

# Playwright's loop runs in this thread, and Django would refuse the ORM beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live_server(tmp_path_factory) -> Iterator[LiveServer]:
    """The server with static files by their plain names, so that no manifest must have been collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path_factory.mktemp("static")):
        server = LiveServer("127.0.0.1")
        yield server
        server.stop()


def _failure(request: Request) -> list[str]:
    """What to complain of a request that failed; a page that was left while it still loaded has aborted its own."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url}: {request.failure}"]


@pytest.fixture
def open_page(browser, live_server, client) -> Iterator:
    """open_page("/", width=390, user=bob, scripts=False) → the page, and what its console said."""
    contexts = []

    def opened(
        path: str, *, width: int = 1280, user=None, scheme: str = "light", scripts: bool = True
    ) -> tuple[Page, list[str]]:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=scripts)
        contexts.append(context)
        if user:
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.extend(_failure(request)))
        page.goto(f"{live_server.url}{path}", wait_until="load")
        keep = os.environ.get("TRACKER_SCREENSHOTS")
        if keep:
            name = path.strip("/").replace("/", "-") or "list"
            page.screenshot(path=Path(keep) / f"{name}-{width}-{scheme}.png", full_page=True)
        return page, complaints

    yield opened
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state()  # or the server would still answer when the test's database is gone
        context.close()
