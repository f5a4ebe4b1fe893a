"""Plans, doubts and denials, and how far they reach."""

import pytest

from tracker.assess.modality import Scope, denied, planned, unrealised
from tracker.assess.symbolic import SymbolicReader
from tracker.assess.types import ClaimText, PassageText


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
    ("text", "fact"),
    [
        ("OVHcloud has once again delivered a record year", "delivered"),
        ("OVHcloud has once more bought a firm", "bought"),
        ("OVHcloud, once the largest host, bought a firm", "bought"),
        ("The company is saying that it has obtained the licence", "obtained"),
        ("The mayor is telling voters that the bridge was opened", "opened"),
        ("The company is using the new plant", "new plant"),
        ("He was successful in his bid for the presidency", "presidency"),
        ("She won her bid to lead the party", "lead"),
        ("They have succeeded in their effort to save the mill", "save"),
        ("Smith will retire in June and Pope has been appointed", "appointed"),
        ("Smith will retire and the board has appointed Pope", "appointed"),
        ("Smith will retire and he sold his shares", "sold"),
        ("The firm will move and Alice Lind resigned", "resigned"),
        ("Smith, who will lead the unit, joined the firm", "joined"),
        ("The plant, which could close, was sold", "sold"),
        ("It bought the firm last May from its owner", "owner"),
        ("Actor Will Smith bought the firm", "bought"),
        ("After her bid for governor, Collins became a director", "became"),
        ("Due to objections the firm was sold", "sold"),
        ("They are still touring the country", "touring"),
        ("She began working at the mill", "mill"),
        ("It was third behind Godzilla.? id=blended.htm is the page", "third"),
    ],
)
def test_a_cue_governs_what_its_grammar_lets_it_govern(text: str, fact: str) -> None:
    assert fact not in reach(unrealised(text), text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It will buy the firm and close the plant", "close the plant"),
        ("Once the regulator has agreed it buys the firm", "agreed"),
        ("It is buying the firm", "buying"),
        ("It made a bid for the firm", "firm"),
        ("It may buy the firm", "buy"),
        ("Will it buy the firm", "buy"),
        ("Smith, who said he will lead the unit and hire people, joined", "hire people"),
    ],
)
def test_and_reaches_as_far_as_that(text: str, fact: str) -> None:
    assert fact in reach(unrealised(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "The plant is being built",
        "The plant is still being built",
        "The plant is already being built",
        "The plant was being built",
        "They are also building, where it was built",
        "They are currently being built",
    ],
)
def test_what_is_under_way_is_not_done(text: str) -> None:
    assert "buil" in reach(unrealised(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "A man is sitting on a bench",
        "The court is sitting",
        "The plant is being used",
        "It is something built",
    ],
)
def test_what_lasts_is_so_now(text: str) -> None:
    assert unrealised(text) == ()


@pytest.mark.parametrize(
    ("claim", "stance"),
    [
        ("The Jülich centre builds a plant for JUPITER.", "supports"),
        ("The Jülich centre has built a plant for JUPITER.", "neutral"),
        ("The Jülich centre built a plant for JUPITER.", "neutral"),
    ],
)
def test_what_is_under_way_happens_and_is_only_not_done_yet(claim: str, stance: str) -> None:
    passage = "The Jülich centre is building a plant for JUPITER."
    [found] = SymbolicReader().assess([(ClaimText(claim, "event"), PassageText(passage))])
    assert found.stance == stance


def test_a_denial_does_not_reach_another_subject() -> None:
    text = "The firm has not moved and Pope has been appointed."
    assert reach(denied(text), text) == "moved"


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
