"""Corroboration and time: superseded words, "not yet", lost footing, dates that pass."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from claims.corroboration import Item
from claims.statuses import Status
from tests.claims.sample import TODAY, claim, copy, find, item, own, record, why_not


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
    page: dict[str, Any] = {"resource": "https://r.example/a", "as_of": date(2026, 7, 1)}
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
