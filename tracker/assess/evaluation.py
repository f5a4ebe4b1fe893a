"""The committed figures of the assessors, each in its present version: files that `bin/bench assess --write` writes.

The assessor page and docs/assessor.md show these figures and no others.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .vetoes import LEFT_OPEN, RULES

SETTLES_NOTHING = frozenset({LEFT_OPEN})
"""What the reader alone leaves open: it is no rule that holds a model back."""

FOLDER = Path(__file__).parent / "evaluations"


@dataclass(frozen=True, slots=True)
class Figure:
    """A share between 0 and 1 with its 95% interval; None where there was nothing to divide by."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def shown(self) -> str:
        return "none" if self.value is None else f"{100 * self.value:.1f}%"

    @property
    def between(self) -> str:
        return "" if self.low is None or self.high is None else f"{100 * self.low:.1f} to {100 * self.high:.1f}"

    def __str__(self) -> str:
        return f"{self.shown} ({self.between})" if self.between else self.shown


@dataclass(frozen=True, slots=True)
class SetFigures:
    """The figures of one set of pairs. `called` is how many pairs were called supported at the threshold."""

    name: str
    pairs: int
    called: int
    accuracy: Figure
    precision: Figure
    recall: Figure
    coverage: Figure
    error: Figure


@dataclass(frozen=True, slots=True)
class VetoFigures:
    """How many pairs of all sets a rule keeps from a support that the model leans to: those that people call supported
    (`wrongly`) and others (`rightly`); of each those that would have been acted on (`…_sure`).
    """

    rule: str
    wrongly: int
    rightly: int
    wrongly_sure: int
    rightly_sure: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one version of an assessor is worth, set by set, at the thresholds it comes with."""

    assessor: str
    version: str
    support_threshold: float
    refute_threshold: float
    sets: tuple[SetFigures, ...]
    vetoes: tuple[VetoFigures, ...] = ()

    def __str__(self) -> str:
        """As judgements name it."""
        return f"{self.assessor} {self.version}"


def evaluations() -> tuple[Evaluation, ...]:
    """Every committed evaluation, by assessor, the newest version first."""
    found = [_evaluation(json.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.json")]
    return tuple(sorted(sorted(found, key=lambda e: _steps(e.version), reverse=True), key=lambda e: e.assessor))


def _steps(version: str) -> tuple[tuple[int, str], ...]:
    """Sorts "10" behind "9" and "1.2" behind "1"."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in version.split("."))


def _evaluation(kept: Mapping[str, Any]) -> Evaluation:
    return Evaluation(
        assessor=kept["assessor"],
        version=kept["version"],
        support_threshold=kept["support_threshold"],
        refute_threshold=kept["refute_threshold"],
        sets=tuple(_set(name, figures) for name, figures in sorted(kept["sets"].items())),
        vetoes=tuple(_vetoes([figures.get("vetoes", {}) for figures in kept["sets"].values()])),
    )


def _vetoes(by_set: Sequence[Mapping[str, Mapping[str, int]]]) -> Iterator[VetoFigures]:
    """The figures of each rule that stopped any pair, over all sets."""
    for rule in RULES:
        rows = [found[rule] for found in by_set if rule in found]
        if rows and rule not in SETTLES_NOTHING:
            wrongly, rightly, wrongly_sure, rightly_sure = (
                sum(row[name] for row in rows) for name in ("true", "false", "true_sure", "false_sure")
            )
            yield VetoFigures(rule, wrongly, rightly, wrongly_sure, rightly_sure)


def _set(name: str, found: Mapping[str, Any]) -> SetFigures:
    def figure(name: str) -> Figure:
        low, high = found["intervals"][name] or (None, None)
        return Figure(found[name], low, high)

    return SetFigures(
        name=name,
        pairs=found["n"],
        called=found["predicted_supports"],
        accuracy=figure("accuracy"),
        precision=figure("supports_precision"),
        recall=figure("supports_recall"),
        coverage=figure("coverage"),
        error=figure("ece"),
    )
