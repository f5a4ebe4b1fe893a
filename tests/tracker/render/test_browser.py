"""Pages whose scripts run in a real browser: what they may ask for, what they may take, and what is read of them."""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from net.errors import SCRIPT_CODES, FetchError
from net.policy import FetchPolicy
from tests.browser.looking import CHROMIUM, in_browser
from tests.loopback import LoopbackSite, Page
from tracker.render.browser import Bounds, Browser, Rendered
from tracker.render.errands import Document

pytestmark = in_browser

AGENT = "ClaimTracker/0.1 (+https://newsroom.example/contact)"
EVERY_PORT = frozenset(range(1, 65536))  # so that it is the address which is refused
SHELL = "<!doctype html><html lang=en><head><title>News</title></head><body><main id=main></main>%s</body></html>"


@pytest.fixture
def site():
    with LoopbackSite() as running:
        yield running


@pytest.fixture
def render(site, monkeypatch):
    """render("script") → the page at /page with this script, after it ran. The site's private address is open."""
    policy = FetchPolicy(AGENT, allowed_ports=EVERY_PORT, allowed_private=frozenset({(site.host, site.port)}))
    mark = uuid4().hex
    monkeypatch.setenv("STARTED_BY", mark)
    with ThreadPoolExecutor(4) as pool:
        browser = Browser(str(CHROMIUM), policy, pool, sandbox=False, bounds=Bounds(settle_s=4, total_s=120))

        def run(script: str = "", *, html: str = "", **bounds) -> Rendered:
            content = html or SHELL % f"<script>{script}</script>"
            document = Document(site.url("/page"), content.encode(), "text/html; charset=utf-8")
            return asyncio.run(replace(browser, bounds=replace(browser.bounds, **bounds)).render(document))

        yield run
    assert not _browsers_of(mark), "a browser outlived its page"


def _browsers_of(mark: str) -> list[str]:
    """The browsers that were started with this in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            words = (folder / "cmdline").read_bytes()
            if b"--tracker-page=" in words and mark.encode() in (folder / "environ").read_bytes():
                found.append(words.decode())
    return found


@contextmanager
def trap(host: str = "127.0.0.1", family: int = socket.AF_INET):
    """A port on this machine where nobody may come; gives its number and those who came."""
    came: list[object] = []
    with socket.create_server((host, 0), family=family) as listener:

        def accept() -> None:
            while True:
                try:
                    came.append(listener.accept())
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], came
        listener.shutdown(socket.SHUT_RDWR)


def test_it_reads_what_scripts_write_from_what_they_fetch(render, site):
    site.set("/app.js", "fetch('/state.json').then(r => r.json()).then(s => { main.textContent = s.says })")
    site.set("/state.json", '{"says": "The pretraining was completed on 3 November."}', content_type="application/json")
    page = render(html=SHELL % "<script src=/app.js></script><noscript>Enable scripts.</noscript>")
    assert '<main id="main">The pretraining was completed on 3 November.</main>' in page.html
    assert "app.js" not in page.html
    assert "Enable scripts" not in page.html
    assert page.refused == []
    assert {seen.headers["user-agent"] for seen in site.requests} == {AGENT}


def test_it_asks_for_no_picture_and_lets_scripts_wait_for_no_style(render, site):
    page = render(
        "const link = document.createElement('link'); link.rel = 'stylesheet'; link.href = '/look.css';"
        "link.onload = () => { main.textContent = 'dressed' }; document.head.append(link); new Image().src = '/a.png'"
    )
    assert ">dressed</main>" in page.html
    assert site.requests == []


def test_an_answer_of_another_status_reaches_the_script(render, site):
    page = render("fetch('/none').then(r => { main.textContent = `status ${r.status}` })")
    assert ">status 404</main>" in page.html


def test_no_private_address_is_reached_by_any_way_and_each_is_named(render, site):
    with trap() as (port, came), trap("::1", socket.AF_INET6) as (port6, came6):
        here, here6 = f"127.0.0.1:{port}", f"[::1]:{port6}"
        site.redirect("/away", f"http://{here}/redirected")
        page = render(
            f"""
            const asked = ['http://169.254.169.254/latest/meta-data/', 'http://{here}/fetch', 'http://localhost:{port}/',
                'http://{here6}/six', 'http://10.0.0.1/', 'http://2130706433:{port}/', '/away', 'file:///etc/passwd'];
            for (const url of asked) fetch(url).then(r => r.text()).then(t => document.body.append(t), () => 0);
            new Image().src = 'http://{here}/image';
            navigator.sendBeacon('http://{here}/beacon', 'x');
            fetch('/post', {{method: 'POST', body: 'x'}}).catch(() => 0);
            new WebSocket('ws://{here}/socket').onerror = () => 0;
            new EventSource('http://{here}/events');
            new Worker(URL.createObjectURL(new Blob(["fetch('http://{here}/worker')"])));
            try {{ new SharedWorker(URL.createObjectURL(new Blob(["fetch('http://{here}/shared')"]))) }} catch {{ }}
            try {{ navigator.serviceWorker.register('/worker.js').catch(() => 0) }} catch {{ }}
            for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'prerender', 'modulepreload']) {{
                const link = document.createElement('link');
                Object.assign(link, {{rel, href: 'http://{here}/' + rel, as: 'script'}});
                document.head.append(link);
            }}
            for (const src of ['http://{here}/frame', 'file:///etc/passwd']) {{
                const frame = document.createElement('iframe');
                frame.src = src;
                document.body.append(frame);
            }}
            window.open('http://{here}/popup');
            try {{
                const call = new RTCPeerConnection({{iceServers: [{{urls: ['stun:{here}', 'turn:{here}?transport=tcp'],
                    username: 'a', credential: 'b'}}]}});
                call.createDataChannel('x');
                call.createOffer().then(offer => call.setLocalDescription(offer));
            }} catch {{ }}
            """
        )
        assert came == came6 == []
    assert "root:" not in page.html
    assert {seen.path for seen in site.requests} == {"/away"}
    named = {refusal.url: refusal.code for refusal in page.refused}
    assert named["http://169.254.169.254/latest/meta-data/"] == "blocked-address"
    assert named[site.url("/away")] == "blocked-address"
    assert named[f"ws://{here}/socket"] == "socket"
    assert named[site.url("/post")] == "not-fetched"
    for url in (f"http://{here}/fetch", f"http://{here6}/six", f"http://{here}/worker", f"http://{here}/frame"):
        assert named[url] == "blocked-address", url


@pytest.mark.parametrize("host", ["elsewhere.example", "inside.test"])
def test_a_private_address_open_to_people_is_closed_to_pages_that_are_not_watched_by_it(site, host):
    """The one that a person may watch is not one that any page may have asked, nor one whose name leads there now."""
    site.set("/secret", "secret", content_type="text/plain")
    policy = FetchPolicy(
        AGENT,
        allowed_ports=EVERY_PORT,
        allowed_private=frozenset({(site.host, site.port)}),
        resolve=(f"inside.test:{site.port}:{site.host}",),
    )
    asked = site.url("/secret", host="inside.test" if host == "inside.test" else "")
    script = f"<script>fetch('{asked}').then(r => r.text()).then(t => main.append(t))</script>"
    document = Document(f"http://{host}:{site.port}/", (SHELL % script).encode(), "text/html")
    with ThreadPoolExecutor(1) as pool:
        page = asyncio.run(Browser(str(CHROMIUM), policy, pool, sandbox=False).render(document))
    assert site.requests == []
    assert [refusal.code for refusal in page.refused] == ["blocked-address"]


def test_requests_without_end_come_to_one_and_the_page_is_read(render, site):
    site.handle("/more", lambda exchange: Page(b"{}", content_type="application/json"))
    page = render(
        "main.textContent = 'Here.'; let n = 0;"
        "const more = () => fetch('/more?' + n++).then(more, () => setTimeout(more, 20)); more()",
        requests=10,
    )
    assert ">Here.</main>" in page.html
    assert len(site.requests) == 10
    assert {refusal.code for refusal in page.refused} == {"too-many"} <= SCRIPT_CODES.keys()


def test_bytes_without_end_come_to_one(render, site):
    site.handle("/more", lambda exchange: Page(b"x" * 1_000_000, content_type="text/plain"))
    render("let n = 0; const more = () => fetch('/more?' + n++).then(more, () => 0); more()", bytes=3_000_000)
    assert len(site.requests) == 3


@pytest.mark.parametrize(
    ("script", "bounds", "code"),
    [
        ("while (true) { }", {"total_s": 8}, "scripts-endless"),
        ("main.textContent = 'x'.repeat(6e6)", {}, "too-large"),
        (
            "for (let n = 0; n < 5e4; n++) main.append(document.createElement('section'), 'word '.repeat(20))",
            {},
            "too-large",
        ),
        (
            "const kept = []; for (let n = 0; n < 24; n++) kept.push(new Uint8Array(5e7).fill(1)); while (true) { }",
            {"memory_bytes": 500_000_000},
            "scripts-memory",
        ),
        ("setTimeout(() => { location.href = 'https://elsewhere.example/' }, 50)", {}, "led-away"),
        ("location.reload()", {}, "led-away"),
        ("location.href = 'file:///etc/passwd'; main.textContent = 'Here.'", {}, ""),
    ],
)
def test_a_page_that_takes_too_much_or_leads_away_is_named(render, script, bounds, code):
    if not code:
        assert ">Here.</main>" in render(script, **bounds).html
        return
    with pytest.raises(FetchError) as caught:
        render(script, **bounds)
    assert caught.value.code == code


def test_a_browser_that_cannot_be_started_is_named(site):
    document = Document(site.url("/"), b"<p>x", "text/html")
    with ThreadPoolExecutor(1) as pool, pytest.raises(FetchError) as caught:
        asyncio.run(Browser("/nowhere/chromium", FetchPolicy(AGENT), pool).render(document))
    assert caught.value.code == "scripts-failed"
