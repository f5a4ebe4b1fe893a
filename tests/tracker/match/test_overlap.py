"""Stretches that two texts share, word for word or lightly edited."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.match.overlap import shared_positions
from tracker.match.words import words

FIRST = words("the centre has finished the long upgrade of its cooling plant and opens the hall to visitors on monday")
some = st.lists(st.sampled_from("abcdefghij"), max_size=60)


def test_the_same_words_are_shared_all_of_them() -> None:
    assert shared_positions(FIRST, FIRST) == set(range(len(FIRST)))


def test_a_replaced_word_counts_with_the_stretch_it_stands_in() -> None:
    edited = [*FIRST[:8], "chilling", *FIRST[9:]]
    assert shared_positions(edited, FIRST) == set(range(len(FIRST)))


def test_words_added_at_either_end_are_ones_own() -> None:
    own = words("our reporter was there and writes that")
    assert shared_positions([*own, *FIRST, *own], FIRST) == set(range(len(own), len(own) + len(FIRST)))


def test_a_name_and_its_verb_are_no_stretch() -> None:
    one = words("the european court of human rights ruled today that the ban was void")
    other = words("asked about it the european court of human rights ruled nothing of the kind last year")
    assert shared_positions(one, other) == set()


def test_the_same_words_in_another_order_are_no_stretch() -> None:
    assert shared_positions(FIRST[::-1], FIRST) == set()


@given(some, some)
def test_what_is_shared_lies_in_the_text(text: list[str], of: list[str]) -> None:
    assert shared_positions(text, of) <= set(range(len(text)))


@given(some, some, some)
def test_what_stands_around_a_shared_stretch_takes_nothing_from_it(before, after, text) -> None:
    alone = shared_positions(FIRST, [*text, *FIRST])
    assert alone == set(range(len(FIRST)))
    around = shared_positions([*map(str.upper, before), *FIRST, *map(str.upper, after)], FIRST)
    assert around == set(range(len(before), len(before) + len(FIRST)))
