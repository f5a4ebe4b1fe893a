"""Score an assessor on pairs of a claim and a passage that people labelled.

Each row of a file is {"claim", "passage", "label"}, where the label is "supports", "refutes", "neutral", or
"not-supports" where a set knows no more; "set", "page", "title", "before", "published", "kind" and "language" may stand
beside them. What is judged is what the tracker judges: every window of one to three sentences, the best taken.
docs/benchmarks.md explains the figures, docs/assessor.md shows those of the assessors that come with the tracker.

Exits 2 where a file cannot be read.
"""

import argparse
import hashlib
import json
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.assess_rows import Pair, read_pairs
from benchmarks.assess_scores import Judged, score, table
from benchmarks.assess_vetoes import Stopped, counts, stopped
from benchmarks.assess_windows import best_of, windows_of_pair
from benchmarks.jsonl import BadRows
from tracker.assess import DEFAULT, Assessor, Judgement, get_assessor
from tracker.assess.types import STANCES

SUMMARY = "an assessor on labelled pairs: accuracy, precision of support, calibration, pairs a second"
BATCH = 256
WARM_UP = 64
BLOCK = 300
SIZED = range(200, 361)
"""Characters of claim and passage together in the pairs that are timed: about 64 tokens."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, action="append", required=True, help="pairs, JSON Lines, gzip or plain; may be repeated"
    )
    parser.add_argument(
        "--assessor", default=DEFAULT, help="who judges, or onnx:/path/to/directory (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures, without the rate, to a file")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    try:
        assessor = get_assessor(options.assessor)
        pairs = [pair for path in options.data for pair in read_pairs(path)]
        if not pairs:
            raise BadRows("the files hold no rows.")
    except (LookupError, OSError, ValueError) as error:
        print(f"assess: {error}", file=sys.stderr)
        return 2
    rates = measure(assessor, pairs)
    sets = evaluate(assessor, pairs)
    rate = round(statistics.median(rates), 1) if rates else None
    name = f"{assessor.name} {assessor.version}"
    if options.write:
        options.write.write_text(evaluation(assessor, options.data, sets))
    print(f"assess: {rate} pairs a second on one core (blocks: {[round(r, 1) for r in rates]})", file=sys.stderr)
    if options.json:
        print(json.dumps({"sets": sets, "pairs_per_second": rate, "assessor": name}))
    else:
        print("\n".join([name, *table(sets)]))
    return 0


def evaluate(assessor: Assessor, pairs: Sequence[Pair]) -> dict[str, Any]:
    """The figures of every set, by name: each pair judged as the tracker judges it, the best of its windows taken."""
    sets: dict[str, list[Judged]] = defaultdict(list)
    held: dict[str, list[Stopped]] = defaultdict(list)
    for start in range(0, len(pairs), BATCH):
        batch = pairs[start : start + BATCH]
        windows = [windows_of_pair(pair.claim.text, pair.passage) for pair in batch]
        texts = [(pair.claim, window) for pair, mine in zip(batch, windows, strict=True) for window in mine]
        answers = iter(assessor.assess(texts))
        for pair, mine in zip(batch, windows, strict=True):
            judgements = [next(answers) for _ in mine]
            sets[pair.set].append(_judged(pair, best_of(judgements, assessor), assessor))
            held[pair.set].append((pair.label, stopped(judgements, assessor)))
        progress(start + len(batch), len(pairs))
    return {name: score(sets[name]) | {"vetoes": counts(held[name])} for name in sorted(sets)}


def _judged(pair: Pair, answer: Judgement, assessor: Assessor) -> Judged:
    """With probabilities the likeliest stance counts as the prediction; what is acted on is the answer's own."""
    stance, confidence = answer.stance, answer.score
    if answer.probabilities:
        confidence = max(answer.probabilities)
        stance = STANCES[answer.probabilities.index(confidence)]
    floors = {"supports": assessor.support_threshold, "refutes": assessor.refute_threshold}
    acts_on = answer.stance if answer.score >= floors.get(answer.stance, 2.0) else ""
    return Judged(pair.label, stance, confidence, acts_on, group=pair.page or pair.claim.text)


def measure(assessor: Assessor, pairs: Sequence[Pair]) -> list[float]:
    """Pairs a second on one core in up to three blocks, after warming up on other texts; empty for too few pairs.

    No text is judged twice here, as assessors remember some.
    """
    fresh = _distinct(pairs)
    sized = [pair for pair in fresh if len(pair.claim.text) + len(pair.passage.text) in SIZED]
    chosen = sized if len(sized) >= WARM_UP else fresh
    warm = min(WARM_UP, len(chosen) // 4)
    rest = chosen[warm : warm + 3 * BLOCK]
    size = len(rest) // 3
    if not size:
        return []
    with one_core():
        assessor.assess([(pair.claim, pair.passage) for pair in chosen[:warm]])
        return [_rate(assessor, rest[start : start + size]) for start in range(0, 3 * size, size)]


def _distinct(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs in an order drawn by a seed, none of which shares its claim or its passage with one before it."""
    order = list(pairs)
    random.Random(0).shuffle(order)
    seen: set[str] = set()
    fresh = []
    for pair in order:
        texts = {pair.claim.text, pair.passage.text}
        if not texts & seen:
            fresh.append(pair)
        seen |= texts
    return fresh


def _rate(assessor: Assessor, pairs: Sequence[Pair]) -> float:
    started = time.perf_counter()
    assessor.assess([(pair.claim, pair.passage) for pair in pairs])
    return len(pairs) / (time.perf_counter() - started)


@contextmanager
def one_core() -> Iterator[None]:
    """Hold this thread on one of its cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def evaluation(assessor: Assessor, files: Sequence[Path], sets: dict[str, Any]) -> str:
    """What is kept of a run, as JSON: the figures, what they were measured on, and nothing of the machine."""
    kept = {
        "assessor": assessor.name,
        "version": assessor.version,
        "support_threshold": assessor.support_threshold,
        "refute_threshold": assessor.refute_threshold,
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "sets": sets,
    }
    return json.dumps(kept, indent=1, sort_keys=True) + "\n"


def progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rassess: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
