"""Reading, refusing and describing what would settle a claim."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.contracts import (
    Alternative,
    ContractError,
    Kind,
    Tier,
    default_contract,
    describe_contract,
    parse_contract,
)
from tests.claims.sample import CLAIMS, SAMPLE


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["text"][:50])
def test_every_contract_of_the_sample_is_read_and_written_back_as_it_was(claim: dict[str, Any]) -> None:
    contract = parse_contract(claim["settled_by"])
    assert len(contract) == len(claim["settled_by"])
    for alternative, raw in zip(contract, claim["settled_by"], strict=True):
        assert alternative.as_json() == ({"origins": 1} | raw)
    assert describe_contract(contract)


def test_the_sample_holds_a_real_article_with_22_claims() -> None:
    assert len(CLAIMS) == 22
    assert SAMPLE["article"]["invented"] is False
    assert {claim["kind"] for claim in CLAIMS} == set(Kind)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (None, "settled_by"),
        ([], "settled_by"),
        ({"tier": "record"}, "settled_by"),
        (["record"], "settled_by[0]"),
        ([{}], "settled_by[0]"),
        ([{"origins": 2}], "settled_by[0]"),
        ([{"confirm": True}], "settled_by[0]"),
        ([{"tier": "record"}, {"teir": "record"}], "settled_by[1].teir"),
        ([{"tier": "none"}], "settled_by[0].tier"),
        ([{"tier": 3}], "settled_by[0].tier"),
        ([{"tier": "record", "origins": 0}], "settled_by[0].origins"),
        ([{"tier": "record", "origins": True}], "settled_by[0].origins"),
        ([{"tier": "record", "origins": "2"}], "settled_by[0].origins"),
        ([{"speaker": False}], "settled_by[0].speaker"),
        ([{"speaker": True, "confirm": "yes"}], "settled_by[0].confirm"),
        ([{"organisations": []}], "settled_by[0].organisations"),
        ([{"organisations": "Reuters"}], "settled_by[0].organisations"),
        ([{"organisations": ["Reuters", " "]}], "settled_by[0].organisations[1]"),
        ([{"resources": ["file:///etc/passwd"]}], "settled_by[0].resources[0]"),
        ([{"resources": ["http://["]}], "settled_by[0].resources[0]"),
        ([{"document": ""}], "settled_by[0].document"),
        ([{"document": "x" * 2_001}], "settled_by[0].document"),
        ([{"tier": "record"}] * 21, "settled_by"),
        ([{"tier": "record"}] * 100_000, "settled_by"),
        ([{"tier": "record", "origins": 21}], "settled_by[0].origins"),
        ([{"tier": "record", "origins": 10**400}], "settled_by[0].origins"),
        ([{"organisations": ["Reuters"] * 51}], "settled_by[0].organisations"),
        ([{"resources": ["https://a.example/"] * 51}], "settled_by[0].resources"),
    ],
)
def test_it_refuses_what_it_does_not_understand_and_says_where(raw: object, field: str) -> None:
    with pytest.raises(ContractError) as refusal:
        parse_contract(raw)
    assert refusal.value.field == field
    assert refusal.value.remedy.endswith(".")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"tier": "record"}, "one record"),
        ({"tier": "independent", "origins": 2}, "two independent origins"),
        ({"tier": "aggregator", "origins": 12}, "12 sources"),
        ({"speaker": True}, "the speaker's own words"),
        ({"speaker": True, "document": "model card"}, "the speaker's own words (model card)"),
        ({"speaker": True, "tier": "record", "origins": 2}, "the speaker's own words in two origins, record tier"),
        ({"tier": "record", "organisations": ["A", "B", "C"]}, "one record from A, B or C"),
        ({"resources": ["https://a.example/x"]}, "one source at https://a.example/x"),
        (
            {"organisations": ["Anthropic"], "document": "notice", "confirm": True},
            "one source from Anthropic (notice), confirmed by a person",
        ),
    ],
)
def test_it_says_in_plain_words_what_is_asked_for(raw: dict[str, Any], words: str) -> None:
    assert parse_contract([raw])[0].describe() == words


def test_facts_need_a_record_or_two_origins_and_words_need_the_speaker() -> None:
    for kind in (Kind.EVENT, Kind.QUANTITY, Kind.STATE):
        assert describe_contract(default_contract(kind)) == "one record; or two independent origins"
    for kind in (Kind.PLAN, Kind.STATEMENT):
        assert default_contract(kind) == (Alternative(speaker=True),)


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
alternatives = st.builds(
    Alternative,
    tier=st.sampled_from([Tier.RECORD, Tier.INDEPENDENT, Tier.AGGREGATOR]),
    origins=st.integers(1, 20),
    speaker=st.booleans(),
    organisations=st.lists(words, max_size=3).map(tuple),
    document=st.just("") | words,
    confirm=st.booleans(),
)


@given(st.lists(alternatives, min_size=1, max_size=4).map(tuple))
def test_a_contract_written_down_is_read_back_the_same(contract: tuple[Alternative, ...]) -> None:
    assert parse_contract([alternative.as_json() for alternative in contract]) == contract
