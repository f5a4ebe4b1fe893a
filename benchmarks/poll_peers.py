"""The peers, each in an environment of its own in .cache/peers, from the package index at a pinned version, and run as
their users run them: urlwatch by its command line, changedetection.io by its server and its HTTP API.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.poll_latency import stop
from benchmarks.poll_process import ROOT
from benchmarks.poll_rounds import World

URLWATCH = "urlwatch==2.29"
CHANGEDETECTION = "changedetection.io==0.60.10"
_URLWATCH_PAGES = 1_000
_ROUNDS = 3
# changedetection.io's own default is 5 fetchers; urlwatch has 10.
_FETCHERS = "10"
_WINDOW_S = 20.0
_FIRST_PASS_S = 150.0


def rates(world: World) -> dict[str, float | None]:
    """Checks per second of each peer; None, and a line saying why, for one that could not be installed or run."""
    return {
        "urlwatch": _or_none(world, lambda: _urlwatch(world)),
        "changedetection_1000": _or_none(world, lambda: _changedetection(world, 1_000)),
        "changedetection_5000": _or_none(world, lambda: _changedetection(world, 5_000)),
    }


def _or_none(world: World, measure: Callable[[], float]) -> float | None:
    try:
        return measure()
    except (OSError, subprocess.SubprocessError) as error:
        world.say(f"a peer was not measured: {error}")
        return None


def installed(requirement: str, program: str) -> str:
    """The path of a peer's program, installed unless it is. Raises OSError."""
    folder = ROOT / ".cache" / "peers" / requirement.replace("==", "-")
    path = folder / "bin" / program
    if not path.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", requirement]
        if subprocess.run(pip, stderr=subprocess.DEVNULL, check=False).returncode or not path.exists():
            raise OSError(f"{requirement} cannot be installed from the package index here")
    return str(path)


def _urlwatch(world: World) -> float:
    """A run over the pages, less what a run over one page takes: its start is not held against it."""
    command = installed(URLWATCH, "urlwatch")
    alone, full = (
        _UrlwatchList(command, world.folder / f"urlwatch-{pages}", [world.origin.url(n) for n in range(pages)])
        for pages in (1, _URLWATCH_PAGES)
    )
    found = []
    for number in range(_ROUNDS + 1):
        world.change(number, 0, _URLWATCH_PAGES)
        seconds = full.run() - alone.run()
        if number:  # the first keeps every page
            found.append((_URLWATCH_PAGES - 1) / seconds)
            world.say(f"urlwatch: {found[-1]:,.1f}/s")
    return median(found)


class _UrlwatchList:
    """A list of urlwatch with a cache of its own."""

    def __init__(self, command: str, folder: Path, urls: list[str]) -> None:
        folder.mkdir()
        # YAML reads what JSON writes; one document for each job.
        (folder / "urls.yaml").write_text("\n---\n".join(json.dumps({"kind": "url", "url": url}) for url in urls))
        files = {"urls": "urls.yaml", "config": "config.yaml", "hooks": "hooks.py", "cache": "cache.db"}
        self._command = [command, *(f"--{option}={folder / file}" for option, file in files.items())]
        self._folder = folder

    def run(self) -> float:
        """How many seconds a run took. Raises OSError where it failed."""
        started = time.perf_counter()
        done = subprocess.run(self._command, capture_output=True, text=True, timeout=300, check=False, cwd=self._folder)
        if done.returncode:
            raise OSError(f"urlwatch ended with {done.returncode}: {done.stderr[-300:]}")
        return time.perf_counter() - started


def _changedetection(world: World, watches: int) -> float:
    """Checks a second, counted by its API over a window in which every watch is queued again.

    Each watch is checked once before; where that takes too long, the window is one of first checks, and it is said.
    """
    with _Changedetection(world, watches) as server:
        started = time.monotonic()
        while (fresh := server.checked(0)) < watches and time.monotonic() - started < _FIRST_PASS_S:
            time.sleep(3)
        world.say(f"changedetection.io: {fresh:,} of {watches:,} checked once in {time.monotonic() - started:.0f} s")
        world.change(1, 0, watches)
        since = int(time.time()) + 1  # its times are whole seconds
        time.sleep(max(0.0, since - time.time()))
        began = time.monotonic()
        server.ask("watch?recheck_all=1")
        while time.monotonic() - began < _WINDOW_S and server.checked(since) < watches:
            time.sleep(2)
        taken, checked = time.monotonic() - began, server.checked(since)
        world.say(f"changedetection.io at {watches:,} watches: {checked:,} checks in {taken:.1f} s")
        return checked / taken


class _Changedetection:
    """Its server with so many watches; a context manager."""

    def __init__(self, world: World, watches: int) -> None:
        self._world, self._watches = world, watches
        self._folder = world.folder / f"changedetection-{watches}"
        self._port = 20_000 + os.getpid() % 10_000 + watches // 1_000
        self._key = ""

    def __enter__(self) -> "_Changedetection":
        """Raises OSError where it does not start."""
        program = installed(CHANGEDETECTION, "changedetection.io")
        urls = [self._world.origin.url(number) for number in range(self._watches)]
        # A first watch of ours keeps it from making its own, of pages elsewhere.
        command = [program, "-C", "-d", str(self._folder), "-h", "127.0.0.1", "-p", str(self._port), "-l", "WARNING"]
        command += ["-u", urls[0]]
        own: Mapping[str, str] = {
            "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",
            "MINIMUM_SECONDS_RECHECK_TIME": "0",
            "DISABLE_VERSION_CHECK": "true",
            "FETCH_WORKERS": _FETCHERS,
        }
        with (self._world.folder / f"changedetection-{self._watches}.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, **own}, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            self._wait(self._is_up, "its server did not start")
            self.ask("import?dedupe=false", "\n".join(urls[1:]).encode())
            self._wait(self._has_all, "the import did not end")
        except BaseException:
            stop(self._process)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        stop(self._process)

    def _is_up(self) -> bool:
        with suppress(OSError, ValueError, KeyError):
            kept = json.loads((self._folder / "changedetection.json").read_text())
            self._key = kept["settings"]["application"]["api_access_token"]
            return bool(self.ask("systeminfo"))
        return False

    def _has_all(self) -> bool:
        with suppress(OSError):  # its list cannot be read while it grows
            return len(self.ask("watch")) == self._watches
        return False

    def _wait(self, until: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + 120
        while not until():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise OSError(f"changedetection.io: {otherwise}")
            time.sleep(1)

    def ask(self, what: str, body: bytes | None = None) -> Any:
        """The API's answer. Raises OSError."""
        headers = {"x-api-key": self._key, "Content-Type": "text/plain"}
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/api/v1/{what}", body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def checked(self, since: int) -> int:
        """How many watches were checked at or after a time (seconds since 1970; 0: at all)."""
        return sum(watch["last_checked"] >= max(since, 1) for watch in self.ask("watch").values())
