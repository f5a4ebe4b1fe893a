"""Redis and PostgreSQL go away and come back under a whole installation: web, worker and beat, as they are run."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest

from tests.loopback import LoopbackSite

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
LOGIN = "/accounts/login/"
DOORS = ("/", "/api/v1/claims/", "/api/v1/changes/", "/feeds/changes.atom", "/admin/login/")

spec = importlib.util.spec_from_file_location("with_services", ROOT / "bin/with_services.py")
assert spec is not None
assert spec.loader is not None
services = importlib.util.module_from_spec(spec)
spec.loader.exec_module(services)

STAGE = """
import django, sys
django.setup()
from django.contrib.auth.models import User
from claims import services
from claims.models import Desk, Membership
from tracker.models import PollingPolicy
from tracker.watching.resources import watch_url
desk = Desk.objects.create(name="Main", slug="main")
anna = User.objects.create_user("anna", password="a machine on trial")
Membership.objects.create(user=anna, desk=desk, role="reviewer")
source = services.record_source(by=anna, desk=desk, name="Operator", sites=[sys.argv[1]])
PollingPolicy.objects.create(source=source, interval_s=1, floor_s=1, spacing_s=0, spacing_reason="a test")
watch_url(source=source, url=sys.argv[1] + "news")
"""


def wait(until: Callable[[], object], otherwise: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not until():
        if time.monotonic() > deadline:
            pytest.fail(otherwise())
        time.sleep(0.1)


class Installation:
    """An installation of its own, with servers that can be stopped and started again."""

    def __init__(self, folder: Path, site: LoopbackSite, stack: ExitStack) -> None:
        self.folder, self.site, self._stack = folder, site, stack
        (folder / "redis").mkdir()
        (folder / "data").mkdir()
        self._database, self._redis, self._web = (services.free_port() for _ in range(3))
        self.log = folder / "processes.log"
        self.postgresql = services.start_postgresql(folder / "postgresql", self._database, durable=False)
        self.redis = services.start_redis(folder / "redis", self._redis)
        stack.callback(lambda: self.stop(self.postgresql, signal.SIGQUIT))
        stack.callback(lambda: self.stop(self.redis))
        self.url = f"postgres://tracker@127.0.0.1:{self._database}/postgres"
        self.environment = os.environ | {
            "DATABASE_URL": self.url,
            "REDIS_URL": f"redis://127.0.0.1:{self._redis}/0",
            "TRACKER_DATA_DIR": str(folder / "data"),
            "TRACKER_ALLOWED_PRIVATE_ADDRESSES": site.address,
            "TRACKER_ALLOWED_PORTS": site.address.rpartition(":")[2],
            "TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED": "true",
            "TRACKER_SWEEP_SECONDS": "0.5",
            "TRACKER_ASSESSOR": "symbolic",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOG_LEVEL": "WARNING",
        }
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        self.run("-c", STAGE, site.url("/"))

    def run(self, *arguments: str) -> None:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._stack.callback(lambda: self._kill(process))
        return process

    def _kill(self, process: "subprocess.Popen[bytes]") -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def start_all(self) -> None:
        web = ("granian", "--interface", "wsgi", "--port", str(self._web), "--workers", "1", "config.wsgi:application")
        self.web = self.start(*web)
        celery = ("celery", "-A", "config")
        self.worker = self.start(*celery, "worker", "--concurrency", "1", "-l", "WARNING", "--without-mingle")
        self.beat = self.start(*celery, "beat", "-l", "WARNING", "--pidfile=")
        wait(lambda: self.get("/")[0] == 200, self.log.read_text)
        self.wait_for_polls()

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._web}{path}", timeout=PATIENCE_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def log_in(self) -> tuple[int, str]:
        """The last status and address, from the form of the log-in on, for somebody who keeps cookies."""
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        address = f"http://127.0.0.1:{self._web}{LOGIN}"
        browser.open(address, timeout=PATIENCE_S).close()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        form = {"login": "anna", "password": "a machine on trial", "csrfmiddlewaretoken": token}
        try:
            with browser.open(address, urllib.parse.urlencode(form).encode(), timeout=PATIENCE_S) as answer:
                return answer.status, urllib.parse.urlsplit(answer.url).path
        except urllib.error.HTTPError as error:
            return error.code, urllib.parse.urlsplit(error.url).path

    def wait_for_polls(self) -> None:
        """Until the worker has read the page anew, and twice, so that no poll of before is meant."""
        before = self.site.hits("/news")
        wait(lambda: self.site.hits("/news") >= before + 2, self.log.read_text)

    def stop(self, server: "subprocess.Popen[bytes]", how: signal.Signals = signal.SIGINT) -> None:
        if server.poll() is None:
            server.send_signal(how)
            server.wait(timeout=30)

    def start_postgresql(self) -> None:
        self.postgresql = services.serve_postgresql(self.folder / "postgresql", self._database, durable=False)
        server = self.postgresql
        self._stack.callback(lambda: self.stop(server, signal.SIGQUIT))
        wait(self._answers, (self.folder / "postgresql.log").read_text)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def start_redis(self) -> None:
        self.redis = services.start_redis(self.folder / "redis", self._redis)
        server = self.redis
        self._stack.callback(lambda: self.stop(server))


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="installation-")))
        folder.chmod(0o755)  # PostgreSQL runs as somebody else, who may not enter the folders of tests
        site = stack.enter_context(LoopbackSite())
        site.set("/news", "<p>The machine runs.</p>")
        running = Installation(folder, site, stack)
        running.start_all()
        yield running


def test_while_redis_is_away_every_page_answers_and_work_goes_on_once_it_is_back(installation: Installation) -> None:
    installation.stop(installation.redis)
    for _ in range(2):
        assert {path: installation.get(path)[0] for path in DOORS} == dict.fromkeys(DOORS, 200)
    assert installation.log_in() == (200, "/desk/")
    status, said = installation.get("/health/ready")
    assert (status, "The broker does not answer." in said) == (503, True)
    installation.start_redis()
    installation.wait_for_polls()
    assert installation.get("/health/ready")[0] == 200


def test_once_postgresql_is_back_the_next_request_is_answered_and_worker_and_beat_go_on(
    installation: Installation,
) -> None:
    assert {installation.get(path)[0] for path in DOORS} == {200}
    installation.stop(installation.postgresql)
    for path in ("/", "/api/v1/claims/"):
        status, said = installation.get(path)
        assert (status, "database does not answer" in said) == (503, True)
    installation.start_postgresql()
    assert [installation.get(path)[0] for path in (*DOORS, *DOORS)] == [200] * 2 * len(DOORS)
    installation.wait_for_polls()
    assert installation.beat.poll() is None
    second = installation.start("celery", "-A", "config", "beat", "-l", "WARNING", "--pidfile=")
    assert second.wait(timeout=PATIENCE_S) == 1
    assert "Another beat runs already" in installation.log.read_text()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", installation._web)) == 0
