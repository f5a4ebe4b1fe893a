"""Every attack as one worker meets it in production: how each ends, how long it takes, how much memory.

The servers run in another process, so that what is measured is the worker's and its reader's own.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from net.client import FetchPolicy, FetchRequest, fetch
from tests.hostile.attacks import Attack
from tests.hostile.trying import attempt
from tests.hostile.world import ATTACKS, Places
from tracker.extract.isolation import PATIENCE, TIMEOUT_S, Extractor

MIB = 1024 * 1024
# A worker keeps a body of at most 20 MB, twice for a moment, and the reader's answer of at most 64 MB; a reader has 768
# MiB above its libraries.
WORKER_BYTES, READER_BYTES = 128 * MIB, 1_000 * MIB
# Beside the two limits of time: robots.txt before the page, a reader that is started anew.
GRACE_S = 20.0
_ROOT = Path(__file__).resolve().parents[2]
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Ending:
    """How one attack ended: its code, whether the page beside it was read, seconds, the most bytes that the worker took
    on top of what it held, and the most that its reader held.
    """

    attack: Attack
    code: str
    healthy: bool
    taken_s: float
    worker: int
    reader: int

    def faults(self, *, timeout_s: float, reader_s: float) -> list[str]:
        """What should not be, in words."""
        bound = timeout_s + reader_s * PATIENCE.get(self.attack.kind, 1) + GRACE_S
        return [
            f"{self.attack.group}, {self.attack.name}: {fault}"
            for wrong, fault in (
                (self.code != self.attack.code, f"ended in {self.code!r}, not {self.attack.code!r}"),
                (not self.healthy, "the page beside it was not read"),
                (self.taken_s > bound, f"took {self.taken_s:.1f} s, more than {bound:g}"),
                (self.worker > WORKER_BYTES, f"the worker took {self.worker // MIB} MiB more"),
                (self.reader > READER_BYTES, f"the reader held {self.reader // MIB} MiB"),
            )
            if wrong
        ]


@dataclass(slots=True)
class Report:
    """All endings, and how often the private site was asked."""

    endings: list[Ending] = field(default_factory=list)
    private_asked: int = 0
    faults: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[dict[str, object]]:
        """The worst of each group, and of all together."""
        groups = dict.fromkeys(ending.attack.group for ending in self.endings)
        for group in groups:
            yield _row(group, [ending for ending in self.endings if ending.attack.group == group])
        yield _row("all", self.endings)


def _row(name: str, endings: Iterable[Ending]) -> dict[str, object]:
    several = list(endings)
    slowest = max(several, key=lambda ending: ending.taken_s)
    return {
        "group": name,
        "cases": len(several),
        "as_named": sum(ending.code == ending.attack.code for ending in several),
        "worst_s": round(slowest.taken_s, 2),
        "slowest": slowest.attack.name,
        "worker_mb": max(ending.worker for ending in several) // 1_000_000,
        "reader_mb": max(ending.reader for ending in several) // 1_000_000,
    }


def report(
    *,
    timeout_s: float,
    reader_s: float = TIMEOUT_S,
    chosen: Callable[[Attack], bool] = lambda _: True,
    say: Callable[[Ending], None] = lambda _: None,
) -> Report:
    """Try every chosen attack, one after the other, in this process. `timeout_s` is the limit of a request, `reader_s`
    that of the reader. Needs Linux, whose /proc knows the most memory a process has held.
    """
    made = Report()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, _served(Path(folder)) as (places, asked):
        policy = places.policy(total_timeout_s=timeout_s)
        with places.entered(), Extractor(timeout_s=reader_s) as reader:
            for attack in filter(chosen, ATTACKS):
                ending = _tried(attack, places, policy, reader)
                made.endings.append(ending)
                made.faults += ending.faults(timeout_s=timeout_s, reader_s=reader_s)
                say(ending)
        made.private_asked = asked()
    if made.private_asked:
        made.faults.append(f"The private site was asked {made.private_asked} times.")
    return made


def _tried(attack: Attack, places: Places, policy: FetchPolicy, reader: Extractor) -> Ending:
    with _peaks() as most:
        started = time.perf_counter()
        code = attempt(attack, places, policy, reader)
        taken_s = time.perf_counter() - started
    healthy = fetch(FetchRequest(places.healthy, spacing_s=0), policy=policy).outcome == "ok"
    return Ending(attack, code, healthy, taken_s, most["worker"], most["reader"])


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[tuple[Places, Callable[[], int]]]:
    """The world in its own process; the function ends it and tells how often the private site was asked."""
    command = [sys.executable, "-m", "tests.hostile.serving", str(folder)]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        said: Mapping[str, object] = json.loads(process.stdout.readline())

        def asked() -> int:
            return int(process.communicate()[0])

        try:
            yield Places(**said), asked  # type: ignore[arg-type]
        finally:
            process.kill()


@contextlib.contextmanager
def _peaks() -> Iterator[dict[str, int]]:
    """The most bytes that this process takes and its readers hold meanwhile. A reader may be killed at any time, so its
    own account is read again and again.
    """
    most = {"worker": 0, "reader": 0}
    over = threading.Event()
    for process in ("self", *_children()):
        with contextlib.suppress(OSError):
            (_PROC / process / "clear_refs").write_text("5")  # from here on (proc(5))
    held = _peak("self")

    def watch() -> None:
        while not over.wait(0.01):
            for process in _children():
                if b"tracker.extract.child" in _read(process, "cmdline"):
                    most["reader"] = max(most["reader"], _peak(process))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()
        most["worker"] = _peak("self") - held


def _children() -> list[str]:
    tasks = [f"self/task/{task.name}" for task in (_PROC / "self/task").iterdir()]
    return [pid.decode() for task in tasks for pid in _read(task, "children").split()]


def _peak(process: str) -> int:
    for line in _read(process, "status").splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _read(process: str, name: str) -> bytes:
    try:
        return (_PROC / process / name).read_bytes()
    except OSError:  # it has ended
        return b""
