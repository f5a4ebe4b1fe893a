"""Is a model's label order what its `config.json` says? Two dozen obvious pairs, judged before a model is accepted.

A swapped order is a known trap of published models: entailment and contradiction change places between families,
and nothing breaks, except that every denial counts as support.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from .types import STANCES, Stance

ACCURACY_AT_LEAST = 0.75
"""What a model must reach on `PAIRS`; one that knows the task misses hardly any."""


@dataclass(frozen=True, slots=True)
class SanityPair:
    """A claim, a passage, and what nobody doubts that the passage says about it."""

    claim: str
    passage: str
    stance: Stance


def _pairs(stance: Stance, *texts: tuple[str, str]) -> tuple[SanityPair, ...]:
    return tuple(SanityPair(claim, passage, stance) for claim, passage in texts)


PAIRS = (
    *_pairs(
        "supports",
        ("The bridge was opened in 1998.", "The bridge was opened to traffic in May 1998."),
        ("Anna Lindberg is the mayor of Falun.", "Anna Lindberg, the mayor of Falun, spoke at the ceremony."),
        ("The company employs more than 400 people.", "The company has 450 employees at three sites."),
        ("The museum is closed on Mondays.", "Visitors can come on any day except Monday, when the museum is closed."),
        ("The team won the final.", "The team won the final by three goals to one."),
        ("The factory burned down.", "A fire destroyed the factory completely last night."),
        ("The author was born in Lisbon.", "Born in Lisbon, the author moved to Paris as a child."),
        ("Two people were injured in the crash.", "The crash left two people injured, police said."),
    ),
    *_pairs(
        "refutes",
        ("The hospital has been closed.", "The hospital has not been closed; it remains open to all patients."),
        ("The film made a profit.", "The film lost a great deal of money and made no profit at all."),
        ("The senator voted for the bill.", "The senator voted against the bill."),
        ("The lake is frozen.", "The lake is not frozen, and its water is warm enough for swimming."),
        ("Nobody was hurt in the explosion.", "Twelve people were hurt in the explosion."),
        ("The castle stands in Scotland.", "The castle does not stand in Scotland; it stands in southern Spain."),
        ("The flight arrived on time.", "The flight arrived four hours late."),
        ("The contract was signed.", "The contract was never signed, and the talks have ended without a result."),
    ),
    *_pairs(
        "neutral",
        ("The singer has two children.", "The singer performed in front of ten thousand people on Saturday."),
        ("The railway will be extended to the coast.", "Bread is baked from flour, water, yeast and salt."),
        ("The professor speaks Japanese.", "The professor published a book about volcanoes."),
        ("The hotel has a swimming pool.", "The hotel is near the station."),
        ("The minister is married.", "The minister met farmers to talk about the price of milk."),
        ("The ship carries coffee.", "The ship left the harbour early in the morning."),
        ("The painter was left-handed.", "An exhibition of the painter's work opens in June."),
        ("The mine produces copper.", "The choir sang three songs before the break."),
    ),
)


def trouble(probabilities: Sequence[Sequence[float]], labels: Sequence[str]) -> str:
    """What is wrong with a model that answers `probabilities` for `PAIRS`, or "" when nothing is.

    One row per pair, in the order of `STANCES`; `labels` are the model's own names of these, "" for a stance that it
    never takes (two-label models do not refute; what refutes is then as good as neutral).
    """
    taken = [i for i, label in enumerate(labels) if label]
    answers = [max(taken, key=lambda i: row[i]) for row in probabilities]
    truths = [STANCES.index(pair.stance) for pair in PAIRS]
    truths = [truth if truth in taken else STANCES.index("neutral") for truth in truths]
    scores = {
        order: _accuracy(answers, truths, dict(zip(taken, order, strict=True)))
        for order in itertools.permutations(taken)
    }
    best = max(scores, key=lambda order: (scores[order], order == tuple(taken)))
    if best != tuple(taken):
        looks = ", ".join(
            f"“{labels[mine]}” is given to what is {STANCES[meant]}"
            for mine, meant in zip(taken, best, strict=True)
            if mine != meant
        )
        return (
            f"the labels look swapped: {looks} ({scores[best]:.0%} of {len(PAIRS)} plain pairs are right that way, "
            f"{scores[tuple(taken)]:.0%} as named)"
        )
    if scores[best] < ACCURACY_AT_LEAST:
        return (
            f"it judges only {scores[best]:.0%} of {len(PAIRS)} plain pairs right, under any order of its labels; "
            f"{ACCURACY_AT_LEAST:.0%} are asked"
        )
    return ""


def _accuracy(answers: Sequence[int], truths: Sequence[int], meaning: dict[int, int]) -> float:
    """The share that is right when the model's answer i means stance `meaning[i]`."""
    return sum(meaning[answer] == truth for answer, truth in zip(answers, truths, strict=True)) / len(truths)
