"""Plans, doubts and denials, and how far they reach."""

import pytest

from tracker.assess.modality import Scope, denied, planned, unrealised


def reach(scopes: tuple[Scope, ...], text: str) -> str:
    return " | ".join(text[s.start : s.end].strip() for s in scopes)


@pytest.mark.parametrize(
    "text",
    [
        "It plans to buy the firm",
        "It will buy the firm",
        "It aims to buy the firm",
        "It could buy the firm",
        "It is expected to buy the firm",
        "It has signed a binding agreement to buy the firm",
        "It is set to buy the firm",
        "It is in talks to buy the firm",
        "It may buy the firm",
        "It would buy the firm",
        "It is due to buy the firm",
        "It wants to buy the firm",
        "It has agreed to buy the firm",
        "If it can buy the firm",
    ],
)
def test_it_knows_what_has_not_happened(text: str) -> None:
    assert "buy the firm" in reach(unrealised(text), text)


@pytest.mark.parametrize("text", ["It bought the firm", "It has bought the firm in May 2020", "On May 5 it bought it"])
def test_it_takes_what_happened_as_happened(text: str) -> None:
    assert unrealised(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "It did not buy the firm",
        "It didn't buy the firm",
        "It never did buy the firm",
        "It denied that it did buy the firm",
        "It failed to buy the firm",
        "It has yet to buy the firm",
        "It no longer wanted to buy the firm",
        "It is false that it did buy the firm",
        "It refused to buy the firm",
    ],
)
def test_it_knows_what_is_denied(text: str) -> None:
    assert "buy the firm" in reach(denied(text), text)


@pytest.mark.parametrize("text", ["It bought not only the firm", "It has no less than 5 firms", "It is a notable firm"])
def test_it_hears_no_denial_where_there_is_none(text: str) -> None:
    assert denied(text) == ()


def test_a_cue_ends_with_its_clause() -> None:
    text = "It will not open in May, but it bought the firm."
    assert "bought" not in reach(denied(text), text)
    assert "bought" not in reach(unrealised(text), text)


def test_a_denial_afterwards_reaches_back_to_the_start_of_the_sentence() -> None:
    text = "All is well. That it bought the firm is false."
    assert reach(denied(text), text) == "That it bought the firm is false"


def test_it_hears_a_plan() -> None:
    text = "The firm intends to build a lab."
    assert reach(planned(text), text) == "build a lab"
    assert planned("The firm has built a lab.") == ()


def test_cues_in_capitals_count_and_are_told_as_they_are_written() -> None:
    [scope] = unrealised("The firm WILL buy it")
    assert scope.cue == "WILL"
    assert denied("It has NOT bought the firm")[0].cue == "NOT"


def test_a_letter_that_becomes_two_in_lower_case_moves_no_scope() -> None:
    text = "İstanbul will buy the firm"
    assert reach(unrealised(text), text) == "buy the firm"
