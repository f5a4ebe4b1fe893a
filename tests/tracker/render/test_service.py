"""The rendering service as it is started, and the watch with it: from a page that scripts write to its text."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import timezone

from net.client import FetchRequest, fetch
from net.policy import FetchPolicy
from tests.browser.looking import CHROMIUM, in_browser
from tests.pages import page
from tracker.models import Resource, Snapshot
from tracker.polling import round
from tracker.processing import pipeline
from tracker.watching.resources import watch_url

pytestmark = in_browser

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "a token that only this test knows"
APP = (
    "<!doctype html><html lang=en><head><title>State of the machine</title></head><body><article id=at><h1>State</h1>"
    "</article><script>fetch('/state.json').then(r => r.json()).then(s => { for (const words of s.says) {"
    "const p = document.createElement('p'); p.textContent = words; at.append(p) } })</script></body></html>"
)
WORDS = "The pretraining of the model was completed on 3 November, the operator said."


@pytest.fixture
def service(settings, local, site, tmp_path):
    """The service in a process of its own; gives the path of its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "TRACKER_DATA_DIR": str(tmp_path / "data"),
        "TRACKER_RENDERER_TOKEN": TOKEN,
        "TRACKER_RENDERER_SANDBOX": str(os.geteuid() != 0),
        "TRACKER_ALLOWED_PRIVATE_ADDRESSES": site.address,
        "CHROMIUM": str(CHROMIUM),
    }
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "config.render:application"]
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    settings.TRACKER_RENDERER_URL = f"http://127.0.0.1:{port}"
    settings.TRACKER_RENDERER_TOKEN = TOKEN
    try:
        health = FetchRequest(f"{settings.TRACKER_RENDERER_URL}/health", kind="json", trusted=True)
        deadline = time.monotonic() + 60
        while fetch(health, policy=FetchPolicy("test")).outcome != "ok":
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield log
    finally:
        process.terminate()
        process.wait(30)


def poll(*resources: Resource) -> None:
    for resource in resources:
        Resource.objects.filter(pk=resource.pk).update(next_poll_at=timezone.now())
    round.poll_due()
    for resource in resources:
        resource.refresh_from_db()


def test_a_page_that_scripts_write_is_watched_and_its_changes_are_seen(service, local, site, extractor):
    site.set("/app", APP)
    site.set("/plain", page("Read as ever."))
    script = "fetch('http://169.254.169.254/latest').catch(() => { while (true) { } });"
    site.set("/hostile", APP.replace("<script>", f"<script>{script}"))
    site.set("/state.json", '{"says": ["It is planned."]}', content_type="application/json")
    paths = {"/app": True, "/plain": False, "/hostile": True}
    app, plain, hostile = (watch_url(source=local, url=site.url(at), rendered=it) for at, it in paths.items())
    poll(app, plain, hostile)
    assert (app.error, plain.error) == ("", "")
    assert hostile.error_code == "scripts-endless"
    site.set("/state.json", f'{{"says": ["{WORDS}"]}}', content_type="application/json")
    poll(app)
    while pipeline.process_waiting(extractor=extractor):
        pass
    texts = list(Snapshot.objects.filter(resource=app).order_by("pk").values_list("text", flat=True))
    assert ["planned" in texts[0], WORDS in texts[1]] == [True, True]
    assert "169.254.169.254" in service.read_text()


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"headers": {"Authorization": "Bearer another"}}, 401),
        ({"headers": {}}, 401),
        ({"headers": {"Authorization": f"Bearer {TOKEN}"}}, 400),
        ({"headers": {"Authorization": f"Bearer {TOKEN}", "X-Document-URL": "file:///etc/passwd"}}, 400),
        ({"headers": {"Authorization": f"Bearer {TOKEN}"}, "post": b"x" * 5_000_001}, 413),
        ({"headers": {"Authorization": f"Bearer {TOKEN}"}, "post": None}, 404),
    ],
)
def test_it_serves_only_who_knows_the_token_and_only_what_it_is_for(service, settings, how, status):
    request = FetchRequest(
        f"{settings.TRACKER_RENDERER_URL}/render", kind="json", trusted=True, **{"post": b"x", **how}
    )
    assert fetch(request, policy=FetchPolicy("test")).status == status
