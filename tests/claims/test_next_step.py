"""The next step of a claim, in words."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from claims.contract_templates import TEMPLATES
from claims.contracts import (
    Alternative,
)
from claims.corroboration import ClaimFacts, Item, OriginFacts, corroborate
from claims.next_step import next_step
from claims.statuses import Status

TODAY = date(2026, 11, 1)


def item(number: int, tier: str = "independent", stance: str = "supports", **more) -> Item:
    origin = OriginFacts(key=f"origin {number}", owner=f"owner {number}")
    return Item(id=f"item {number}", stance=stance, tier=tier, origin=origin, mouth=f"owner {number}", **more)


def steps(*items: Item, kind: str = "event", contract: tuple[Alternative, ...] = (), **more) -> tuple[str, ...]:
    facts = ClaimFacts(kind=kind, version=1, status=Status.UNVERIFIED, contract=contract, **more)
    return next_step(corroborate(facts, items, today=TODAY), facts.alternatives)


def test_without_evidence_all_that_is_asked_for_is_missing():
    assert steps() == ("One record, or two independent origins, would settle this.",)
    assert steps(kind="plan") == ("The speaker's own words would settle this.",)


def test_what_is_there_is_not_asked_for_again():
    assert steps(item(1)) == ("One more independent origin, or one record, would settle this.",)


def test_what_was_told_is_to_be_read():
    assert steps(item(1, told="told to the desk"))[1:] == (
        "One item is told and would be weighed once it is read at its source.",
    )


def test_what_is_met_says_so():
    assert steps(item(1), item(2)) == ("What its contract asks for is there: the claim can be verified.",)
    assert steps(item(1, "record", "refutes"))[0].endswith("it can be refuted.")
    assert steps(item(1, "record", "refutes"))[1:] == ("A person has to decide.",)


def test_what_has_its_status_already_is_not_asked_for_again():
    for items, status in (((item(1), item(2)), Status.VERIFIED), ((item(1, "record", "refutes"),), Status.REFUTED)):
        facts = ClaimFacts(kind="event", version=1, status=status)
        [said] = next_step(corroborate(facts, items, today=TODAY), facts.alternatives)
        assert said.endswith(f"it is {status.value}. Nothing is left to do.")


def test_what_is_overdue_says_so():
    assert "should have been settled" in steps(due_on=date(2026, 10, 1))[-1]


items = st.builds(
    lambda number, tier, stance, told: item(number, tier, stance, told=told),
    st.integers(1, 5),
    st.sampled_from(["record", "independent", "aggregator", "none"]),
    st.sampled_from(["supports", "refutes", "neutral"]),
    st.sampled_from(["", "told to the desk"]),
)


@given(st.lists(items, max_size=6, unique_by=lambda each: each.id), st.sampled_from(TEMPLATES))
def test_there_is_always_a_next_step_and_it_is_made_of_sentences(given_items, each):
    said = steps(*given_items, contract=each.contract)
    assert said
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in said)
