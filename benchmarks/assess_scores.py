"""What an assessor's answers are worth: its figures from every judged pair. Pure.

docs/benchmarks.md explains the figures. All of them are made of sums over pairs, so that a resample is a weighted sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.assess_rows import LABELS

RESAMPLES = 1_000
BINS = 15
FIGURES = ("accuracy", "macro_f1", "supports_precision", "supports_recall", "coverage", "ece")
_SEED = 20
_MIDDLE = (2.5, 97.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair's label and the answer: the likeliest stance, how sure, and the stance acted on ("" below threshold).

    Pairs of one `group` (a page, or a claim) are not independent.
    """

    label: str
    stance: str
    confidence: float
    acts_on: str
    group: str = ""

    @property
    def right(self) -> bool:
        return self.stance != "supports" if self.label == "not-supports" else self.stance == self.label


_COLUMNS = (
    *("n", "right", "covered", "called", "rightly called"),
    *(f"{part} {label}" for part in ("is", "said", "hit") for label in LABELS),
    *(f"{part} {number}" for part in ("sure", "right") for number in range(BINS)),
)
_AT = {name: place for place, name in enumerate(_COLUMNS)}


def _sums(pair: Judged) -> dict[str, float]:
    """What one pair adds to the sums."""
    number = min(int(pair.confidence * BINS), BINS - 1)
    called = pair.acts_on == "supports"
    found = {
        "n": 1.0,
        "right": pair.right,
        "covered": bool(pair.acts_on),
        "called": called,
        "rightly called": called and pair.label == "supports",
        f"is {pair.label}": 1.0,
        f"sure {number}": pair.confidence,
        f"right {number}": pair.right,
        f"hit {pair.label}": pair.right,
    }
    return found | {f"said {label}": 1.0 for label in _said(pair)}


def _said(pair: Judged) -> tuple[str, ...]:
    """The labels that the answer amounts to. A pair known only not to be supported cannot be a false alarm for
    `refutes` or `neutral`, nor one of those for `not-supports`.
    """
    against = ("not-supports",) if pair.stance != "supports" and pair.label in ("supports", "not-supports") else ()
    if pair.label == "not-supports" and pair.stance != "supports":
        return against
    return (pair.stance, *against)


def figures(sums: Floats, labels: Sequence[str]) -> dict[str, Floats]:
    """The figures of sums in rows: one value a row, NaN where there is nothing to divide by."""

    def column(name: str) -> Floats:
        found: Floats = sums[:, _AT[name]]
        return found

    def ratio(part: Floats, whole: Floats) -> Floats:
        return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)

    def block(part: str) -> Floats:
        found: Floats = sums[:, _AT[f"{part} 0"] : _AT[f"{part} 0"] + BINS]
        return found

    f1 = [ratio(2 * column(f"hit {name}"), column(f"said {name}") + column(f"is {name}")) for name in labels]
    off = np.abs(block("sure") - block("right")).sum(axis=1)
    return {
        "accuracy": ratio(column("right"), column("n")),
        "macro_f1": np.nanmean(np.stack(f1), axis=0),
        "supports_precision": ratio(column("rightly called"), column("called")),
        "supports_recall": ratio(column("rightly called"), column("is supports")),
        "coverage": ratio(column("covered"), column("n")),
        "ece": ratio(off, column("n")),
    }


def score(pairs: Sequence[Judged]) -> dict[str, Any]:
    """The figures of one set with their 95% intervals, by bootstrap over groups of pairs.

    The resamples are the same in every run. None where there is nothing to divide by.
    """
    labels = [label for label in LABELS if any(pair.label == label for pair in pairs)]
    groups = _by_group(pairs)
    total = groups.sum(axis=0, keepdims=True)
    values = figures(total, labels)
    evenly = np.full(len(groups), 1 / len(groups))
    draws = np.random.default_rng(_SEED).multinomial(len(groups), evenly, RESAMPLES)
    resampled = figures(draws @ groups, labels)
    count = {name: int(total[0, place]) for name, place in _AT.items()}
    return {
        "n": len(pairs),
        "labels": {name: count[f"is {name}"] for name in labels},
        **{name: _rounded(values[name][0]) for name in FIGURES},
        "predicted_supports": count["called"],
        "intervals": {name: _interval(resampled[name]) for name in FIGURES},
    }


def _by_group(pairs: Sequence[Judged]) -> Floats:
    """The sums of each group, a row each; a pair of none stands alone."""
    rows: dict[str, Floats] = {}
    for number, pair in enumerate(pairs):
        row = rows.setdefault(f"group {pair.group}" if pair.group else f"pair {number}", np.zeros(len(_COLUMNS)))
        for name, value in _sums(pair).items():
            row[_AT[name]] += value
    return np.stack([rows[key] for key in rows])


def _interval(values: Floats) -> list[float] | None:
    """The bounds of the middle 95%."""
    known = values[~np.isnan(values)]
    return [round(float(bound), 4) for bound in np.percentile(known, _MIDDLE)] if known.size else None


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def table(sets: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The figures for people, each with its 95% interval."""
    lines = []
    for name, found in sets.items():
        lines.append(f"{name}  ({found['n']} pairs: {', '.join(f'{k} {v}' for k, v in found['labels'].items())})")
        for figure in FIGURES:
            between = found["intervals"][figure]
            lines.append(f"  {figure:20} {found[figure]}" + (f"   ({between[0]} to {between[1]})" if between else ""))
    return lines
