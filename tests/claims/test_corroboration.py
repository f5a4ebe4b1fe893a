"""The rules of corroboration one by one: independence, tier, interest, conflict, wording, automation."""

from dataclasses import replace
from typing import Any

import pytest

from claims.contracts import Alternative, Tier
from claims.corroboration import Item, OriginFacts
from claims.statuses import Status
from tests.claims.sample import claim, copy, facts, find, item, own, record, two, why_not

# Independence


def test_it_does_not_count_syndicated_copies_twice() -> None:
    first = item("reuters")
    reprint = copy(first, "courier")
    finding = find(claim(), [first, reprint])
    assert finding.status is None
    assert "Two outlets printed the same text: one origin, not two." in finding.reasons
    assert [one.id for one in finding.counted] == [first.id]
    assert why_not(finding, reprint) == "It shares its origin with Reuters: one origin, not two."


def test_two_outlets_of_one_house_count_once() -> None:
    first = item("courier", origin=OriginFacts("a", "the-house"))
    second = item("herald", origin=OriginFacts("b", "the-house"))
    finding = find(claim(), [first, second])
    assert finding.status is None
    assert why_not(finding, second) == "It belongs to the same owner as The Courier: counted once."
    assert "One owner behind two origins (The Courier and The Herald): counted once." in finding.reasons


def test_origins_whose_owner_nobody_knows_count_once_together() -> None:
    nobodys = [item(by, origin=OriginFacts(by, "")) for by in ("courier", "herald")]
    finding = find(claim(), nobodys)
    assert finding.status is None
    assert any("No known owner" in reason for reason in finding.reasons)
    assert find(claim(), [*nobodys, item("reuters")]).status is Status.VERIFIED


def test_two_reports_of_what_a_third_party_says_are_one_voice() -> None:
    quoting = [item(by, attributed_to="juelich", attributed_words="Jülich") for by in ("reuters", "courier")]
    finding = find(claim(), quoting)
    assert finding.status is None
    assert "Only passed on from Jülich (Reuters and The Courier): one voice." in finding.reasons
    assert find(claim(), [*quoting, item("herald")]).status is Status.VERIFIED


def test_one_origin_is_one_whoever_its_copies_name() -> None:
    first = item("reuters")
    assert find(claim(), [first, copy(first, "courier", attributed_to="juelich")]).status is None


def test_it_says_whose_word_an_item_passes_on() -> None:
    finding = find(claim(), [record("reuters", attributed_to="juelich", attributed_words="Jülich")])
    assert finding.counted[0].why == "Reuters (record) supports it, passing on Jülich."


# Tier and interest


def test_it_names_the_record_and_what_the_contract_asks_for() -> None:
    finding = find(facts("OVHcloud has completed"), [record("juelich")])
    asked = "one record from Jülich Supercomputing Centre or EuroHPC Joint Undertaking"
    assert finding.reasons == (
        f"One record source (Jülich Supercomputing Centre) supports it; the contract asks for {asked}.",
    )
    assert not finding.needs_person


def test_it_says_what_is_there_below_the_weight() -> None:
    finding = find(claim(), [item("reuters")])
    assert finding.reasons == (
        "One independent origin (Reuters) supports it; the contract asks for one record; or two independent origins.",
    )


@pytest.mark.parametrize(("kind", "words"), [("event", "an event"), ("quantity", "a quantity"), ("state", "a state")])
def test_the_speakers_own_words_do_not_settle_a_matter_of_fact(kind: str, words: str) -> None:
    release = own(tier="record")
    finding = find(claim(kind), [release])
    assert finding.status is None
    assert finding.reasons == (f"OVHcloud's own words do not settle {words}.",)
    assert why_not(finding, release) == finding.reasons[0]


@pytest.mark.parametrize(
    "speakers",
    [
        {"origin": OriginFacts("o", "reuters", is_speakers=True)},
        {"origin": OriginFacts("o", "ovhcloud")},
        {"organisation": "dragon-llm", "organisation_name": "Dragon LLM"},
        {"attributed_to": "ovhcloud", "attributed_words": "OVHcloud"},
    ],
    ids=["its origin", "the origin's owner", "its affiliate prints it", "an outlet quotes it"],
)
def test_an_interested_party_is_known_in_every_guise(speakers: dict[str, Any]) -> None:
    assert find(claim(), [record("reuters", **speakers)]).status is None


def test_a_contract_that_names_the_speakers_house_still_asks_a_person() -> None:
    contract = (Alternative(organisations=("OVHcloud",), document="notice"),)
    finding = find(claim(contract=contract, automatic=True), [own(document="Notice")])
    assert finding.status is Status.VERIFIED
    assert finding.needs_person
    assert not finding.may_apply
    assert "It rests on the speaker's own words: a person must confirm it." in finding.reasons


def test_a_named_publisher_does_not_lend_its_name_to_the_speakers_words() -> None:
    contract = (Alternative(tier=Tier.RECORD, organisations=("Jülich Supercomputing Centre",)),)
    passed_on = record("juelich", attributed_to="ovhcloud", attributed_words="OVHcloud")
    finding = find(claim(contract=contract), [passed_on])
    assert finding.status is None
    assert finding.reasons == ("OVHcloud's own words do not settle an event.",)


def test_confirm_asks_a_person_whatever_the_evidence() -> None:
    contract = (Alternative(tier=Tier.RECORD, confirm=True),)
    finding = find(claim(contract=contract, automatic=True), [record()])
    assert finding.status is Status.VERIFIED
    assert finding.needs_person
    assert "The contract asks a person to confirm it." in finding.reasons


def test_an_alternative_without_a_tier_takes_any_tier_above_none() -> None:
    contract = (Alternative(document="annual report"),)
    assert find(claim(contract=contract), [item("blog", "aggregator", document="annual report")]).status
    assert find(claim(contract=contract), [item("blog", "none", document="annual report")]).status is None


def test_a_resource_counts_only_at_its_own_address() -> None:
    contract = (Alternative(tier=Tier.RECORD, resources=("https://top500.example/list/",)),)
    here = record(resource="https://top500.example/list#jupiter")
    assert find(claim(contract=contract), [here]).status is Status.VERIFIED
    assert find(claim(contract=contract), [record()]).status is None


def test_three_origins_are_three_and_two_are_not() -> None:
    contract = (Alternative(tier=Tier.INDEPENDENT, origins=3),)
    assert find(claim(contract=contract), two()).status is None
    finding = find(claim(contract=contract), [*two(), item("herald")])
    assert finding.status is Status.VERIFIED
    assert finding.reasons[0].startswith("Three independent origins (Reuters, The Courier and The Herald) support it")


# Conflict


def test_a_refutation_below_weight_is_a_note_and_never_a_status() -> None:
    denial = item("herald", stance="refutes")
    finding = find(claim(), [record(), denial])
    assert finding.status is Status.VERIFIED
    assert finding.notes == (
        "The Herald speaks against it, below the weight that the contract asks for: worth a reviewer's look.",
    )
    assert why_not(finding, denial) == "Its side does not reach the weight that the contract asks for."


def test_refuting_takes_the_same_weight_as_supporting() -> None:
    assert find(claim(), two(stance="refutes")).status is Status.REFUTED
    assert find(claim(), [record(), *two(stance="refutes")]).status is Status.DISPUTED


def test_the_speakers_denial_refutes_no_event() -> None:
    assert find(claim(), [own(stance="refutes", tier="record")]).status is None


# Wording and standing


def test_evidence_judged_on_another_wording_waits_until_judged_again() -> None:
    old = record()
    finding = find(claim(version=2), [old])
    assert finding.status is None
    assert "judged on version 1" in why_not(finding, old)
    assert find(claim(version=2), [replace(old, judged_version=2)]).status is Status.VERIFIED


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stance": "neutral"}, "It says nothing for or against the claim."),
        ({"retracted": True}, "It was withdrawn."),
        ({"standing": "gone"}, "Its words are gone from the page."),
        (
            {"standing": "altered"},
            "Its words were altered on the page; as they stand there now, they do not bear it out.",
        ),
        ({"tier": "none"}, "Its source has no tier: unknown sources never count."),
    ],
)
def test_what_does_not_count_says_why(change: dict[str, Any], why: str) -> None:
    one = replace(record(), **change)
    finding = find(claim(), [one])
    assert finding.status is None
    assert why_not(finding, one) == why


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        ("standing", ""),
        ("moved", ""),
        ("reworded", ", in other words than when it was found"),
        ("unread", ", its page unreadable at present"),
        ("offline", ", no longer online"),
    ],
)
def test_a_page_that_cannot_be_read_or_was_reworded_keeps_counting(standing: str, told: str) -> None:
    finding = find(claim(status=Status.VERIFIED), [record(standing=standing)])
    assert finding.status is Status.VERIFIED
    assert finding.counted[0].why.endswith(f"it{told}.")


def test_an_unread_language_asks_a_person() -> None:
    finding = find(claim(automatic=True), [record(language_read=False)])
    assert finding.status is Status.VERIFIED
    assert finding.needs_person
    assert "in a language that is not read automatically" in finding.counted[0].why
    assert not find(claim(), [record(language_read=False), *two()]).needs_person


# Automation and memory


def test_automation_verifies_only_where_a_reviewer_let_it() -> None:
    assert find(claim(automatic=True), [record()]).may_apply
    assert not find(claim(automatic=False), [record()]).may_apply
    assert not find(claim(automatic=True, status=Status.VERIFIED), [record()]).may_apply


@pytest.mark.parametrize("items", [[record(stance="refutes")], [record(), record("juelich", stance="refutes")]])
def test_automation_neither_refutes_nor_disputes(items: list[Item]) -> None:
    finding = find(claim(automatic=True), items)
    assert finding.needs_person
    assert not finding.may_apply


def test_the_fingerprint_changes_with_the_evidence_and_the_wording_and_not_with_copies() -> None:
    first = record()
    name = find(claim(), [first]).fingerprint
    assert find(claim(), [first, copy(first, "herald")]).fingerprint == name
    assert find(claim(), [first, item("reuters", stance="refutes")]).fingerprint == name
    assert find(claim(), [first, item("reuters")]).fingerprint != name
    assert find(claim(version=2), [replace(first, judged_version=2)]).fingerprint != name


def test_each_loss_of_footing_has_its_own_fingerprint() -> None:
    settled = claim(status=Status.VERIFIED)
    first, second = record(standing="gone"), record("juelich", standing="gone")
    assert find(settled, [first]).fingerprint != find(settled, [first, second]).fingerprint
    assert find(settled, [first]).fingerprint == find(settled, [first, copy(first, "x", standing="gone")]).fingerprint


def test_every_alternative_is_reported_with_what_it_has_and_needs() -> None:
    tried = find(claim(), [item("reuters"), record(stance="refutes")]).alternatives
    assert [(t.stance, t.words, t.weight, t.needed, t.met) for t in tried] == [
        ("supports", "one record", 0, 1, False),
        ("supports", "two independent origins", 1, 2, False),
        ("refutes", "one record", 1, 1, True),
        ("refutes", "two independent origins", 1, 2, False),
    ]


def test_with_nothing_to_go_on_it_says_so() -> None:
    finding = find(claim(), [])
    assert (finding.status, finding.changes, finding.needs_person) == (None, False, False)
    assert finding.reasons == ("Nothing that counts settles it either way.",)


@pytest.mark.parametrize("change", [{"stance": "maybe"}, {"standing": "lost"}, {"tier": "gold"}])
def test_unknown_values_are_refused_at_the_door(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(change.values()))):
        replace(record(), **change)  # type: ignore[arg-type]
