"""What is made from the training pairs: edits that change what a passage says, and edits that do not."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.flips import deny, rename, renumber, unrealise
from training.rewordings import drop_kind, reword

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


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("It was trained on the Aurora supercomputer.", "It was trained on Aurora."),
        ("The film Ghost was released in 1990.", "Ghost was released in 1990."),
        ("He lives in the city of Bern.", None),
        ("It rained.", None),
    ],
)
def test_the_kind_beside_a_name_is_left_out(text, without):
    assert drop_kind(text) == without


@given(seeds)
def test_a_passage_told_otherwise_keeps_its_names_and_numbers(rng):
    told = reword(PASSAGE, rng)
    assert told is not None
    assert told != PASSAGE
    assert all(word in told for word in ("Nordwind", "Hafen Logistics", "2019", "40 million euros"))


def test_a_passage_without_a_known_phrase_cannot_be_told_otherwise():
    assert reword("It rained.", random.Random(1)) is None
