"""What is made from the training pairs: edits that change what a passage says."""

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from training.flips import deny, rename, renumber, unrealise

CLAIM = "Nordwind acquired Hafen Logistics in 2019."
PASSAGE = "Nordwind acquired Hafen Logistics in 2019 for 40 million euros."
seeds = st.integers(0, 10_000).map(random.Random)


@given(seeds)
def test_a_plan_or_a_rumour_no_longer_says_that_it_happened(rng):
    assert not re.match(r"Nordwind acquired .*euros\.$", unrealise(PASSAGE, CLAIM, rng) or "")


@given(seeds)
def test_a_denial_keeps_everything_but_the_verb(rng):
    denied = deny(PASSAGE, CLAIM, rng)
    assert denied is not None
    assert re.fullmatch(r"Nordwind (?:did not|failed to|refused to|has yet to|was unable to) acquire .*euros\.", denied)


@given(seeds)
def test_another_number_takes_the_place_of_the_one_that_both_share(rng):
    changed = renumber(PASSAGE, CLAIM, rng)
    assert changed is not None
    assert "2019" not in changed
    assert "40 million" in changed


def test_another_name_takes_the_place_of_the_claims_first():
    assert rename(PASSAGE, CLAIM, ["Ada Lind"], random.Random(1)) == PASSAGE.replace("Nordwind", "Ada Lind")
