"""The processes of the demonstration: each in a group of its own, so that all of it can be stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_PATIENCE_S = 10.0

_CELERY = (sys.executable, "-m", "celery", "-A", "config")
WORKER = (*_CELERY, "worker", "--loglevel", "INFO", "--concurrency", "1", "--without-gossip", "--without-mingle")
BEAT = (*_CELERY, "beat", "--loglevel", "INFO", "--pidfile=")


def web(site_url: str) -> tuple[str, ...]:
    """The command that serves the pages at an address such as http://127.0.0.1:8000."""
    parts = urlsplit(site_url)
    address = ("--host", str(parts.hostname), "--port", str(parts.port))
    return (str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", *address, "config.wsgi:application")


class ProcessEnded(RuntimeError):
    """A process that should run has ended; the message says which and where its words are."""


class Processes:
    """Processes by name, started in `folder`, their output in `logs`; stopped when the context ends."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder, self._logs = folder, logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: tuple[str, ...]) -> None:
        """Start a command in a session of its own: Ctrl-C reaches us alone, and we stop the rest in order."""
        with self._log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(
                command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raises ProcessEnded unless all of them run."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ProcessEnded(f"The {name} has ended (exit {process.returncode}). Read {self._log(name)}.")

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask each to end, wait a while, kill what is left of its group.

        Only the leader is asked: Celery’s worker waits in vain for children that were ended past it.
        """
        processes = [*self._running.values()]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + _PATIENCE_S
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):  # the whole group has ended
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
