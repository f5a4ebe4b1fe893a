"""Contracts in words: each template is stored, found again and narrowed, and refuses what it does not take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.contract_templates import TEMPLATES, Details, template, template_of
from claims.contracts import ContractError, Tier, parse_contract
from tests.claims.sample import CLAIMS


def test_every_template_can_be_stored_read_and_found_again():
    for each in TEMPLATES:
        details = Details(organisations=("Anthropic",) if each.needs_organisations else ())
        stored = parse_contract(each.as_json(details))
        assert template_of(stored) == (each, details)
    assert len({each.key for each in TEMPLATES}) == len({each.words for each in TEMPLATES}) == len(TEMPLATES)


@given(
    each=st.sampled_from(TEMPLATES),
    organisations=st.lists(st.sampled_from(["Jülich", "EuroHPC, Inc.", "Anthropic"]), unique=True),
    document=st.sampled_from(["", "annual report"]),
    speaker_document=st.sampled_from(["", "model card"]),
)
def test_details_narrow_the_alternatives_they_speak_of(each, organisations, document, speaker_document):
    details = Details(tuple(organisations), document, speaker_document)
    try:
        contract = each.narrowed(details)
    except ContractError as refusal:
        assert refusal.field == "settled_by"
        return
    assert template_of(reversed_and_parsed(contract)) == (each, details)
    for alternative in contract:
        if alternative.tier is Tier.INDEPENDENT:
            assert not (alternative.organisations or alternative.document)


def reversed_and_parsed(contract):
    return parse_contract([alternative.as_json() for alternative in reversed(contract)])


def test_each_contract_of_the_sample_article_has_words():
    for row in CLAIMS:
        assert template_of(parse_contract(row["settled_by"])), row["settled_by"]


@pytest.mark.parametrize(
    ("key", "details", "remedy"),
    [
        ("two", Details(organisations=("Anthropic",)), "no record of certain organisations"),
        ("speaker", Details(document="annual report"), "no record of a certain type"),
        ("record", Details(speaker_document="model card"), "does not ask for the speaker"),
        ("named-or-two", Details(), "Name the organisations"),
    ],
)
def test_a_detail_that_a_template_does_not_take_is_refused(key, details, remedy):
    with pytest.raises(ContractError, match=remedy):
        template(key).as_json(details)


@pytest.mark.parametrize(
    "raw",
    [
        [{"tier": "aggregator"}],
        [{"tier": "record", "origins": 2}],
        [{"tier": "record", "resources": ["https://a.example/"]}],
        [{"tier": "independent", "organisations": ["Anthropic"]}],
        [{"speaker": True, "organisations": ["Anthropic"]}, {"tier": "record"}],
    ],
)
def test_a_contract_that_no_template_says_has_none(raw):
    assert template_of(parse_contract(raw)) is None
