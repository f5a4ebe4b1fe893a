"""What the tracker is worth on whole pages of the press: its figures from what became of every claim. Pure.

The words of the figures are explained in docs/benchmarks.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

STATUS_OF = {"supports": "verified", "refutes": "refuted"}
"""The status that a label calls for."""


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """What became of one claim: the deciding passage by each stance that evidence took, the statuses that were proposed
    or set, how many leads wait for it, whether one of them is of a paragraph that settles it, and why its page does not
    count as read.
    """

    page: str
    claim: str
    passages: Mapping[str, str]
    flagged: frozenset[str]
    leads: int = 0
    led_to: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A flag that the label does not call for, or evidence of a stance that is not the label."""

    page: str
    claim: str
    label: str
    said: str
    passage: str


def figures(outcomes: Sequence[ClaimOutcome], labels: Sequence[str]) -> dict[str, object]:
    """The figures by name; a share with nothing to divide by is None. `counts` holds what each was divided from."""
    judged = list(zip(outcomes, labels, strict=True))
    counts: dict[str, list[int]] = {}
    for stance, status in STATUS_OF.items():
        counts |= _both(stance, [(stance in outcome.passages, label == stance) for outcome, label in judged])
        counts |= _both(status, [(status in outcome.flagged, label == stance) for outcome, label in judged])
    settled = [(outcome, STATUS_OF[label]) for outcome, label in judged if label in STATUS_OF]
    counts["leads_recall"] = [
        sum(outcome.led_to or status in outcome.flagged for outcome, status in settled),
        len(settled),
    ]
    pages = {outcome.page for outcome in outcomes}
    return {
        "claims": len(outcomes),
        **{name: round(part / whole, 3) if whole else None for name, (part, whole) in counts.items()},
        "leads_per_page": round(sum(outcome.leads for outcome in outcomes) / len(pages), 2),
        "errors": len({outcome.page for outcome in outcomes if outcome.fault}),
        "counts": counts,
    }


def _both(name: str, said_and_true: Sequence[tuple[bool, bool]]) -> dict[str, list[int]]:
    """What precision and recall are made of: [right, called] and [right, there]."""
    right = sum(said and true for said, true in said_and_true)
    return {
        f"{name}_precision": [right, sum(said for said, _ in said_and_true)],
        f"{name}_recall": [right, sum(true for _, true in said_and_true)],
    }


def mistakes(outcomes: Sequence[ClaimOutcome], labels: Sequence[str]) -> Iterator[Mistake]:
    """The false flags and false evidence, in order, with the passage that decided."""
    for outcome, label in zip(outcomes, labels, strict=True):
        for stance, passage in outcome.passages.items():
            if stance != label:
                yield Mistake(outcome.page, outcome.claim, label, stance, passage)
        for status in sorted(outcome.flagged - {STATUS_OF.get(label)}):
            stance = next(stance for stance, called in STATUS_OF.items() if called == status)
            yield Mistake(outcome.page, outcome.claim, label, status, outcome.passages.get(stance, ""))
