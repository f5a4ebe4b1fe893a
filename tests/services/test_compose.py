"""docker-compose.yml, read and run without Docker: our commands, variables and health checks against real servers."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "claim-tracker"}
LASTING = [name for name in OURS if name != "migrate"]
OPERATOR = {
    "SECRET_KEY": "a key that only this test knows, long enough to pass",
    "POSTGRES_PASSWORD": "onlyhere",
    "SITE_URL": "https://tracker.example",
    "ALLOWED_HOSTS": "tracker.example",
    "TRACKER_CONTACT": "desk@tracker.example",
}
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?P<how>:[?-])?(?P<word>[^}]*)\})")


def interpolate(text: str, given: dict[str, str]) -> str:
    """What compose makes of `${NAME:?error}`, `${NAME:-default}` and `$$`. A KeyError is a variable not given."""

    def value(match: re.Match[str]) -> str:
        if match["name"] is None:
            return "$"
        return given.get(match["name"], match["word"]) if match["how"] == ":-" else given[match["name"]]

    return _VARIABLE.sub(value, text)


def test_everything_that_stays_up_has_a_health_check() -> None:
    assert {name for name in SERVICES if "healthcheck" not in SERVICES[name]} == {"migrate"}


def test_ours_start_only_after_the_migration() -> None:
    for name in LASTING:
        assert OURS[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, name
    assert OURS["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.parametrize("missing", OPERATOR)
def test_no_secret_and_no_address_has_a_default(missing: str) -> None:
    given = {name: value for name, value in OPERATOR.items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        [
            interpolate(value, given)
            for service in SERVICES.values()
            for value in service.get("environment", {}).values()
        ]


def test_every_variable_it_sets_is_one_the_tracker_documents() -> None:
    documented = set(re.findall(r"^# ?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(OURS["web"]["environment"]) <= documented


def test_every_volume_it_mounts_is_declared() -> None:
    mounted = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])


def test_only_the_web_is_reachable_and_only_from_the_machine_itself() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }


def test_the_image_runs_as_nobody_in_particular_on_pinned_hashes() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER tracker", "USER root", "USER tracker"]  # the second stage installs the browser
    assert lines[-1] == "FROM tracker"
    installs = [line for line in lines if re.search(r"pip install", line)]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_the_rendering_service_is_off_unless_asked_for_and_is_kept_from_everything_else() -> None:
    render = SERVICES["render"]
    assert render["profiles"] == ["rendering"]
    assert render["networks"] == ["rendering"]
    assert {name for name, service in SERVICES.items() if "rendering" in service.get("networks", [])} == {
        *OURS,
        "render",
    }
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} & set(render["environment"])
    assert "volumes" not in render


class Outside:
    """Our services as they run in their containers, with the containers' addresses replaced by real local ones."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.database = database
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])

    def environment(self, name: str) -> dict[str, str]:
        values = {key: interpolate(value, OPERATOR) for key, value in OURS[name]["environment"].items()}
        postgresql, redis = urlsplit(values["DATABASE_URL"]), urlsplit(values["REDIS_URL"])
        assert {postgresql.hostname, redis.hostname} <= set(SERVICES)
        server = urlsplit(os.environ["DATABASE_URL"])
        values["DATABASE_URL"] = urlunsplit(postgresql._replace(netloc=server.netloc, path=f"/{self.database}"))
        # A number of its own, lest the worker take what other tests put into the queue.
        values["REDIS_URL"] = urlunsplit(redis._replace(netloc=urlsplit(os.environ["REDIS_URL"]).netloc, path="/9"))
        values["TRACKER_DATA_DIR"] = str(self.folder)
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return values | {"PATH": path, "HOSTNAME": socket.gethostname()}

    def command(self, words: list[str]) -> list[str]:
        words = [interpolate(word, OPERATOR) for word in words]
        return [word.replace("0.0.0.0", "127.0.0.1").replace("8000", self.port) for word in words]

    def healthy(self, name: str) -> subprocess.CompletedProcess[str]:
        how, *words = OURS[name]["healthcheck"]["test"]
        words = self.command(words)
        command = ["sh", "-c", *words] if how == "CMD-SHELL" else words
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(name), capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A database of its own, migrated by the migrate service."""
    name = f"compose_{uuid4().hex[:8]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            outside = Outside(tmp_path_factory.mktemp("data"), name)
            migration = subprocess.run(
                outside.command(OURS["migrate"]["command"]),
                cwd=ROOT,
                env=outside.environment("migrate"),
                capture_output=True,
                text=True,
                check=False,
            )
            assert migration.returncode == 0, migration.stderr
            yield outside
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgresql
@pytest.mark.redis
@pytest.mark.slow
@pytest.mark.parametrize("name", LASTING)
def test_a_service_starts_becomes_healthy_and_ends_when_asked(outside: Outside, name: str) -> None:
    assert outside.healthy(name).returncode != 0, "healthy before it was started"
    log = outside.folder / f"{name}.log"
    with log.open("wb") as output:
        service = subprocess.Popen(
            outside.command(OURS[name]["command"]),
            cwd=ROOT,
            env=outside.environment(name),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 60
        while (check := outside.healthy(name)).returncode and time.monotonic() < deadline and service.poll() is None:
            time.sleep(0.2)
        assert check.returncode == 0, check.stderr + log.read_text()
        # Of several processes one may answer while another still starts, and a starting one hears no signal.
        while name == "web" and log.read_text().count("Started worker") < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert service.poll() is None, log.read_text()
        service.send_signal(signal.SIGTERM)
        assert service.wait(timeout=30) in {0, -signal.SIGTERM}, log.read_text()
    finally:
        service.kill()
        service.wait()
