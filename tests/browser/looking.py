"""What the tests in a browser share: where it is, how wide a page is, and what axe says."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = 1280, 390  # pixels of width

BRIGHT_DESK = {"width": DESKTOP, "scheme": "light", "scripts": True}
DARK_PHONE = {"width": PHONE, "scheme": "dark", "scripts": False}
DARK_DESK = {"width": DESKTOP, "scheme": "dark", "scripts": False}
BRIGHT_PHONE = {"width": PHONE, "scheme": "light", "scripts": True}

# A page is looked at in full on these two (the board, the queue and a claim on all four): a width and a scheme have
# rules of their own, hardly ever both together.
on_desk_and_phone = pytest.mark.parametrize(
    ("width", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)

# A story is walked on two opposite screens, so that it meets each width and scheme, with and without scripts; over all
# stories each of these meets each of the others (a pairwise matrix).
on_opposite_screens = pytest.mark.parametrize("screen", [BRIGHT_DESK, DARK_PHONE], ids=["bright-desk", "dark-phone"])
on_crossed_screens = pytest.mark.parametrize("screen", [DARK_DESK, BRIGHT_PHONE], ids=["dark-desk", "bright-phone"])


in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
]


def violations(page: Page) -> list[str]:
    """What axe finds, as "rule: where", for all its rules."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def is_too_wide(page: Page) -> bool:
    """Whether a reader must scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def faults(page: Page, complaints: list[str]) -> list[str]:
    """All that is wrong with a page: what its console said, what axe finds, and whether it is too wide."""
    return [*complaints, *violations(page), *(["too wide"] if is_too_wide(page) else [])]
