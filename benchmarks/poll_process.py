"""Part: a process of a polling benchmark, told what to do line by line, whose CPU time, memory and database are its
own.

A line in is {"do": NAME, …arguments}, a line out the JSON of what was done.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")


class Part:
    """A module of this package running as a process; a context manager."""

    def __init__(self, module: str, *, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"benchmarks.{module}"],
            env={**os.environ, **(environment or {}), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._module = module

    def tell(self, do: str, **arguments: object) -> None:
        """Send a command and return at once; `hear` waits for its result."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        """Return the result of the last command. Raises OSError where the process has ended instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise OSError(f"benchmarks.{self._module} ended with exit status {self._process.wait()}; see above")
        return json.loads(line)

    def ask(self, do: str, **arguments: object) -> Any:
        self.tell(do, **arguments)
        return self.hear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """It ends when there is nothing more to be told."""
        self._process.communicate(timeout=60)


def serve(commands: Mapping[str, Callable[..., Any]]) -> None:
    """Run the commands that standard input names, one a line, and print their results, until it ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(commands[asked.pop("do")](**asked)), flush=True)


def measured(work: Callable[[], int]) -> dict[str, float]:
    """How many things `work` did, in how many seconds by the clock and of the CPU, all threads and children counted.

    `peak_mb` is the most memory this process ever had, in MB; its children are not in it.
    """
    started, cpu = time.perf_counter(), time.process_time() + _children_cpu_s()
    done = work()
    return {
        "done": done,
        "wall_s": time.perf_counter() - started,
        "cpu_s": time.process_time() + _children_cpu_s() - cpu,
        "peak_mb": peak_mb(),
    }


def peak_mb(pid: int | str = "self") -> float:
    """The most memory a process ever had (VmHWM), in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


def _children_cpu_s() -> float:
    """CPU seconds of the children that run, to a hundredth, and of those that ended and were waited for."""
    ended = os.times()
    total = ended.children_user + ended.children_system
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            # The name in parentheses may hold blanks: utime and stime are the 12th and 13th fields after it.
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total
