"""Measure how well copies are told from reports of one's own, and who is found to say so.

From a file of pairs ({"claim", "passage"}, JSON Lines): passages long enough to be articles are edited, shortened,
given other headlines, or carried within another text, and must be found to be copies; passages about one claim, and
halves of one text, must not. Who says so is measured on the sentences kept in tests/data/attributions.jsonl.
docs/benchmarks.md explains the figures.

Exits 2 where a file cannot be read.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.jsonl import BadRows, read_objects, text_of
from benchmarks.origins_texts import Pair, articles, copies, independents, read_passages
from tracker.assess.attribution import attribution, speaks_for
from tracker.match.near_duplicates import Candidate, copied
from tracker.match.retold import retold

SUMMARY = "copies told from reports of one's own, and who is found to say so"
KEPT = Path(__file__).resolve().parent.parent / "tests" / "data" / "attributions.jsonl"
UNNAMED = "someone"
"""Stands in the kept sentences for a speaker without a name: "police", "people familiar with the matter"."""

RESAMPLES = 1_000
_SEED = 20
_MIDDLE = (2.5, 97.5)
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="pairs, JSON Lines, gzip or plain")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")
    parser.add_argument("--wrong", action="store_true", help="first every pair counted wrong, one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    try:
        passages = read_passages(options.data)
        kept = read_attributions(KEPT)
    except (BadRows, OSError) as error:
        print(f"origins: {error}", file=sys.stderr)
        return 2
    texts = articles(passages.all)
    found = {
        "texts": len(texts),
        "copies": judge(copies(texts), expect=True, wrong=options.wrong),
        "independent": judge(apart := independents(passages.web, texts), expect=False, wrong=options.wrong),
        "questions": judge(apart, expect=False, wrong=options.wrong, by=asks),
        "attributions": score_attributions(kept),
    }
    if options.json:
        print(json.dumps(found))
    else:
        print("\n".join(_table(found)))
    return 0


def judge(
    kinds: Mapping[str, Sequence[Pair]], *, expect: bool, wrong: bool = False, by: Callable[[Pair], bool] | None = None
) -> dict[str, Any]:
    """How many pairs of each kind, and of all, are joined in either order of appearance, with 95% intervals; or are
    whatever `by` asks.
    """
    by = by or joins
    found: dict[str, Any] = {}
    everything: dict[str, list[bool]] = defaultdict(list)
    for kind, pairs in kinds.items():
        groups: dict[str, list[bool]] = defaultdict(list)
        for pair in pairs:
            joined = [by(pair), by(Pair(pair.earlier, pair.text, pair.group))]
            # A copy must be found whichever came first; a wrong join is one in either order. Of a passage within a
            # longer text, only the one who carries it is the copy.
            outcome = joined[0] if pair.passage else (all(joined) if expect else any(joined))
            groups[pair.group].append(outcome)
            everything[pair.group].append(outcome)
            if wrong and outcome is not expect:
                print(json.dumps({"kind": kind, "text": pair.text, "earlier": pair.earlier}))
        found[kind] = rate(groups)
    return found | {"all": rate(everything)}


def joins(pair: Pair) -> bool:
    """Whether the tracker puts the text into the origin of the earlier one."""
    return bool(copied(pair.text, [Candidate("earlier", pair.earlier, _WHEN)], passage=pair.passage))


def asks(pair: Pair) -> bool:
    """Whether the tracker asks a person if the text tells the earlier one again; the claim of a pair is its group."""
    return retold(pair.text, pair.earlier, known=pair.group) is not None


def rate(groups: Mapping[str, Sequence[bool]]) -> dict[str, Any]:
    """The share that was joined, with its 95% interval by bootstrap over groups."""
    sums = np.array([(sum(group), len(group)) for group in groups.values()], dtype=float)
    if not len(sums):
        return {"n": 0, "joined": 0, "rate": None, "interval": None}
    joined, total = sums.sum(axis=0)
    return {
        "n": int(total),
        "joined": int(joined),
        "rate": round(joined / total, 4),
        "interval": _interval(sums),
    }


def _interval(sums: "np.ndarray[Any, Any]") -> list[float] | None:
    """The middle 95% of the ratio of the two columns' sums, over resampled rows; the same in every run."""
    draw = np.random.default_rng(_SEED).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    part, whole = (draw @ sums).T
    known = part[whole > 0] / whole[whole > 0]
    return [round(float(bound), 4) for bound in np.percentile(known, _MIDDLE)] if known.size else None


def read_attributions(path: Path) -> list[tuple[str, str | None, str]]:
    """The kept sentences: passage, who says so (None: nobody else), and the part they belong to."""
    rows = []
    for number, row in read_objects(path):
        who = None if row.get("who") is None else text_of(row, "who", number)
        rows.append((text_of(row, "passage", number), who, text_of(row, "part", number)))
    return rows


def score_attributions(rows: Sequence[tuple[str, str | None, str]]) -> dict[str, Any]:
    """Precision (of those found, the right ones) and recall (of those to be found) of each part."""
    found: dict[str, Any] = {}
    for part in sorted({part for _, _, part in rows}):
        outcomes = [_outcome(passage, who) for passage, who, other in rows if other == part]
        sums = np.array(outcomes, dtype=float)
        right, said, expected = sums.sum(axis=0)
        found[part] = {
            "n": len(outcomes),
            "precision": round(right / said, 4) if said else None,
            "precision_interval": _interval(sums[:, [0, 1]]),
            "recall": round(right / expected, 4) if expected else None,
            "recall_interval": _interval(sums[:, [0, 2]]),
        }
    return found


def _outcome(passage: str, who: str | None) -> tuple[bool, bool, bool]:
    """Whether an attribution was found and right, was found, and was to be found."""
    found = attribution(passage)
    if found is None or who is None:
        return False, found is not None, who is not None
    right = not found.named if who == UNNAMED else found.named and speaks_for(found.who, (who,))
    return right, True, True


def _table(found: Mapping[str, Any]) -> list[str]:
    lines = [f"{found['texts']} texts"]
    for part, what in (("copies", "found"), ("independent", "joined"), ("questions", "asked of independent ones")):
        lines.append(f"{part} {what}:")
        lines += [
            f"  {kind:45} {row['joined']}/{row['n']} = {row['rate']}   {row['interval']}"
            for kind, row in found[part].items()
        ]
    lines.append("who says so:")
    for part, row in found["attributions"].items():
        between = f"{row['precision_interval']}, {row['recall_interval']}"
        lines.append(
            f"  {part:8} {row['n']} sentences, precision {row['precision']}, recall {row['recall']}   {between}"
        )
    return lines
