"""Fit the stacker on held-out rows of the training data, and choose the thresholds on the development sets.

The stacker joins the model's logits with the symbolic reader's signals and calibrates them. Thresholds are the lowest
scores from which every group below has its stated precision, so precision outside the encyclopedia decides.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.assess_windows import best_of, windows_of_pair
from tracker.assess.learned import LearnedJudge, stacked
from tracker.assess.signals import SIGNALS
from tracker.assess.types import ClaimText, Judgement, PassageText

from .examples import examples_of, signals_of
from .readers import READERS
from .recipe import FLIPS, build
from .rows import LABELS, Row, read_jsonl

SEED = 7
MADE_BY_RULE = frozenset({*FLIPS, "same_page", "other_page"})
MADE = 0.3
"""The weight of a row made by rule: there are more of them here than among texts, whose chances are wanted."""

SHARE = {"vitaminc_real": 3.0}
"""Real revisions are what the tracker reads most."""

DOUBTS = (1.0, 0.6, 0.4)
"""What may be left of the model's doubt where the reader sees support too."""

GRID = np.round(np.arange(0.5, 0.995, 0.005), 3)


@dataclass(frozen=True, slots=True)
class Group:
    """Sets whose answers of one stance must be right at least this often."""

    name: str
    sets: tuple[str, ...]
    precision: float


SUPPORTS = (
    Group("web passages, harder claims, articles", ("factcheck_gpt_stance", "fm2", "wice_oracle"), 0.82),
    Group("negation", ("neg_snli",), 0.80),
    Group("encyclopedia revisions", ("vitaminc_real",), 0.92),
)
REFUTES = (
    Group("web passages, harder claims", ("factcheck_gpt_stance", "fm2"), 0.80),
    Group("encyclopedia revisions", ("vitaminc_real",), 0.86),
)


def fit(folder: Path, data: Path) -> dict[str, Any]:
    """The stacker's weights, one row per label, over `learned.stacked`."""
    _, held = build(data, SEED)
    judge = LearnedJudge(folder)
    examples = examples_of(held, judge.tokenizer, READERS["first"])
    logits = judge.logits([example.encoded for example in examples])
    noticed = [_signals(row) for row in held]
    features = stacked(logits, noticed)[:, 1:]  # the model has an intercept of its own
    labels = np.array([LABELS.index(row.label) for row in held])
    shares = np.array([_share(row) for row in held])
    model = LogisticRegression(C=0.3, max_iter=2000)
    model.fit(features, labels, sample_weight=shares)
    accuracy = model.score(features, labels)
    print(f"stacker: {len(held)} held-out rows, accuracy there {accuracy:.3f}")
    weights = np.column_stack([model.intercept_, model.coef_])
    return {"rows": len(held), "weights": np.round(weights, 4).tolist()}


def _signals(row: Row) -> list[str]:
    return [SIGNALS[i] for i in signals_of(row)]


def _share(row: Row) -> float:
    return MADE if row.set in MADE_BY_RULE else SHARE.get(row.set, 1.0)


def threshold(groups: Sequence[Group], answered: Iterable[tuple[dict[str, Any], Judgement]], stance: str) -> float:
    """The lowest score of the grid from which every group reaches its precision, there and at all higher ones that
    still answer 20 rows."""
    pairs = list(answered)
    best = float(GRID[-1])
    for score in GRID[::-1]:
        for group in groups:
            said = [r["label"] == stance for r, a in pairs if r["set"] in group.sets and _says(a, stance, score)]
            if len(said) >= 20 and sum(said) / len(said) < group.precision:
                return best
        best = float(score)
    return best


def agreeing(folder: Path, rows: list[dict[str, Any]], settings: dict[str, Any]) -> tuple[dict[str, Any], Any, int]:
    """The settings with their thresholds, the answers, and how many rows are rightly said to be supported.

    A row is judged as the tracker judges it: window by window, the best taken.
    """
    (folder / "judge.json").write_text(json.dumps(settings) + "\n")
    judge = LearnedJudge(folder)
    windows = [windows_of_pair(r["claim"], PassageText(r["passage"])) for r in rows]
    pairs = [(ClaimText(r["claim"]), window) for r, mine in zip(rows, windows, strict=True) for window in mine]
    answers = iter(judge.assess(pairs))
    answered = [(r, best_of([next(answers) for _ in mine], judge)) for r, mine in zip(rows, windows, strict=True)]
    chosen = settings | {
        "support_threshold": threshold(SUPPORTS, answered, "supports"),
        "refute_threshold": threshold(REFUTES, answered, "refutes"),
    }
    found = sum(r["label"] == "supports" and _says(a, "supports", chosen["support_threshold"]) for r, a in answered)
    print(f"doubt {settings['doubt_when_agreed']}: threshold {chosen['support_threshold']}, {found} found")
    return chosen, answered, found


def _says(answer: Judgement, stance: str, score: float) -> bool:
    return answer.stance == stance and answer.score >= score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder with model.onnx and tokenizer.json")
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    target = options.model / "judge.json"
    settings = {
        "version": options.version,
        "model_sha256": hashlib.sha256((options.model / "model.onnx").read_bytes()).hexdigest(),
        "labels": list(LABELS),
        "signals": list(SIGNALS),
        "support_threshold": 0.5,
        "refute_threshold": 0.5,
        "stacker": fit(options.model, options.data),
    }
    target.write_text(json.dumps(settings) + "\n")
    names = ("pairs-dev.jsonl.gz", "pairs-elsewhere-dev.jsonl.gz")
    asked = {name for group in (*SUPPORTS, *REFUTES) for name in group.sets}
    rows = [row for name in names for row in read_jsonl(options.data / name) if row["set"] in asked]
    tried = [agreeing(options.model, rows, settings | {"doubt_when_agreed": doubt}) for doubt in DOUBTS]
    settings, answered, _ = max(tried, key=lambda each: each[2])
    target.write_text(json.dumps(settings, indent=1) + "\n")
    print(f"thresholds: supports {settings['support_threshold']}, refutes {settings['refute_threshold']}")
    print(f"doubt left where the reader agrees: {settings['doubt_when_agreed']}")
    for name in sorted({r["set"] for r in rows}):
        chosen = [(r, a) for r, a in answered if r["set"] == name]
        right = sum(r["label"] == a.stance for r, a in chosen) / len(chosen)
        said = [r["label"] == "supports" for r, a in chosen if _says(a, "supports", settings["support_threshold"])]
        there = sum(r["label"] == "supports" for r, _ in chosen)
        print(f"{name:22} n {len(chosen):5} accuracy {right:.3f} supports {sum(said)}/{len(said)} of {there}")


if __name__ == "__main__":
    main()
