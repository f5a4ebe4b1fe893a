"""The order in which examples are shown: what training relies on when it goes on after a cut."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from training.batches import TOGETHER, endless, epoch


@dataclass(frozen=True)
class Pair:
    claim: str
    length: int
    number: int


examples = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(5, 160)), min_size=1, max_size=60).map(
    lambda found: [Pair(claim, length, number) for number, (claim, length) in enumerate(found)]
)
sizes = st.integers(TOGETHER, 12)


@given(examples, sizes, st.integers(0, 20))
def test_a_run_that_was_cut_goes_on_with_the_batch_that_was_next(pairs, size, taken):
    whole = list(islice(endless(pairs, size, seed=7), taken + 4))
    assert list(islice(endless(pairs, size, seed=7, skipped=taken), 4)) == whole[taken:]


@given(examples, sizes)
def test_an_epoch_shows_every_example_once(pairs, size):
    shown = Counter(pair for batch in epoch(pairs, size, 7, 0) for pair in batch)
    assert shown == Counter(pairs)
    assert max(len(batch) for batch in epoch(pairs, size, 7, 0)) <= size
