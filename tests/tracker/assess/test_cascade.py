"""Two judges, the small one first."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.assess import SymbolicReader
from tracker.assess.cascade import Cascade, Unanswered
from tracker.assess.types import ClaimText, Judgement, PassageText, Span

CLAIM = ClaimText("OVHcloud has acquired Dragon LLM.")
SAID = (CLAIM, PassageText("OVHcloud has acquired Dragon LLM."))
DENIED = (CLAIM, PassageText("OVHcloud has not acquired Dragon LLM."))
ELSEWHERE = (CLAIM, PassageText("It rained in May."))
FRENCH = (CLAIM, PassageText("OVHcloud a racheté Dragon LLM.", language="fr"))
ENOUGH = Judgement("supports", 0.95, ("the large judge agrees",), "large", "m-p1", deciding=(Span(0, 8),))


class Large:
    """A large judge that gives one answer to everything and remembers what it was asked."""

    name, version, support_threshold, refute_threshold = "large", "m-p1", 0.8, 0.8

    def __init__(self, answer: Judgement | Unanswered) -> None:
        self._answer = answer
        self.asked: list[tuple[ClaimText, PassageText]] = []

    def answer(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement | Unanswered]:
        self.asked += pairs
        return [self._answer for _ in pairs]


def judged(pair: tuple[ClaimText, PassageText], answer: Judgement | Unanswered) -> Judgement:
    return Cascade(SymbolicReader(), Large(answer)).assess([pair])[0]


def test_the_large_judge_is_asked_only_about_what_would_raise_a_flag_or_cannot_be_read():
    large = Large(ENOUGH)
    answers = Cascade(SymbolicReader(), large).assess([ELSEWHERE, SAID, FRENCH, DENIED, ELSEWHERE])
    assert large.asked == [SAID, FRENCH, DENIED]
    assert [a.stance for a in answers] == ["neutral", "supports", "supports", "neutral", "neutral"]


def test_a_stance_below_the_small_judges_threshold_is_not_worth_a_question():
    class Careful(SymbolicReader):
        support_threshold = 1.1

    large = Large(ENOUGH)
    Cascade(Careful(), large).assess([SAID])
    assert large.asked == []


def test_what_both_say_stands_with_the_words_and_reasons_of_both():
    alone = SymbolicReader().assess([SAID])[0]
    found = judged(SAID, ENOUGH)
    assert (found.stance, found.score, found.deciding) == ("supports", alone.score, (Span(0, 8),))
    assert found.reasons == ("the large judge agrees", *(f"by the smaller judge: {r}" for r in alone.reasons))
    assert (found.assessor, found.version) == ("symbolic+large", "3+m-p1")


@pytest.mark.parametrize("stance", ["refutes", "neutral"])
def test_where_they_differ_nothing_is_claimed_and_both_are_heard(stance):
    found = judged(SAID, replace(ENOUGH, stance=stance))
    assert found.stance == "neutral"
    assert "they do not agree, so nothing is claimed" in " ".join(found.reasons)
    assert "the large judge agrees" in found.reasons
    assert any(reason.startswith("by the smaller judge: ") for reason in found.reasons)


def test_a_large_judge_that_is_not_sure_settles_nothing():
    found = judged(SAID, replace(ENOUGH, score=0.5))
    assert found.stance == "neutral"
    assert "the large judge is not sure enough, so nothing is claimed" in found.reasons


def test_an_answer_that_could_not_be_had_leaves_the_small_judges_and_says_so():
    alone = SymbolicReader().assess([SAID])[0]
    found = judged(SAID, Unanswered("the large judge was not asked: today's 5 requests are used up"))
    assert (found.stance, found.score) == (alone.stance, alone.score)
    assert found.reasons == (*alone.reasons, "the large judge was not asked: today's 5 requests are used up")


def test_a_language_that_the_small_judge_does_not_read_is_the_large_ones_alone_and_labelled():
    found = judged(FRENCH, replace(ENOUGH, attributed_to="OVHcloud"))
    assert (found.stance, found.score, found.attributed_to) == ("supports", 0.95, "OVHcloud")
    assert found.language_read is False
    assert "French" in found.reasons[0]
    assert "the large judge agrees" in found.reasons


def test_alone_it_must_reach_the_thresholds_of_both():
    class Careful(SymbolicReader):
        support_threshold = 0.97

    found = Cascade(Careful(), Large(ENOUGH)).assess([FRENCH])[0]
    assert found.stance == "neutral"
    assert "the large judge is not sure enough to be believed alone" in found.reasons
    assert judged(FRENCH, replace(ENOUGH, score=0.7)).stance == "neutral"


def test_a_foreign_passage_that_the_large_judge_could_not_be_asked_about_stays_unjudged():
    found = judged(FRENCH, Unanswered("the large judge gave no answer: it is late"))
    assert (found.stance, found.language_read) == ("neutral", False)
    assert found.reasons[-1] == "the large judge gave no answer: it is late"


stances = st.sampled_from(["supports", "refutes", "neutral"])
scores = st.floats(0, 1)


@given(first=stances, sure=scores, second=stances, surer=scores)
def test_together_two_judges_claim_only_what_both_do(first, sure, second, surer):
    class Small(SymbolicReader):
        def assess(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]:
            return [Judgement(first, sure, ("so it seems",), "small", "1") for _ in pairs]

    cascade = Cascade(Small(), Large(replace(ENOUGH, stance=second, score=surer)))
    [found] = cascade.assess([SAID])
    floors = {"supports": cascade.support_threshold, "refutes": cascade.refute_threshold}
    raises_a_flag = found.stance in floors and found.score >= floors[found.stance]
    assert raises_a_flag == (first == second != "neutral" and sure >= floors[first] and surer >= 0.8)


def test_its_thresholds_and_languages_are_the_small_judges():
    cascade = Cascade(SymbolicReader(), Large(ENOUGH))
    assert (cascade.support_threshold, cascade.refute_threshold) == (0.6, 0.65)
    assert (cascade.reads("en-GB"), cascade.reads("fr")) == (True, False)
