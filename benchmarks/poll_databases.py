"""The databases and the environment of the parts of a polling benchmark."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks.origin import Origin
from benchmarks.poll_process import ROOT, Part

_TEMPLATE = "benchmark_template"


def on_servers(arguments: Sequence[str]) -> int | None:
    """Run `bin/bench` again on a PostgreSQL and a Redis server made for it, which write as durably as in production;
    the exit status. None where DATABASE_URL and REDIS_URL name such servers already."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres") and os.environ.get("REDIS_URL"):
        return None
    services = [sys.executable, str(ROOT / "bin/with_services.py"), "--durable", "--"]
    return subprocess.run([*services, sys.executable, "-P", "-m", "benchmarks", *arguments], check=False).returncode


class Databases:
    """Makes databases with the tracker's tables, by name, on the server of DATABASE_URL, and drops them at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = os.environ["DATABASE_URL"]
        self._made: list[str] = []

    def postgresql(self, name: str) -> str:
        """The URL of a new database; the tables are made once and copied."""
        if not self._made:
            self._create(_TEMPLATE, "template1")
            with Part("poll_worker", environment=settings(self._folder / "template", self._url(_TEMPLATE))) as worker:
                worker.ask("migrate")
        self._create(f"benchmark_{name}", _TEMPLATE)
        return self._url(f"benchmark_{name}")

    def sqlite(self, name: str) -> str:
        url = f"sqlite:///{self._folder / name}.sqlite3"
        with Part("poll_worker", environment=settings(self._folder / "template", url)) as worker:
            worker.ask("migrate")
        return url

    def drop(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as server:
            for name in self._made:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        self._made.append(name)

    def _url(self, name: str) -> str:
        return urlsplit(self._server)._replace(path=f"/{name}").geturl()


def settings(folder: Path, database: str, *, origin: Origin | None = None, redis: str = "") -> dict[str, str]:
    """The environment of an ordinary installation that may read `origin`, with a data folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = {
        "TRACKER_ALLOWED_PRIVATE_ADDRESSES": ",".join(origin.addresses()) if origin else "",
        "TRACKER_ALLOWED_PORTS": str(origin.port) if origin else "80",
        "TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED": "true",
    }
    return opened | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "TRACKER_DATA_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
    }
