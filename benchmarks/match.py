"""Find the claims of a passage among many: recall, time, growth, and what the index costs to make, load and change.

The folder holds pairs-dev.jsonl.gz ({"set", "claim", "passage", "label"}), whose supporting pairs are asked for;
revisions-dev.jsonl.gz ({"claim", "page"}), which titles the passages whose page is known; and pairs-train.jsonl.gz,
whose claims the others are: all distinct ones, then fillers made by swapping names and numbers within them. A claim
with the same words as one asked for is left out. docs/benchmarks.md explains the figures.

Exits with 2 where a file is missing or no such rows.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.match_rows import BadRows, Pair, fillers, read_pairs, real_claims
from tracker.match.index import ClaimIndex
from tracker.match.segment import Entry, Segment
from tracker.match.stored import load, save

SUMMARY = "the claims of a passage among 100,000: recall, time, growth"
LIMIT = 20
SIZES = (1_000, 10_000, 100_000)
UPDATES = 200
ROOT = Path(__file__).resolve().parents[1]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the folder of the three files")
    parser.add_argument("--claims", type=int, default=100_000, help="how many others the claims are mixed with")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    if options.claims < 1:
        print("match: --claims must be at least 1", file=sys.stderr)
        return 2
    try:
        pairs = read_pairs(options.data)
        asked = list(dict.fromkeys(pair.claim for pair in pairs))
        real = real_claims(options.data, without=asked)
    except BadRows as error:
        print(f"match: {error}", file=sys.stderr)
        return 2
    others = real[: options.claims]
    others += fillers(real, options.claims - len(others), without=asked)
    figures: dict[str, Any] = {"pairs": len(pairs), "claims": len(asked), "others": len(others), "real": len(real)}
    figures |= {"without_fillers": recall(asked + real, pairs), "with_fillers": recall(asked + others, pairs)}
    figures |= {"growth_ms": growth(asked, others, pairs)} | upkeep(asked + others, pairs[0].passage)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:16} {value}")
    return 0


def index_of(claims: Sequence[str]) -> ClaimIndex:
    return ClaimIndex.build(Entry(number, claim) for number, claim in enumerate(claims))


def recall(claims: Sequence[str], pairs: Sequence[Pair]) -> dict[str, Any]:
    """The share of pairs whose claim is among the candidates of its passage, and the time each passage takes."""
    index = index_of(claims)
    number_of = {claim: number for number, claim in enumerate(claims)}
    totals = Counter(pair.source for pair in pairs)
    hits: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    titled: Counter[bool] = Counter()
    taken = []
    for pair in pairs:
        for shown in (True, False):
            started = time.perf_counter()
            found = index.candidates(pair.passage, title=pair.title if shown else "", limit=LIMIT)
            taken.append((time.perf_counter() - started) * 1e3)
            if any(number == number_of[pair.claim] for number, _ in found):
                hits[shown][pair.source] += 1
                titled[shown] += bool(pair.title)
    known = sum(bool(pair.title) for pair in pairs)
    return {
        "recall_at_20": round(hits[True].total() / len(pairs), 4),
        "recall_at_20_no_title": round(hits[False].total() / len(pairs), 4),
        "page_known": known,
        "recall_at_20_page_known": round(titled[True] / known, 4) if known else None,
        "recall_at_20_page_known_no_title": round(titled[False] / known, 4) if known else None,
        "by_set": {name: round(hits[True][name] / total, 4) for name, total in totals.items()},
        "median_ms": round(median(taken), 3),
        "p95_ms": round(quantiles(taken, n=20)[-1], 3),
    }


def growth(asked: Sequence[str], others: Sequence[str], pairs: Sequence[Pair]) -> dict[str, float]:
    """The median time of a passage, in milliseconds, by the number of claims."""
    medians = {}
    for size in sorted({size for size in SIZES if size < len(others)} | {len(others)}):
        index = index_of([*asked, *others][:size])
        taken = []
        for pair in pairs:
            started = time.perf_counter()
            index.candidates(pair.passage, title=pair.title, limit=LIMIT)
            taken.append((time.perf_counter() - started) * 1e3)
        medians[str(size)] = round(median(taken), 3)
    return medians


def upkeep(claims: Sequence[str], passage: str) -> dict[str, Any]:
    """What the index costs: seconds to make and write it, milliseconds to map it in a fresh process and to take in a
    changed claim, bytes on disk.
    """
    with tempfile.TemporaryDirectory(prefix="match-") as name:
        folder = Path(name)
        started = time.perf_counter()
        segment = Segment.build(Entry(number, claim) for number, claim in enumerate(claims))
        built = time.perf_counter()
        save(segment, folder, {})
        written = time.perf_counter()
        script = "import pathlib, sys; from benchmarks.match import time_load; time_load(pathlib.Path(sys.argv[1]))"
        answer = subprocess.run(
            [sys.executable, "-c", script, name], cwd=ROOT, check=True, capture_output=True, text=True
        )
        index = ClaimIndex(load(folder)[0])
        taken = []
        for number in range(UPDATES):
            begun = time.perf_counter()
            index.put(Entry(number, claims[-1 - number % len(claims)], version=2))
            index.candidates(passage)
            taken.append((time.perf_counter() - begun) * 1e3)
        size = sum(path.stat().st_size for path in folder.iterdir())
    return {
        "build_s": round(built - started, 2),
        "write_s": round(written - built, 3),
        "load_ms": round(float(answer.stdout), 1),
        "update_ms": round(median(taken), 2),
        "bytes": size,
    }


def time_load(folder: Path) -> None:
    """Print the milliseconds that mapping an index and its first answer take. Run in a fresh process."""
    started = time.perf_counter()
    ClaimIndex(load(folder)[0]).candidates("Norlux has acquired Veltra Systems.")
    print((time.perf_counter() - started) * 1e3)
