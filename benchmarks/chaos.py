"""Kill workers at random under load, and count: no change may be lost, none doubled.

Pages at as many addresses are polled every two seconds by Celery workers on PostgreSQL and Redis, and edited as fast as
the edits are worked off. The first edit of a page settles its claim, which must change once in the feed; each later one
must become one snapshot more. A page is edited again only when its edit before was processed, so that every edition
stands long enough to be read. Meanwhile workers, or the processes in which their tasks run, are killed with SIGKILL.
With `--disk` the data folder lies on a small disk that is filled, or taken away, again and again. At the end nothing is
killed any more, and what is under way may finish. docs/benchmarks.md explains the figures.

Exits 1 where a change was lost or doubled, 2 where it could not start.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Self

from benchmarks.chaos_counts import counts
from benchmarks.chaos_disk import Disk, unfinished
from benchmarks.chaos_workers import Workers
from benchmarks.origin import Origin
from benchmarks.poll_databases import Databases, on_servers, settings
from benchmarks.poll_process import Part
from benchmarks.poll_sentences import sentence

SUMMARY = "kill workers at random under load: is a change lost or doubled?"
INTERVAL_S = 2
# Leases this short let what a killed worker held come round again many times within the run.
LEASE_S = 15
_IN_FLIGHT = 30  # edits that are not processed yet
_PATIENCE_S = 240.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=int, default=300, help="how long workers are killed")
    parser.add_argument("--workers", type=int, default=3, help="how many there are")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two kills, on average")
    parser.add_argument("--pages", type=int, default=300, help="how many are polled")
    parser.add_argument(
        "--disk", type=float, default=0.0, help="seconds between two troubles of the data folder's disk; 0: none"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the choice of pages and victims")
    parser.add_argument("--json", action="store_true", help="the counts as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    if min(options.seconds, options.workers, options.pages) < 1 or options.every <= 0:
        print("chaos: --seconds, --workers, --pages and --every must be positive", file=sys.stderr)
        return 2
    status = on_servers(sys.argv[1:])
    if status is not None:
        return status
    try:
        with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
            figures = chaos(options, Path(folder))
    except OSError as error:
        print(f"chaos: {error}", file=sys.stderr)
        return 2
    print("\n".join(f"{name:24} {value}" for name, value in figures.items()), flush=True)
    if options.json:
        print(json.dumps(figures))
    return 1 if figures["lost"] or figures["doubled"] else 0


def chaos(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    """The counts of one run. Raises OSError where the tracker does not get going at all."""
    rng = random.Random(options.seed)
    databases = Databases(folder)
    try:
        database = databases.postgresql("chaos")
        with Origin(pages=options.pages, hosts=options.pages) as origin, Disk(folder / "data") as disk:
            environment = settings(folder / "data", database, origin=origin, redis=os.environ["REDIS_URL"])
            environment["TRACKER_LEASE_SECONDS"] = str(LEASE_S)
            with Part("poll_claims", environment=environment) as record:
                record.ask("stage", count=options.pages, port=origin.port, interval_s=INTERVAL_S)
                say(f"{options.pages} pages and claims staged; each page is polled every {INTERVAL_S} s")
                with Workers(options.workers, environment, rng) as workers:
                    story = Story(origin, record, rng)
                    story.wait_for_all()
                    say("every page was read once; now workers are killed")
                    began, before = time.monotonic(), sum(origin.ask("served").values())
                    with Troubles(disk, every=options.disk, seed=options.seed) if options.disk else nullcontext():
                        _storm(story, workers, rng, seconds=options.seconds, every=options.every)
                    asked = sum(origin.ask("served").values()) - before
                    rate = asked / (time.monotonic() - began)
                    story.wait_for_all()
                    return story.figures() | {
                        "kills": sum(workers.kills.values()),
                        "workers_killed": workers.kills["worker"],
                        "pools_killed": workers.kills["pool"],
                        "disk_filled": disk.troubles["filled"],
                        "disk_vanished": disk.troubles["vanished"],
                        "unfinished_files": unfinished(folder / "data"),
                        "requests_per_s": round(rate, 1),
                        "seconds": options.seconds,
                    }
    finally:
        databases.drop()


class Troubles:
    """The disk in trouble again and again, in a thread of its own; a context manager."""

    def __init__(self, disk: Disk, *, every: float, seed: int) -> None:
        self._disk, self._every, self._rng = disk, every, random.Random(seed)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        if not disk.mounted:
            say("NOT run: a disk that fills; only root may mount one. The data folder goes away and comes back")

    def _run(self) -> None:
        while not self._over.wait(self._rng.uniform(0.5, 1.5) * self._every):
            self._disk.trouble(self._rng, seconds=self._rng.uniform(1, self._every / 2))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def _storm(story: "Story", workers: Workers, rng: random.Random, *, seconds: float, every: float) -> None:
    now = time.monotonic()
    end, next_kill, next_word = now + seconds, now + rng.expovariate(1 / every), now + 30
    while (now := time.monotonic()) < end:
        story.go_on()
        if now >= next_kill:
            workers.kill_one()
            next_kill = now + rng.expovariate(1 / every)
        if now >= next_word:
            say(f"{story.edits()} edits, {sum(workers.kills.values())} kills, {end - now:.0f} s to go")
            next_word = now + 30
        time.sleep(0.1)
    if workers.ended():
        raise OSError("a process ended that nobody killed")


class Story:
    """The edits: what was made, and what has been worked off."""

    def __init__(self, origin: Origin, record: Part, rng: random.Random) -> None:
        self._origin, self._record, self._rng = origin, record, rng
        self._made = dict.fromkeys(range(origin.pages), 0)

    def edits(self) -> int:
        return sum(self._made.values())

    def go_on(self) -> None:
        """Edit pages whose last edit was processed, as many as may be under way at once."""
        waiting = self._waiting()
        idle = [page for page in self._made if page not in waiting]
        for page in self._rng.sample(idle, min(len(idle), max(0, _IN_FLIGHT - len(waiting)))):
            text = {} if self._made[page] else {"text": sentence(page)}
            self._origin.ask("edit", page=page, **text)
            self._made[page] += 1

    def wait_for_all(self) -> None:
        """Until every edition was processed and every settled claim told, or nothing has moved for minutes."""
        last, moved = (-1, -1), time.monotonic()
        while time.monotonic() - moved < _PATIENCE_S:
            waiting, told = self._waiting(), set(self._record.ask("told"))
            if not waiting and told >= self._settled():
                time.sleep(2 * INTERVAL_S)  # what would come twice may come now
                return
            now = (len(waiting), len(told))
            if now != last:
                last, moved = now, time.monotonic()
            time.sleep(0.5)
        say(
            f"{last[0]} pages were not worked off: {self._record.ask('set_aside')}, errors {self._record.ask('errors')}"
        )

    def figures(self) -> dict[str, float]:
        found = counts(
            self._made,
            [(page, edition) for page, edition in self._record.ask("editions")],
            settled=self._settled(),
            told=self._record.ask("told"),
        )
        items = Counter(self._record.ask("evidence"))
        twice = sum(items.values()) - len(items)
        return {**found, "doubled": found["doubled"] + twice, "evidence_doubled": twice}

    def _waiting(self) -> set[int]:
        done = dict(self._record.ask("processed"))
        return {page for page, edits in self._made.items() if done.get(page, 0) <= edits}

    def _settled(self) -> set[int]:
        return {page for page, edits in self._made.items() if edits}


def say(words: str) -> None:
    print(f"chaos: {words}", file=sys.stderr, flush=True)
