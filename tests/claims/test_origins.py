"""Which origin an item belongs to, and that only people join two."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import services
from claims.models import AuditEntry, Flag, MergeProposal, Origin
from claims.parties import key_of
from claims.services import InvalidInput
from tests.there import there

BECAUSE = "The Ledger copies both."


@pytest.fixture
def two_origins(claim, make_source, say) -> tuple[Origin, Origin]:
    """Two reports with origins of their own, which verify the claim together."""
    items = [
        say(claim, make_source(name, "independent"), f"It has been completed, the {name} found.")
        for name in ("Gazette", "Courier")
    ]
    return items[0].origin, items[1].origin


def proposed(claim) -> list[str]:
    return list(Flag.objects.filter(claim=claim, kind="status", state="open").values_list("to_status", flat=True))


def test_an_item_says_why_it_belongs_to_its_origin(claim, make_source, say, ovhcloud):
    key = key_of(ovhcloud)
    told = say(claim, make_source("Courier", "independent"), "So.", attributed_to="OVHcloud", attributed_key=key)
    own = say(claim, make_source("Newsroom", "aggregator", organisation=ovhcloud), "It is complete.")
    first = say(claim, make_source("Gazette", "independent"), "We saw it complete.")
    assert told.origin_why == "It gives it as the words of OVHcloud."
    assert own.origin_why == "Newsroom speaks for OVHcloud."
    assert own.origin == told.origin
    assert first.origin_why == ""


def test_a_page_that_republishes_belongs_to_the_owner_of_the_original(claim, make_source, say):
    agency = make_source("Agency", "independent")
    items = [
        say(claim, make_source(name, "aggregator"), f"{name}: it is complete.", first_published_by=agency)
        for name in ("Portal", "Mirror")
    ]
    assert {item.origin.owner for item in items} == {key_of(agency.organisation)}
    assert items[0].source_name == "Portal"


def test_a_merge_is_proposed_once_and_changes_nothing_by_itself(claim, two_origins):
    services.apply_finding(claim=claim)
    first = services.propose_merge(origins=two_origins, because=BECAUSE)
    again = services.propose_merge(origins=(two_origins[1], two_origins[0]), because="Another item does, too.")
    assert again == first
    assert (first.keep, first.other) == two_origins
    assert proposed(claim) == ["verified"]
    assert AuditEntry.objects.filter(action="merge proposed", visibility="staff").count() == 1


def test_merged_origins_count_once(claim, two_origins, bob):
    services.apply_finding(claim=claim)
    assert proposed(claim) == ["verified"]
    proposal = there(services.propose_merge(origins=two_origins, because=BECAUSE))
    services.merge_origins(by=bob, keep=two_origins[0], other=two_origins[1], reason="the same dispatch")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("merged", bob)
    assert {item.origin for item in claim.evidence.all()} == {two_origins[0]}
    assert claim.evidence.get(source_name="Courier").origin_why == "A person found that it goes back to this origin."
    assert proposed(claim) == []
    entry = AuditEntry.objects.get(action="origins merged")
    assert (entry.actor, entry.visibility, entry.payload["reason"]) == ("bob", "staff", "the same dispatch")
    assert len(entry.payload["evidence"]) == 1


def test_origins_kept_apart_are_not_proposed_again(claim, two_origins, bob):
    proposal = there(services.propose_merge(origins=two_origins, because=BECAUSE))
    services.keep_apart(by=bob, proposal=proposal, reason="both quote the same minutes")
    services.propose_merge(origins=two_origins, because=BECAUSE)
    assert [each.state for each in MergeProposal.objects.all()] == ["apart"]
    with pytest.raises(InvalidInput, match="decided already"):
        services.keep_apart(by=bob, proposal=MergeProposal.objects.get(), reason="again")


def test_a_person_may_merge_what_was_kept_apart(claim, two_origins, bob):
    proposal = there(services.propose_merge(origins=two_origins, because=BECAUSE))
    services.keep_apart(by=bob, proposal=proposal, reason="unsure")
    services.merge_origins(by=bob, keep=two_origins[0], other=two_origins[1], reason="sure now")
    assert [each.state for each in MergeProposal.objects.all()] == ["merged"]


def test_the_speakers_own_words_stay_the_speakers(claim, two_origins, make_source, say, ovhcloud, bob):
    own = say(claim, make_source("Newsroom", "aggregator", organisation=ovhcloud), "It is complete.").origin
    proposal = services.propose_merge(origins=(two_origins[0], own), because=BECAUSE)
    assert proposal.keep == own
    with pytest.raises(InvalidInput, match="keep that one"):
        services.merge_origins(by=bob, keep=two_origins[0], other=own, reason="copied")
    services.merge_origins(by=bob, keep=own, other=two_origins[0], reason="copied from the press release")
    assert proposed(claim) == []


def test_only_a_reviewer_joins_or_parts_origins(claim, two_origins, alice):
    proposal = there(services.propose_merge(origins=two_origins, because=BECAUSE))
    with pytest.raises(PermissionDenied):
        services.merge_origins(by=alice, keep=two_origins[0], other=two_origins[1], reason="mine")
    with pytest.raises(PermissionDenied):
        services.keep_apart(by=alice, proposal=proposal, reason="mine")


def test_a_merge_needs_two_origins_of_one_claim_and_a_reason(claim, article, two_origins, alice, bob, make_source, say):
    other = services.record_claim(by=alice, article=article, text="It is fast.", kind="state")
    elsewhere = say(other, make_source("Herald", "independent"), "It is fast.").origin
    with pytest.raises(InvalidInput, match="it is the same one"):
        services.merge_origins(by=bob, keep=two_origins[0], other=two_origins[0], reason="so")
    with pytest.raises(InvalidInput, match="of the same claim"):
        services.merge_origins(by=bob, keep=two_origins[0], other=elsewhere, reason="so")
    with pytest.raises(InvalidInput, match="reason"):
        services.merge_origins(by=bob, keep=two_origins[0], other=two_origins[1], reason=" ")


def test_a_question_about_an_origin_that_was_merged_away_is_asked_of_the_one_that_took_its_items(
    claim, two_origins, make_source, say, bob
):
    keep, other = two_origins
    third = say(claim, make_source("Herald", "independent"), "We saw it, too.").origin
    services.propose_merge(origins=two_origins, because=BECAUSE)
    asked = services.propose_merge(origins=(other, third), because=BECAUSE)
    services.merge_origins(by=bob, keep=keep, other=other, reason="the same dispatch")
    asked.refresh_from_db()
    assert (asked.keep, asked.other, asked.state) == (keep, third, "open")
    services.merge_origins(by=bob, keep=keep, other=third, reason="the same dispatch")
    assert not MergeProposal.objects.filter(state="open").exists()


def test_a_question_passed_on_keeps_the_speakers_origin_and_can_be_answered(
    claim, two_origins, make_source, say, ovhcloud, bob
):
    keep, other = two_origins
    own = say(claim, make_source("Newsroom", "aggregator", organisation=ovhcloud), "It is complete.").origin
    asked = services.propose_merge(origins=(other, own), because=BECAUSE)
    services.merge_origins(by=bob, keep=keep, other=other, reason="the same dispatch")
    asked.refresh_from_db()
    assert (asked.keep, asked.other) == (own, keep)
    services.merge_origins(by=bob, keep=asked.keep, other=asked.other, reason="a press release")
    assert {item.origin for item in claim.evidence.all()} == {own}


def test_what_comes_later_to_a_merged_origin_goes_where_its_items_went(claim, make_source, say, ovhcloud, bob):
    agency = make_source("Agency", "independent").organisation
    told = {"attributed_to": "Agency", "attributed_key": key_of(agency)}
    gazette = say(claim, make_source("Gazette", "independent"), "We saw it complete.").origin
    passed_on = say(claim, make_source("Courier", "independent"), "Complete, Agency said.", **told).origin
    services.merge_origins(by=bob, keep=gazette, other=passed_on, reason="Agency cites the Gazette")
    later = say(claim, make_source("Herald", "independent"), "Agency said that it is.", **told)
    copied = say(claim, make_source("Portal", "aggregator"), "Complete, they said.", origin=passed_on)
    assert later.origin == copied.origin == gazette


def test_origins_that_a_person_joined_are_neither_proposed_nor_joined_again(claim, two_origins, make_source, say, bob):
    keep, other = two_origins
    third = say(claim, make_source("Herald", "independent"), "We saw it, too.").origin
    services.merge_origins(by=bob, keep=keep, other=other, reason="the same dispatch")
    assert services.propose_merge(origins=two_origins, because=BECAUSE) is None
    with pytest.raises(InvalidInput, match="it was merged into “Gazette"):
        services.merge_origins(by=bob, keep=third, other=other, reason="again")
    asked = services.propose_merge(origins=(other, third), because=BECAUSE)
    assert (asked.keep, asked.other) == (keep, third)


def test_of_two_who_answer_at_once_the_second_is_told(claim, two_origins, bob):
    as_both_saw_it = there(services.propose_merge(origins=two_origins, because=BECAUSE))
    services.merge_origins(by=bob, keep=two_origins[0], other=two_origins[1], reason="the same dispatch")
    with pytest.raises(InvalidInput, match="decided already"):
        services.keep_apart(by=bob, proposal=as_both_saw_it, reason="two")
    assert MergeProposal.objects.get().state == "merged"
