"""Makes the pictures of docs/images/ anew, from the running demonstration. Called by bin/pictures.

It starts the demonstration, waits until its story is told, logs in as its people with Chromium (`CHROMIUM` names
another one than /usr/bin/chromium), and stops it again. What is seen is invented, and the pages say so.
"""

import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

from demo.palette import palette_png

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
TOLD = "The story is told"
CLAIM = "An advanced AI model can now be trained for 150 to 200 million euros."
VIEW = "Published, by due date"
SAID = "@bob Are the two figures of the same model? Please look at both passages before anything changes."

_PIXELS = """async shot => {
    const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + shot)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const {data} = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const parts = [];
    for (let at = 0; at < data.length; at += 32768) parts.push(String.fromCharCode(...data.subarray(at, at + 32768)));
    return [bitmap.height, bitmap.width, btoa(parts.join(""))];
}"""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where the running demonstration is, and the passwords of its people."""

    site: str
    passwords: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file's name, who looks, the way to the page, what stands on top, and on which screens."""

    name: str
    user: str
    way: Callable[[Page], None]
    top: str = ""
    sizes: tuple[str, ...] = ("desktop",)


def _at(path: str) -> Callable[[Page], None]:
    return lambda page: _go(page, path)


def _go(page: Page, path: str) -> None:
    answer = page.goto(path, wait_until="load")
    if answer is None or not answer.ok:
        raise SystemExit(f"pictures: {path} is not shown: {answer and answer.status}")


def _article(page: Page) -> None:
    _go(page, "/desk/articles/")
    page.locator("ul.articles h2 a").first.click()


def _claim(page: Page) -> None:
    _go(page, f"/desk/claims/?q={CLAIM}")
    page.locator("ul.board .what a").first.click()


def _deed(name: str) -> Callable[[Page], None]:
    """The page of a deed on the claim."""

    def way(page: Page) -> None:
        _claim(page)
        page.wait_for_url("**/desk/claims/*-*/")
        _go(page, f"{page.url}{name}/")

    return way


BOTH = tuple(SIZES)
PICTURES = (
    Picture("article", "alice", _article, sizes=BOTH),
    Picture("watch", "alice", _at("/desk/sources/watch/")),
    Picture("sources", "alice", _at("/desk/sources/")),
    Picture("claim", "alice", _claim, sizes=BOTH),
    Picture("claim-evidence", "alice", _claim, top="#evidence"),
    Picture("add-evidence", "alice", _deed("evidence")),
    Picture("discussion", "alice", _claim, top="#files"),
    Picture("revise", "alice", _deed("revise")),
    Picture("board", "alice", _at("/desk/claims/"), sizes=BOTH),
    Picture("queue", "bob", _at("/desk/queue/"), sizes=BOTH),
    Picture("leads", "bob", _at("/desk/leads/")),
    Picture("members", "admin", _at("/desk/settings/demo/members/")),
    Picture("settings", "admin", _at("/desk/settings/demo/")),
)


def files(picture: Picture) -> list[Path]:
    """Where a picture is kept, for each of its screens."""
    return [IMAGES / f"{picture.name}-{size}.png" for size in picture.sizes]


def main() -> None:
    """Make every picture, or those alone whose names are given."""
    names = {picture.name for picture in PICTURES}
    wanted = set(sys.argv[1:]) or names
    if wanted - names:
        raise SystemExit(
            f"pictures: {', '.join(sorted(wanted - names))} is none; there are {', '.join(sorted(names))}."
        )
    with demonstration() as shown, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        _work(browser, shown)
        pictures = [picture for picture in PICTURES if picture.name in wanted]
        for user, size in dict.fromkeys((picture.user, size) for picture in pictures for size in picture.sizes):
            with _logged_in(browser, shown, user, size) as page:
                for picture in pictures:
                    if picture.user == user and size in picture.sizes:
                        _make(page, picture, size)
        browser.close()


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """The demonstration with its story told; stopped when the context ends. Its words are passed on."""
    command = [sys.executable, "-m", "demo"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            yield _told(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()


def _told(process: subprocess.Popen[str]) -> Demonstration:
    """Read what the demonstration says until its story is told."""
    said = ""
    for line in process.stdout or ():
        _say(line)
        said += line
        if TOLD in line:
            break
    site = re.search(r"Open the desk +(https?://[^/]+)", said)
    if TOLD not in said or not site:
        raise SystemExit("pictures: the demonstration ended before its story was told; what it said stands above.")
    return Demonstration(site[1], dict(re.findall(r"^ {5}(\w+) +(\S+)  \(", said, re.MULTILINE)))


def _say(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()


@contextmanager
def _logged_in(browser: Browser, shown: Demonstration, user: str, size: str) -> Iterator[Page]:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=shown.site,
        viewport={"width": width, "height": height},
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto("/desk/")
    page.fill("[name=login]", user)
    page.fill("[name=password]", shown.passwords[user])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    yield page
    context.close()


def _work(browser: Browser, shown: Demonstration) -> None:
    """What Alice does before she is pictured: she speaks to Bob about a claim, and keeps a view of the board."""
    with _logged_in(browser, shown, "alice", "desktop") as page:
        _claim(page)
        page.get_by_role("button", name="Say it").locator("xpath=ancestor::form").locator("textarea").fill(SAID)
        page.get_by_role("button", name="Say it").click()
        page.get_by_text(SAID[5:40]).first.wait_for()
        _go(page, "/desk/claims/?by=due&publication=published")
        keep = page.locator("form.keep")
        keep.locator("[name=name]").fill(VIEW)
        keep.get_by_role("button").click()
        page.get_by_role("link", name=VIEW).wait_for()


def _make(page: Page, picture: Picture, size: str) -> None:
    picture.way(page)
    page.wait_for_load_state("networkidle")
    if picture.top:
        page.locator(picture.top).evaluate("element => element.scrollIntoView()")
    data = palette_png(_pixels(page, page.screenshot(animations="disabled")))
    path = IMAGES / f"{picture.name}-{size}.png"
    path.write_bytes(data)
    _say(f"{path.relative_to(ROOT)}  {len(data):,} bytes\n")


def _pixels(page: Page, shot: bytes) -> NDArray[np.uint8]:
    """The pixels of a PNG, which the browser decodes."""
    page.goto("about:blank")
    height, width, data = page.evaluate(_PIXELS, base64.b64encode(shot).decode())
    return np.frombuffer(base64.b64decode(data), dtype=np.uint8).reshape(height, width, 4)[:, :, :3]


if __name__ == "__main__":
    main()
