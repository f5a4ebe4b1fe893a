"""What a replay is worth: its figures from what became of every row. Pure.

The words of the figures are explained in docs/benchmarks.md.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RESAMPLES = 1_000
_SEED = 20

RATES = {
    "precision": ("found", "newly_verified"),
    "recall": ("found", "supported"),
    "false_on_unrelated": ("false_on_unrelated", "unchanged"),
    "false_on_lost": ("false_on_lost", "lost"),
    "lost_noticed": ("lost_noticed", "lost_base"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row's claim in the record.

    `verified_before` and `verified_after`: such a proposal or status existed after that poll. `flagged_before`: a
    flag to verified or refuted was raised at the first poll; `flagged_after`: at the second. `loss_flagged`: at the
    second a flag was raised that takes the claim away from verified. `fault`: why the row does not count as replayed.
    """

    id: str
    page: str
    verified_before: bool
    verified_after: bool
    flagged_before: bool
    flagged_after: bool
    loss_flagged: bool
    fault: str = ""

    @property
    def newly_verified(self) -> bool:
        return self.verified_after and not self.verified_before


def tally(outcome: Outcome, expect: str) -> Counter[str]:
    """What one row adds to the counts that the figures are made of."""
    new = outcome.newly_verified
    counts = {
        expect: True,
        "newly_verified": new,
        "found": expect == "supported" and new,
        "verified_too_early": expect == "supported" and outcome.verified_before,
        "false_on_lost": expect == "lost" and new,
        "false_on_unrelated": expect == "unchanged" and outcome.flagged_after,
        "flagged_at_before": expect == "unchanged" and outcome.flagged_before,
        "lost_base": expect == "lost" and outcome.verified_before,
        "lost_noticed": expect == "lost" and outcome.verified_before and outcome.loss_flagged,
        "errors": bool(outcome.fault),
    }
    return Counter({name: 1 for name, holds in counts.items() if holds})


def mistake(outcome: Outcome, expect: str) -> str:
    """In what way a row was counted wrong; empty where it was not."""
    if outcome.fault:
        return f"error: {outcome.fault}"
    if expect == "supported" and not outcome.newly_verified:
        return "verified too early" if outcome.verified_before else "support missed"
    if expect == "lost" and outcome.newly_verified:
        return "verified where support was lost"
    if expect == "lost" and outcome.verified_before and not outcome.loss_flagged:
        return "loss missed"
    if expect == "unchanged" and outcome.flagged_after:
        return "flagged on another fact"
    return ""


def rates(counts: Mapping[str, int]) -> dict[str, float | None]:
    """The figures between 0 and 1; None where there is nothing to divide by."""
    found = {name: _ratio(counts.get(part, 0), counts.get(whole, 0)) for name, (part, whole) in RATES.items()}
    either = counts.get("newly_verified", 0) + counts.get("supported", 0)
    return found | {"f1": _ratio(2 * counts.get("found", 0), either)}


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def intervals(outcomes: Iterable[Outcome], expected: Mapping[str, str]) -> dict[str, tuple[float, float] | None]:
    """The 95% interval of every rate, by bootstrap over pages: the rows of one page are not independent.

    The resamples are the same in every run.
    """
    by_page: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        by_page.setdefault(outcome.page, Counter()).update(tally(outcome, expected[outcome.id]))
    pages = [by_page[page] for page in sorted(by_page)]
    draw = random.Random(_SEED)
    samples: dict[str, list[float]] = {name: [] for name in rates({})}
    for _ in range(RESAMPLES):
        total: Counter[str] = Counter()
        for counts in draw.choices(pages, k=len(pages)):
            total.update(counts)
        for name, value in rates(total).items():
            if value is not None:
                samples[name].append(value)
    return {name: _middle(sorted(values)) for name, values in samples.items()}


def _middle(values: list[float]) -> tuple[float, float] | None:
    """The bounds of the middle 95% of sorted values."""
    if not values:
        return None
    edge = int(0.025 * len(values))
    return values[edge], values[-1 - edge]


def summary(outcomes: Iterable[Outcome], expected: Mapping[str, str]) -> dict[str, object]:
    """Every figure of a replay, ready to print."""
    outcomes = list(outcomes)
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        counts.update(tally(outcome, expected[outcome.id]))
    kinds = ("errors", "supported", "lost", "unchanged")
    found = ("found", "newly_verified", "verified_too_early", "flagged_at_before", "lost_base")
    return {
        "rows": len(outcomes),
        **{name: counts[name] for name in (*kinds, *found)},
        **rates(counts),
        "intervals_95": intervals(outcomes, expected),
    }
