"""Ask every address as everybody, and the API whatever comes to mind: what leaks, what fails, what no document says.

First the actor matrix: two desks full of canaries, and every route asked by every actor, with rows of both desks and
with none, by every method, and in filters, searches and look-ups. Then the API is fuzzed for --minutes against its own
OpenAPI document. Everything goes through the tracker's own request handling in this process, on a database made for it:
DATABASE_URL, which must be empty, or a SQLite file in a temporary folder. docs/benchmarks.md explains the figures.

Each finding is printed with a line for curl. With the same --seed identifiers and requests are the same again. The last
line of --json is {"routes", "requests", "leaks", "server_errors", "undocumented"}. Exits 1 where anything was found.
"""

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

SUMMARY = "every route as every actor, and the API fuzzed against its document: leaks, errors, what is undocumented"
ROOT = Path(__file__).resolve().parent.parent
PARTS = ("actors", "api")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the API is fuzzed; default 10")
    parser.add_argument("--seed", type=int, default=1, help="what identifiers and requests are drawn from; default 1")
    parser.add_argument("--only", choices=PARTS, help="only the actor matrix, or only the API")
    parser.add_argument("--most", type=int, help="draw so many requests of the actor matrix instead of all")
    parser.add_argument("--folder", type=Path, help="keep the data here, to serve it and ask again; must be empty")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")
    parser.add_argument("--step", choices=["fuzz"], help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Make the database and fuzz it, in processes of their own, so that no setting of this one is used."""
    if options.step:
        return _fuzz(options)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        if folder.exists() and any(folder.iterdir()):
            print(f"fuzz: --folder: {folder} is not empty; name another.", file=sys.stderr)
            return 2
        environment = os.environ | {
            "TRACKER_DATA_DIR": str(folder),
            "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/tracker.sqlite3"),
            "API_RATE_ANONYMOUS": "1000000000/min",
            "API_RATE_TOKEN": "1000000000/min",
        }
        step = [sys.executable, "-P", "-m", "benchmarks", "fuzz", "--step", "fuzz", *_arguments(options)]
        for command in (
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            step,
        ):
            done = subprocess.run(command, cwd=ROOT, env=environment | {"PYTHONPATH": str(ROOT)}, check=False)
            if done.returncode:
                return done.returncode
    return 0


def _arguments(options: argparse.Namespace) -> list[str]:
    """The options again, for the process that fuzzes."""
    words = ["--minutes", str(options.minutes), "--seed", str(options.seed)]
    words += ["--only", options.only] if options.only else []
    words += ["--most", str(options.most)] if options.most is not None else []
    return [*words, *(["--json"] if options.json else [])]


def _fuzz(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    # What is refused and what fails is counted here: no line of the log for each.
    logging.disable(logging.CRITICAL)

    from benchmarks import fuzz_actors, fuzz_api
    from benchmarks.fuzz_asking import Tally, one_connection
    from benchmarks.fuzz_world import make_world, without_network

    tally = Tally()
    with without_network(), one_connection():
        world = make_world(options.seed)
        if options.only != "api":
            draw = random.Random(options.seed)
            fuzz_actors.run(world, tally, draw=draw, most=options.most)
            print(f"{tally.requests:,} requests of the actor matrix …", file=sys.stderr)
        if options.only != "actors":
            fuzz_api.Fuzzer(world, tally, seed=options.seed).run(until=fuzz_api.for_minutes(options.minutes))
    print("\n".join(map(str, tally.findings)))
    figures = tally.figures()
    print(json.dumps(figures) if options.json else "\n".join(f"{name:15} {value}" for name, value in figures.items()))
    return 1 if tally.findings else 0
