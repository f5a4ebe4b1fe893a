"""The order in which examples are shown: drawn for each epoch anew, and the same when training goes on after a cut."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Protocol, TypeVar

TOGETHER = 3
"""Pairs of one claim that stay in one batch, where they are ranked."""

SORTED = 40
"""Batches' worth of pairs that are sorted by length together, so that little is padded."""


class Pair(Protocol):
    """What an order needs of an example: the claim it belongs to, and its length in tokens."""

    @property
    def claim(self) -> str: ...
    @property
    def length(self) -> int: ...


P = TypeVar("P", bound=Pair)


def endless(examples: Sequence[P], size: int, seed: int, *, skipped: int = 0) -> Iterator[list[P]]:
    """Epoch after epoch of batches of at most `size` examples, without the first `skipped` batches."""
    return islice((batch for number in count() for batch in epoch(examples, size, seed, number)), skipped, None)


def epoch(examples: Sequence[P], size: int, seed: int, number: int) -> list[list[P]]:
    """The batches of one epoch, of like length each, in an order that `seed` and `number` alone decide."""
    rng = random.Random(f"{seed}:{number}")
    by_claim: dict[str, list[P]] = defaultdict(list)
    for example in examples:
        by_claim[example.claim].append(example)
    units: list[list[P]] = []
    for group in by_claim.values():
        rng.shuffle(group)
        units += [group[i : i + TOGETHER] for i in range(0, len(group), TOGETHER)]
    rng.shuffle(units)
    made = [
        batch
        for start in range(0, len(units), SORTED * size)
        for batch in _filled(units[start : start + SORTED * size], size)
    ]
    rng.shuffle(made)
    return made


def _filled(units: list[list[P]], size: int) -> Iterator[list[P]]:
    batch: list[P] = []
    for unit in sorted(units, key=lambda unit: max(pair.length for pair in unit)):
        batch += unit
        if len(batch) >= size:
            yield batch[:size]
            batch = batch[size:]
    if batch:
        yield batch
