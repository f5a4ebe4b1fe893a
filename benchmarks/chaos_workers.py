"""Celery workers that are killed (SIGKILL) and started again, under a beat that lives on."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from benchmarks.poll_latency import start, stop

_CELERY = (sys.executable, "-m", "celery", "-A", "config")
WORKER = (*_CELERY, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
BEAT = (*_CELERY, "beat", "--loglevel", "WARNING", "--pidfile=")


class Workers:
    """A number of workers and one beat; a context manager."""

    def __init__(self, count: int, environment: Mapping[str, str], rng: random.Random) -> None:
        self.kills = {"worker": 0, "pool": 0}
        self._count, self._environment, self._rng = count, environment, rng
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self._beat = start(BEAT, self._environment)
        self._running = [start(WORKER, self._environment) for _ in range(self._count)]
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self._running, self._beat):
            stop(process)

    def kill_one(self) -> None:
        """Kill a whole worker and start another, or only the process in which its tasks run.

        A worker that is still starting is left alone: its death would prove nothing.
        """
        place = self._rng.randrange(len(self._running))
        victim = self._running[place]
        pool = _children(victim.pid)
        if not pool:
            return
        what = self._rng.choice(("worker", "pool"))
        if what == "pool":
            for child in pool:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        else:
            with suppress(ProcessLookupError):
                os.killpg(victim.pid, signal.SIGKILL)
            victim.wait()
            self._running[place] = start(WORKER, self._environment)
        self.kills[what] += 1

    def ended(self) -> bool:
        """Whether one has ended that nobody killed."""
        return any(process.poll() is not None for process in (*self._running, self._beat))


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
