"""What each page of the desk costs at size: 5,000 claims, 20,000 sources and a million entries of history against fifty
claims, the same page in turn.

Uses SQLite files in a temporary folder, or with --postgresql databases on servers made for it. The last line of --json
is {"database", "small", "large", "pages": {ROUTE: {"small_ms", "large_ms", "ratio", "statements"}}, "worst_ratio",
"most_statements"}; `statements` are those at the large size. It exits with 1 where a page misses what is asked for.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.poll_databases import Databases, on_servers, settings
from benchmarks.poll_process import Part

SUMMARY = "what each page of the desk costs at 5,000 claims: time against fifty, statements"
MOST_TIMES = 3.0
MOST_STATEMENTS = 40
LEAST_MS = 10.0
"""A page that takes less is taken to take so much: below, a ratio tells of the machine."""

SMALL = {"claims": 50, "sources": 200, "entries": 10_000}
LARGE = {"claims": 5_000, "sources": 20_000, "entries": 1_000_000}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="a tenth of the large size")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--rounds", type=int, default=5, help="how often each page is asked for; default 5")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    if options.postgresql and (status := on_servers(sys.argv[1:])) is not None:
        return status
    large = {name: number // 10 for name, number in LARGE.items()} if options.quick else LARGE
    with tempfile.TemporaryDirectory(prefix="desk-") as name:
        figures = measure(Path(name), large=large, rounds=options.rounds, postgresql=options.postgresql)
    for route, page in figures["pages"].items():
        print(f"{page['ratio']:6.2f} × {page['large_ms']:8.1f} ms {page['statements']:4} statements  {route}")
    print(f"worst ratio {figures['worst_ratio']} (<= {MOST_TIMES}), most statements {figures['most_statements']}")
    if options.json:
        print(json.dumps(figures))
    return 0 if figures["worst_ratio"] <= MOST_TIMES and figures["most_statements"] <= MOST_STATEMENTS else 1


def measure(folder: Path, *, large: dict[str, int], rounds: int, postgresql: bool) -> dict[str, Any]:
    """Ask both sizes for each page in turn, `rounds` times; the medians."""
    databases = Databases(folder) if postgresql else None
    sizes = {"small": SMALL, "large": large}
    try:
        urls = {name: databases.postgresql(name) if databases else f"sqlite:///{folder / name}.db" for name in sizes}
        with (
            Part("desk_pages", environment=settings(folder / "small", urls["small"])) as small,
            Part("desk_pages", environment=settings(folder / "large", urls["large"])) as big,
        ):
            parts = {"small": small, "large": big}
            for name, part in parts.items():
                say(f"making {sizes[name]}")
                part.ask("fill", **sizes[name])
            found = {route: _page(parts, route, rounds) for route in small.ask("routes")}
            vendor = small.ask("vendor")
    finally:
        if databases:
            databases.drop()
    return {
        "database": vendor,
        **sizes,
        "pages": found,
        "worst_ratio": max(page["ratio"] for page in found.values()),
        "most_statements": max(page["statements"] for page in found.values()),
    }


def _page(parts: dict[str, Part], route: str, rounds: int) -> dict[str, Any]:
    answers: dict[str, list[dict[str, Any]]] = {name: [] for name in parts}
    for number in range(rounds + 1):
        for name, part in parts.items():
            answer = part.ask("get", route=route)
            if number:  # the first warms up: templates, the database's own memory
                answers[name].append(answer)
    ms = {name: median(answer["ms"] for answer in each) for name, each in answers.items()}
    say(f"{route}: {ms['small']:.1f} and {ms['large']:.1f} ms")
    return {
        "small_ms": round(ms["small"], 1),
        "large_ms": round(ms["large"], 1),
        "ratio": round(max(ms["large"], LEAST_MS) / max(ms["small"], LEAST_MS), 2),
        "statements": max(answer["statements"] for answer in answers["large"]),
    }


def say(words: str) -> None:
    print(f"desk: {words}", file=sys.stderr, flush=True)
