"""Typo or revision: the pure rule, by examples and by properties."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.corrections import MOST_EDITS, NEGATIONS, NUMBERS, refusal, within

CLAIM = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It has compelted the run.", "It has completed the run."),
        ("It has completed the the run.", "It has completed the run."),
        ("It runs on a super computer.", "It runs on a supercomputer."),
        ("Teh model is open.", "The model is open."),
        ("The model is open", "The model is open."),
        ("It completed run of the model.", "It completed the run of the model."),
        ("The modell has 30 billion parameters.", "The model has 30 billion parameters."),
        ("It was anounced in Berlin.", "It was announced in Berlin."),
        ("The accomodatoin is open.", "The accommodation is open."),
        ("The incrased price is known.", "The increased price is known."),
    ],
)
def test_a_typo_may_be_corrected(before, after):
    assert refusal(before, after) == ""


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (CLAIM, CLAIM, "Nothing is changed"),
        (CLAIM, CLAIM.replace("completed", "begun"), "at most"),
        ("It has 30 billion.", "It has 36 billion.", "no figure"),
        ("It lost -5 points.", "It lost 5 points.", "no figure"),
        ("It costs 1.5 euros.", "It costs 1,5 euros.", "no figure"),
        ("It costs € more.", "It costs $ more.", "no sign"),
        ("It is done.", "It is done?", "no sign"),
        ("It is now done.", "It is not done.", "no negation"),
        ("It is possible.", "It is impossible.", "no negation"),
        ("It was ever done.", "It was never done.", "no negation"),
        ("It does work.", "It doesn’t work.", "no negation"),
        ("It is no where.", "It is nowhere.", "no negation"),
        ("It has ten parts.", "It has teen parts.", "no number"),
        ("It has a million.", "It has a billion.", "no number"),
        ("It met Klaba.", "It met Klabo.", "no name"),
        ("Klaba said it is done.", "Klabo said it is done.", "no name"),
        ("it uses polish now.", "it uses Polish now.", "no name"),
        ("它已经完成。", "它已将完成。", "no name"),
        ("It has completed it.", "It had completed it.", "“has” is no typo"),
        ("It came after it.", "It came it.", "at most"),
        ("It is all done.", "It is done.", "no word"),
        ("It is two two.", "It is two.", "no number"),
        ("It is so done.", "It is done.", "no word"),
        ("It rose .5 percent.", "It rose 5 percent.", "no figure"),
        ("It was - 5 degrees.", "It was 5 degrees.", "no figure"),
        ("It is (5).", "It is 5.", "no figure"),
        ("It costs 5 bn euros.", "It costs 5 mn euros.", "no figure"),
        ("It runs 5 km.", "It runs 5 cm.", "no figure"),
        ("It won the contract.", "It lost the contract.", "another word"),
        ("Prices rose in May.", "Prices fell in May.", "another word"),
        ("It has sold it.", "It has kept it.", "another word"),
        ("Costs increased.", "Costs decreased.", "another word"),
        ("It exports coal.", "It imports coal.", "another word"),
        ("It includes it.", "It excludes it.", "another word"),
        ("It gained users.", "It gave users.", "another word"),
    ],
)
def test_what_may_change_the_meaning_is_refused_with_its_remedy(before, after, why):
    said = refusal(before, after)
    assert why in said
    assert before == after or "Revise it instead" in said


letters = st.text(st.sampled_from("bcdfghkmoprtvwz"), min_size=6, max_size=9)
sentences = st.lists(letters, min_size=1, max_size=12).map(lambda words: "The " + " ".join(words) + ".")


@given(sentences, st.data())
def test_two_letters_that_changed_places_are_a_typo(text, data):
    word = max(text.rstrip(".").split()[1:], key=len)
    at = data.draw(st.integers(1, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assume(swapped != word)
    assert refusal(text.replace(word, swapped, 1), text) == ""


@given(sentences, st.integers(0, 9), st.integers(0, 9))
def test_no_digit_ever_changes(text, one, other):
    assume(one != other)
    assert refusal(f"{text} It has {one} parts.", f"{text} It has {other} parts.")
    assert refusal(f"{text} It has {one}{other}.", f"{text} It has {other}.")


@given(sentences, st.sampled_from(sorted(NEGATIONS | NUMBERS)), st.data())
def test_no_negation_or_number_comes_or_goes(text, word, data):
    words = text.split()
    at = data.draw(st.integers(1, len(words)))
    more = " ".join([*words[:at], word, *words[at:]])
    assert refusal(text, more)
    assert refusal(more, text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_larger_than_a_few_characters_passes(before, after):
    if not refusal(before, after):
        assert within(before.strip(), after.strip(), MOST_EDITS + 20)
        assert sorted(filter(str.isnumeric, before)) == sorted(filter(str.isnumeric, after))


@given(st.text("abc ", max_size=12), st.text("abc ", max_size=12), st.integers(0, 6))
def test_the_distance_is_symmetric_and_bounded_by_length(one, other, most):
    assert within(one, other, most) == within(other, one, most)
    assert within(one, one, 0)
    assert within(one, other, max(len(one), len(other)))
