"""Which status may follow which, who may set it, what it needs."""

import itertools
from pathlib import Path

import pytest

from claims.statuses import (
    MEANINGS,
    RATINGS,
    TRANSITIONS,
    Actor,
    Need,
    Role,
    Status,
    TransitionRefused,
    allowed_from,
    check_needs,
    check_transition,
    status_table_markdown,
    transition_table_markdown,
)

ALICE = Actor.person(Role.JOURNALIST)
BOB = Actor.person(Role.REVIEWER)
ADMIN = Actor.person(Role.ADMINISTRATOR)
MACHINE = Actor.automation()
DOCS = (Path(__file__).parents[2] / "docs" / "statuses.md").read_text(encoding="utf-8")


def test_every_pair_stands_in_the_table_at_most_once() -> None:
    pairs = [(t.old, t.new) for t in TRANSITIONS]
    assert len(pairs) == len(set(pairs))
    assert all(old is not new for old, new in pairs)


def test_every_status_has_a_meaning_of_one_line_a_rating_entry_and_a_way_in_and_out() -> None:
    for status in Status:
        assert "\n" not in status.meaning
        assert MEANINGS[status] == status.meaning
        assert status in RATINGS
        assert any(t.old is status for t in TRANSITIONS)
        assert any(t.new is status for t in TRANSITIONS)


def test_automation_verifies_and_reopens_and_nothing_else() -> None:
    theirs = {(t.old, t.new) for t in TRANSITIONS if t.allows(MACHINE)}
    assert theirs == {
        (Status.UNVERIFIED, Status.VERIFIED),
        (Status.VERIFIED, Status.UNVERIFIED),
        (Status.REFUTED, Status.UNVERIFIED),
        (Status.DISPUTED, Status.UNVERIFIED),
    }


@pytest.mark.parametrize("actor", [ALICE, BOB, ADMIN], ids=str)
def test_every_change_in_the_table_is_open_to_people_of_every_role(actor: Actor) -> None:
    assert all(check_transition(t.old, t.new, actor=actor) is t for t in TRANSITIONS)


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(Status, 2)))
def test_automation_never_touches_what_only_people_set(old: Status, new: Status) -> None:
    by_people = {Status.PARTLY_VERIFIED, Status.UNVERIFIABLE}
    if {old, new} & by_people:
        with pytest.raises(TransitionRefused) as refusal:
            check_transition(old, new, actor=MACHINE)
        assert refusal.value.field in {"actor", "status"}
        assert refusal.value.remedy.endswith(".")


@pytest.mark.parametrize("old", [Status.UNVERIFIED, Status.UNVERIFIABLE])
def test_only_what_was_settled_becomes_outdated(old: Status) -> None:
    with pytest.raises(TransitionRefused, match="settle it first"):
        check_transition(old, Status.OUTDATED, actor=BOB)


@pytest.mark.parametrize("old", [Status.VERIFIED, Status.REFUTED])
def test_a_settled_claim_is_reopened_before_it_is_called_unverifiable(old: Status) -> None:
    with pytest.raises(TransitionRefused, match="reopen it first"):
        check_transition(old, Status.UNVERIFIABLE, actor=BOB)


def test_no_change_is_refused_with_the_status_named() -> None:
    with pytest.raises(TransitionRefused, match="already “partly verified”"):
        check_transition(Status.PARTLY_VERIFIED, Status.PARTLY_VERIFIED, actor=ALICE)


def test_it_reads_statuses_as_a_column_gives_them() -> None:
    transition = check_transition("unverified", "verified", actor=ALICE)  # type: ignore[arg-type]
    assert (transition.old, transition.new) == (Status.UNVERIFIED, Status.VERIFIED)


def test_every_change_needs_words_and_a_verdict_needs_evidence() -> None:
    verdicts = {Status.VERIFIED, Status.REFUTED, Status.DISPUTED, Status.PARTLY_VERIFIED}
    for t in TRANSITIONS:
        assert Need.REASON in t.needs
        assert (Need.EVIDENCE in t.needs) == (t.new in verdicts)
        assert Need.FINDING in t.needs_of(MACHINE)
        assert Need.FINDING not in t.needs_of(ALICE)


@pytest.mark.parametrize(
    ("actor", "reason", "sides", "proposed", "field"),
    [
        (ALICE, "The register says so.", {"supports"}, None, None),
        (ALICE, "  ", {"supports"}, None, "reason"),
        (ALICE, "The register says so.", {"refutes"}, None, "evidence"),
        (MACHINE, "One record source supports it.", {"supports"}, Status.VERIFIED, None),
        (MACHINE, "One record source supports it.", {"supports"}, Status.DISPUTED, "finding"),
        (MACHINE, "One record source supports it.", {"supports"}, None, "finding"),
    ],
)
def test_it_names_the_need_that_is_not_met(
    actor: Actor, reason: str, sides: set[str], proposed: Status | None, field: str | None
) -> None:
    transition = check_transition(Status.UNVERIFIED, Status.VERIFIED, actor=actor)
    if field is None:
        check_needs(transition, actor=actor, reason=reason, sides=sides, proposed=proposed)
        return
    with pytest.raises(TransitionRefused) as refusal:
        check_needs(transition, actor=actor, reason=reason, sides=sides, proposed=proposed)
    assert refusal.value.field == field


def test_the_choices_of_a_form_are_those_of_the_table() -> None:
    assert allowed_from(Status.UNVERIFIED, actor=MACHINE) == (Status.VERIFIED,)
    assert Status.OUTDATED not in allowed_from(Status.UNVERIFIED, actor=ALICE)
    assert len(allowed_from(Status.OUTDATED, actor=ALICE)) == 6


def test_only_clear_verdicts_are_rated_with_a_number() -> None:
    numbers = {status: rating.value for status, rating in RATINGS.items() if rating and rating.value}
    assert numbers == {Status.VERIFIED: 5, Status.PARTLY_VERIFIED: 4, Status.REFUTED: 1}
    assert RATINGS[Status.UNVERIFIED] is None
    partly = RATINGS[Status.PARTLY_VERIFIED]
    assert partly is not None
    assert partly.choices == (4, 3)


@pytest.mark.parametrize(
    ("marker", "table"), [("transitions", transition_table_markdown()), ("statuses", status_table_markdown())]
)
def test_the_docs_print_the_tables_as_they_are(marker: str, table: str) -> None:
    printed = DOCS.split(f"<!-- {marker}:start -->")[1].split(f"<!-- {marker}:end -->")[0]
    assert printed.strip() == table
