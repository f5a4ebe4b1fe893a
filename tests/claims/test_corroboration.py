"""The rules of corroboration one by one: independence, tier, interest, conflict, wording, time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from claims.contracts import Alternative, Tier
from claims.corroboration import ClaimFacts, Item, OriginFacts
from claims.statuses import Status
from tests.claims.sample import TODAY, facts, find, item, own, record, two


def claim(kind: str = "event", **changes: Any) -> ClaimFacts:
    """A claim of OVHcloud's under the default contract of its kind."""
    values: dict[str, Any] = {
        "kind": kind,
        "version": 1,
        "status": Status.UNVERIFIED,
        "speaker": frozenset({"ovhcloud", "dragon-llm"}),
    }
    return ClaimFacts(**(values | changes))


def copy(of: Item, by: str, **changes: Any) -> Item:
    """The same text printed by another outlet: it shares the origin."""
    return item(by, of.tier, **({"origin": of.origin, "stance": of.stance, "quote": of.quote} | changes))


def why_not(finding: Any, one: Item) -> str:
    return str(dict(finding.not_counted)[one.id])


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
        ({"standing": "altered"}, "Its words were altered on the page and have not been judged again."),
        ({"tier": "none"}, "Its source has no tier: unknown sources never count."),
    ],
)
def test_what_does_not_count_says_why(change: dict[str, Any], why: str) -> None:
    one = replace(record(), **change)
    finding = find(claim(), [one])
    assert finding.status is None
    assert why_not(finding, one) == why


@pytest.mark.parametrize("standing", ["standing", "moved", "unread", "offline"])
def test_a_page_that_cannot_be_read_keeps_counting(standing: str) -> None:
    finding = find(claim(status=Status.VERIFIED), [record(standing=standing)])
    assert finding.status is Status.VERIFIED
    assert ("no longer online" in finding.counted[0].why) == (standing in {"unread", "offline"})


def test_an_unread_language_asks_a_person() -> None:
    finding = find(claim(automatic=True), [record(language_read=False)])
    assert finding.status is Status.VERIFIED
    assert finding.needs_person
    assert "in a language that is not read automatically" in finding.counted[0].why
    assert not find(claim(), [record(language_read=False), *two()]).needs_person


# Time


def test_a_newer_snapshot_supersedes_the_older_words_of_its_page() -> None:
    before = record(resource="https://r.example/a", as_of=date(2026, 7, 1))
    after = copy(before, "registry", stance="refutes", resource="https://r.example/a", as_of=date(2026, 7, 9))
    finding = find(claim(), [before, after])
    assert finding.status is Status.REFUTED
    assert why_not(finding, before) == "Later words of the same page say otherwise."


def test_a_reprint_does_not_bring_back_what_its_page_took_back() -> None:
    before = record(resource="https://r.example/a", as_of=date(2026, 7, 1))
    after = copy(before, "registry", stance="refutes", resource="https://r.example/a", as_of=date(2026, 7, 9))
    reprint = copy(before, "herald", as_of=date(2026, 7, 20))
    finding = find(claim(), [before, after, reprint])
    assert finding.status is Status.REFUTED
    assert why_not(finding, reprint) == "A copy of words that their own page has since taken back."


def test_a_page_that_returns_to_its_first_words_says_them() -> None:
    page = {"resource": "https://r.example/a"}
    first = record(**page, as_of=date(2026, 7, 1))
    second = copy(first, "registry", **page, stance="refutes", as_of=date(2026, 7, 9))
    third = copy(first, "registry", **page, as_of=date(2026, 7, 12))
    assert find(claim(), [first, second, third]).status is Status.VERIFIED


def test_two_quotes_of_one_day_both_count() -> None:
    page = {"resource": "https://r.example/a", "as_of": date(2026, 7, 1)}
    first = record(**page)
    assert find(claim(), [first, copy(first, "registry", **page, stance="refutes")]).status is Status.DISPUTED


def test_hours_tell_snapshots_of_one_day_apart() -> None:
    first = record(resource="https://r.example/a", as_of=datetime(2026, 7, 1, 9, tzinfo=UTC))
    later = copy(
        first,
        "registry",
        stance="refutes",
        resource=first.resource,
        as_of=datetime(2026, 7, 1, 15, tzinfo=UTC),
    )
    assert find(claim(), [first, later]).status is Status.REFUTED


@pytest.mark.parametrize(
    "quote",
    [
        "OVHcloud has not yet completed the pretraining.",
        "The pretraining has yet to be completed.",
        "OVHcloud hasn't completed it.",
        "The pretraining is still under way.",
    ],
)
def test_not_yet_before_the_support_is_no_conflict_for_an_event(quote: str) -> None:
    denial = record(stance="refutes", quote=quote, as_of=date(2026, 6, 1))
    support = record("juelich", as_of=date(2026, 7, 1))
    finding = find(claim(), [denial, support])
    assert finding.status is Status.VERIFIED
    assert why_not(finding, denial).startswith("It said “not yet”")
    # Not so for a state, nor when it is said later, nor when it denies the past, nor without a date.
    assert find(claim("state"), [denial, support]).status is Status.DISPUTED
    assert find(claim(), [replace(denial, as_of=date(2026, 8, 1)), support]).status is Status.DISPUTED
    assert find(claim(), [replace(denial, quote="It never did."), support]).status is Status.DISPUTED
    assert find(claim(), [replace(denial, as_of=None), support]).status is Status.DISPUTED


def test_support_below_weight_does_not_answer_a_not_yet() -> None:
    denial = record(stance="refutes", quote="Not yet.", as_of=date(2026, 6, 1))
    assert find(claim(), [denial, own(as_of=date(2026, 7, 1)), item("reuters")]).status is Status.REFUTED


def test_reprints_make_neither_support_nor_denial_any_younger() -> None:
    support = record("juelich", as_of=date(2026, 6, 1))
    denial = record(stance="refutes", quote="It is not complete yet.", as_of=date(2026, 6, 15))
    assert find(claim(), [support, denial]).status is Status.DISPUTED
    assert find(claim(), [support, denial, copy(support, "herald", as_of=date(2026, 7, 1))]).status is Status.DISPUTED
    answered = [denial, replace(support, as_of=date(2026, 6, 20))]
    assert find(claim(), [*answered, copy(denial, "herald", as_of=date(2026, 7, 1))]).status is Status.VERIFIED


@pytest.mark.parametrize("status", [Status.VERIFIED, Status.REFUTED, Status.DISPUTED])
def test_a_settled_claim_reopens_when_its_evidence_falls_away(status: Status) -> None:
    fallen = record(standing="gone")
    finding = find(claim(status=status, automatic=True), [fallen])
    assert finding.status is Status.UNVERIFIED
    assert finding.changes
    assert finding.may_apply
    assert "lost its footing" in finding.reasons[0]
    assert "Registry of the commercial court: Its words are gone from the page." in finding.reasons


@pytest.mark.parametrize("status", [Status.PARTLY_VERIFIED, Status.UNVERIFIABLE, Status.OUTDATED])
def test_what_a_person_set_is_not_reopened_for_want_of_weight(status: Status) -> None:
    finding = find(claim(status=status), [record(standing="gone")])
    assert finding.status is status
    assert not finding.changes


def test_new_evidence_is_proposed_to_the_person_who_called_it_unverifiable() -> None:
    finding = find(claim(status=Status.UNVERIFIABLE, automatic=True), [record()])
    assert finding.status is Status.VERIFIED
    assert finding.changes
    assert not finding.may_apply


@pytest.mark.parametrize(
    ("status", "items"),
    [
        (Status.VERIFIED, [record()]),
        (Status.REFUTED, [record(stance="refutes")]),
        (Status.DISPUTED, [record(), record("juelich", stance="refutes")]),
        (Status.PARTLY_VERIFIED, []),
    ],
)
def test_a_settled_claim_is_outdated_once_its_recheck_date_has_passed(status: Status, items: list[Item]) -> None:
    settled = claim(status=status, recheck_on=date(2026, 12, 31))
    assert find(settled, items, today=date(2026, 12, 31)).status is status
    finding = find(settled, items, today=date(2027, 1, 1))
    assert finding.status is Status.OUTDATED
    assert finding.needs_person
    assert finding.reasons[0] == "It was to be checked again by 2026-12-31, and nothing newer settles it."


def test_evidence_of_a_later_day_keeps_a_claim_from_ageing_and_renews_an_outdated_one() -> None:
    newer = record(as_of=date(2027, 1, 5))
    for status in (Status.VERIFIED, Status.OUTDATED):
        settled = claim(status=status, recheck_on=date(2026, 12, 31))
        assert find(settled, [record(), newer], today=date(2027, 1, 6)).status is Status.VERIFIED
        reprint = copy(first := record(), "herald", as_of=date(2027, 1, 5))
        assert find(settled, [first, reprint], today=date(2027, 1, 6)).status is Status.OUTDATED


def test_what_overturns_a_claim_goes_before_its_age() -> None:
    aged = claim(status=Status.VERIFIED, recheck_on=date(2026, 1, 1))
    assert find(aged, [record(stance="refutes")]).status is Status.REFUTED
    assert find(aged, []).status is Status.UNVERIFIED


def test_an_unverified_claim_past_its_due_date_is_overdue() -> None:
    due = claim(due_on=date(2026, 11, 22))
    finding = find(due, [])
    assert finding.overdue
    assert finding.status is None
    assert finding.reasons[0] == "It was due to be settled by 2026-11-22, and nothing settles it yet."
    assert not find(due, [record()]).overdue
    assert not find(claim(due_on=TODAY), []).overdue
    assert not find(claim(due_on=date(2026, 1, 1), status=Status.UNVERIFIABLE), []).overdue


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
