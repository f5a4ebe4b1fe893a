"""From a change on the origin to the change in the feed, the resource being due: a real Celery worker with its beat,
as the operations manual starts it, on PostgreSQL with Redis and on SQLite with the broker made of files.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.origin import Origin
from benchmarks.poll_databases import Databases, settings
from benchmarks.poll_process import ROOT, Part
from benchmarks.poll_sentences import sentence

WORKER = (sys.executable, "-m", "celery", "-A", "config", "worker", "--beat", "--loglevel", "WARNING")
_HOUR_S = 3_600
_PATIENCE_S = 90.0
_LOOK_S = 0.02


def latency(databases: Databases, folder: Path, *, edits: int, say: Callable[[str], None]) -> dict[str, float | None]:
    """Seconds from the edit to the feed, middle and 95th percentile, on both pairs of a database and a broker.

    Raises OSError where a change does not arrive at all.
    """
    figures: dict[str, float | None] = {}
    on_servers = databases.postgresql("latency"), os.environ["REDIS_URL"]
    embedded = databases.sqlite("late"), ""
    for suffix, (database, redis) in {"": on_servers, "_sqlite": embedded}.items():
        with Origin(pages=edits, hosts=edits) as origin:
            environment = settings(folder / f"latency{suffix}", database, origin=origin, redis=redis)
            times = sorted(_times(environment, origin, edits))
        middle = median(times)
        say(f"from the edit to the feed{suffix}: {times[0]:.2f} to {times[-1]:.2f} s, median {middle:.2f} s")
        figures[f"latency_p50_s{suffix}"] = middle
        figures[f"latency_p95_s{suffix}"] = quantiles(times, n=20, method="inclusive")[-1]
    return figures


def _times(environment: Mapping[str, str], origin: Origin, edits: int) -> list[float]:
    """Each edit is made at a random moment of the scheduler's tick, while earlier ones are still on their way."""
    rng = random.Random(7)
    with Part("poll_claims", environment=environment) as record:
        record.ask("stage", count=edits, port=origin.port, interval_s=_HOUR_S)
        worker = start(WORKER, environment)
        try:
            _wait(lambda: record.ask("ready") == edits, "the worker did not read every page")
            begun: dict[int, float] = {}
            ended: dict[int, float] = {}

            def look() -> bool:
                for page in record.ask("told"):
                    ended.setdefault(page, time.monotonic())
                return len(ended) == len(begun)

            for page in range(edits):
                origin.ask("edit", page=page, text=sentence(page))
                record.ask("due", page=page)
                begun[page] = time.monotonic()
                until = begun[page] + rng.uniform(0.3, 1.1)
                while time.monotonic() < until:
                    look()
                    time.sleep(_LOOK_S)
            _wait(look, "a change never reached the feed")
        finally:
            stop(worker)
    return [ended[page] - begun[page] for page in begun]


def _wait(until: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not until():
        if time.monotonic() > deadline:
            raise OSError(f"{otherwise} within {_PATIENCE_S:.0f} s")
        time.sleep(_LOOK_S)


def start(command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """A process in a group of its own, its words kept in its data folder."""
    with (Path(environment["TRACKER_DATA_DIR"]) / "processes.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(worker: "subprocess.Popen[bytes]") -> None:
    """Ask it to end; end what is left of its group."""
    worker.terminate()
    try:
        worker.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
