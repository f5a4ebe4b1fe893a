"""bin/serve, as a newcomer runs it."""

import http.cookiejar
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 120

pytestmark = pytest.mark.slow


class Served:
    """A tracker that bin/serve runs in a data folder of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = data.with_suffix(".log")
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SITE_URL")
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [ROOT / "bin/serve", "--port", str(self.port), "--desk", "City desk", "--user", "anna"],
                env=kept | {"TRACKER_DATA_DIR": str(data), "DJANGO_SUPERUSER_PASSWORD": "correct horse battery"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies)

    def get(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        form = urllib.parse.urlencode(data).encode() if data else None
        headers = {"Referer": f"http://127.0.0.1:{self.port}{path}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", form, headers)
        try:
            with self.browser.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if self.get("/health/ready")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        pytest.fail(self.log.read_text())

    def stop(self) -> int:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=60)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    running = Served(data)
    yield running
    running.stop()


def log_in(served: Served) -> tuple[int, str]:
    _, page = served.get("/accounts/login/")
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"csrfmiddlewaretoken": token, "login": "anna", "password": "correct horse battery"}
    return served.get("/accounts/login/?next=/admin/", form)


def test_in_an_empty_folder_it_serves_pages_takes_a_log_in_and_runs_one_beat(served: Served, data: Path) -> None:
    served.wait()
    for path in ("/", "/admin/login/", "/api/v1/docs/", "/api/v1/claims/", "/feeds/changes.atom"):
        assert served.get(path)[0] == 200, path
    status, page = log_in(served)
    assert (status, "What is to be done" in page) == (200, True)

    other = Served(data)
    assert other.process.wait(timeout=PATIENCE_S) == 1
    assert "Another beat runs already" in other.log.read_text()
    assert served.get("/health/ready")[0] == 200

    assert served.stop() == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", served.port)) != 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--poort", "1"], "unknown argument --poort"), (["--port"], "--port wants a value")],
)
def test_it_says_what_it_does_not_understand(arguments: list[str], said: str) -> None:
    answer = subprocess.run([ROOT / "bin/serve", *arguments], capture_output=True, text=True, check=False)
    assert (answer.returncode, said in answer.stderr) == (2, True)
