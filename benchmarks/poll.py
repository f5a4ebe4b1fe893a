"""How fast the tracker polls: against the bare client and its peers, with several workers, with many resources.

A local origin serves 30 KB pages, 5% of which are new each round. In one run, pair by pair: libcurl's multi interface
with conditional GETs and nothing else; the engine on PostgreSQL and on SQLite; urlwatch; changedetection.io at 1,000
and 5,000 watches; the engine at 1,000, 10,000 and 100,000 resources, and in 1, 2 and 4 processes; and the time from a
change on the origin to the change in the feed. docs/benchmarks.md explains the figures.

Runs on PostgreSQL and Redis servers that it starts itself, or on those of DATABASE_URL and REDIS_URL, in databases of
its own. Exits 1 where a resource could not be polled, 2 where it could not start.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from benchmarks import poll_peers
from benchmarks.origin import Origin
from benchmarks.poll_databases import Databases, on_servers
from benchmarks.poll_latency import latency
from benchmarks.poll_rounds import World, against_bare, growth, several_workers

SUMMARY = "polling: against the bare client and the peers, with several workers, with 100,000 resources"
HOSTS = 250
# What an engine is asked for: (figure, at least or at most, how much).
TARGETS = (
    ("ratio_to_bare_per_cpu_s", ">=", 0.25),
    ("ratio_to_urlwatch", ">=", 10),
    ("ratio_to_changedetection_5000", ">=", 50),
    ("growth_100k", ">=", 0.9),
    ("peak_mb", "<=", 300),
    ("pages_per_cpu_s", ">=", 60),
    ("polled_twice", "<=", 0),
    ("latency_p95_s", "<=", 2),
    ("latency_p95_s_sqlite", "<=", 2),
)
GROWTH_ROUNDS = 15  # of a quarter of a second each: three of them say little on a machine that has other work
PARTS = ("pairs", "workers", "growth", "peers", "latency")
PEERS = ("urlwatch", "changedetection_1000", "changedetection_5000")

# Those every run names, measured or not.
FIGURES = (
    *("bare_client", "ours_postgres", "ours_sqlite", *PEERS),
    *("workers_1", "workers_2", "workers_4", "growth_10k", "growth_100k"),
    *("statements_per_check", "cpu_ms_per_check", "peak_mb", "latency_p95_s", "latency_p95_s_sqlite"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="without the peers and the largest sizes, within a minute")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be given several times")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    status = on_servers(sys.argv[1:])
    if status is not None:
        return status
    started = time.monotonic()
    try:
        figures = measure(quick=options.quick, parts=options.only or PARTS)
    except OSError as error:
        print(f"poll: {error}", file=sys.stderr)
        return 2
    figures |= {"seconds": time.monotonic() - started}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
    print("\n".join(table(rounded)), flush=True)
    if options.json:
        print(json.dumps(rounded))
    return 1 if any(figures.get(name) for name in ("failed_postgres", "failed_sqlite", "polled_twice")) else 0


def measure(*, quick: bool, parts: Collection[str]) -> dict[str, float | None]:
    """Every figure by its name; None for what was not measured. Raises OSError where a part could not run."""
    sizes = {"1k": 1_000, "10k": 10_000} | ({} if quick else {"100k": 100_000})
    pages, rounds = (1_000, 1) if quick else (2_000, 3)
    figures: dict[str, float | None] = dict.fromkeys(FIGURES)
    with tempfile.TemporaryDirectory(prefix="poll-") as name:
        folder = Path(name)
        databases = Databases(folder)
        try:
            with Origin(pages=sum(sizes.values()), hosts=HOSTS) as origin:
                world = World(origin, databases, folder, say)
                say("spacing between two requests to one host: 0 s, by each source's polling policy")
                if "pairs" in parts:
                    figures |= against_bare(world, pages=pages, rounds=3)
                if "workers" in parts:
                    counts = (1, 2) if quick else (1, 2, 4)
                    figures |= several_workers(world, pages=pages, rounds=rounds, counts=counts)
                if "growth" in parts:
                    figures |= growth(world, sizes=sizes, window=1_000, rounds=GROWTH_ROUNDS)
                if "peers" in parts and not quick:
                    figures |= poll_peers.rates(world)
            if "latency" in parts:
                figures |= latency(databases, folder, edits=8 if quick else 40, say=say)
        finally:
            databases.drop()
    return figures | ratios(figures)


def ratios(figures: Mapping[str, float | None]) -> dict[str, float | None]:
    """Our rate by the clock over each peer's, None where one of them was not measured."""
    ours = figures.get("ours_postgres")
    rates = {peer: figures.get(peer) for peer in PEERS}
    return {f"ratio_to_{peer}": ours / rate if ours and rate else None for peer, rate in rates.items()}


def table(figures: Mapping[str, float | None]) -> list[str]:
    """The figures for people, with what is asked of them."""
    asked = {name: (relation, value) for name, relation, value in TARGETS}
    lines = []
    for name, value in figures.items():
        line = f"{name:32} {'not measured' if value is None else f'{value:,}'}"
        if name in asked and value is not None:
            relation, wanted = asked[name]
            met = value >= wanted if relation == ">=" else value <= wanted
            line += f"   ({relation} {wanted}: {'met' if met else 'MISSED'})"
        lines.append(line)
    return lines


def say(words: str) -> None:
    print(f"poll: {words}", file=sys.stderr, flush=True)
