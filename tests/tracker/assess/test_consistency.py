"""A passage of several sentences takes a side only where one of them takes it."""

from dataclasses import replace

import pytest

from tracker.assess.consistency import held_to_sentences, sentences_of
from tracker.assess.types import ClaimText, Judgement, PassageText, Stance

CLAIM = ClaimText("The plant in Varde has opened.")
SEVERAL = PassageText("The plant in Varde is about to open. The minister came on Monday.", before="It rained.")


class Sure:
    support_threshold, refute_threshold = 0.9, 0.9


def said(stance: Stance, score: float) -> Judgement:
    return Judgement(stance, score, ("as read",), "test", "1")


def alone(**by_beginning: Judgement):
    """An assessor of single sentences, by their second words."""
    return lambda pairs: [by_beginning[passage.text.split()[1]] for _, passage in pairs]


def held(answer: Judgement, passage: PassageText = SEVERAL, **parts: Judgement) -> Judgement:
    [found] = held_to_sentences([(CLAIM, passage)], [answer], Sure(), alone(**parts))
    return found


def test_what_no_sentence_says_by_itself_is_not_said():
    found = held(said("supports", 0.935), plant=said("supports", 0.31), minister=said("neutral", 0.9))
    assert (found.stance, found.score) == ("neutral", 0.065)
    assert (found.veto.rule, found.veto.stance, found.veto.score) == ("no sentence", "supports", 0.935)
    assert found.reasons[0] == "none of its sentences says so by itself"


@pytest.mark.parametrize("stance", ["supports", "refutes"])
def test_what_one_sentence_says_stands(stance):
    answer = said(stance, 0.95)
    assert held(answer, plant=said(stance, 0.7), minister=said("neutral", 0.9)) is answer


def test_a_sentence_that_says_the_contrary_does_not_carry_it():
    found = held(said("supports", 0.95), plant=said("refutes", 0.95), minister=said("neutral", 0.9))
    assert found.stance == "neutral"


def test_a_single_sentence_and_an_unsure_answer_are_left_as_they_are():
    single, unsure = said("supports", 0.95), said("supports", 0.8)
    assert held(single, PassageText("The plant in Varde has opened.")) is single
    assert held(unsure) is unsure


def test_each_sentence_is_shown_with_the_one_before_it():
    assert [(part.before, part.title, part.text) for part in sentences_of(replace(SEVERAL, title="News"))] == [
        ("It rained.", "News It rained.", "The plant in Varde is about to open."),
        (
            "The plant in Varde is about to open.",
            "News The plant in Varde is about to open.",
            "The minister came on Monday.",
        ),
    ]
