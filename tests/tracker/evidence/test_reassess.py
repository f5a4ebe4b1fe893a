"""Judging again with another assessor: what it compares, what it writes, and what it leaves alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims import services
from claims.models import AuditEntry, Evidence
from claims.services.evidence_input import JudgementInput
from tracker.assess import SymbolicReader
from tracker.assess.types import Judgement
from tracker.evidence.reassess import reassess
from tracker.models import Assessment

RECORD = "The operator reports that the machine is busy. OVHcloud has completed the pretraining of a model on Jupiter."


class Doubter:
    """Doubts everything, and notes what it was asked."""

    name = "doubter"
    version = "2"
    support_threshold = 0.8
    refute_threshold = 0.8

    def __init__(self, stance="neutral", score=0.7) -> None:
        self.stance, self.score = stance, score
        self.asked: list[str] = []

    def reads(self, language: str) -> bool:
        return True

    def assess(self, pairs):
        self.asked += [passage.text for _, passage in pairs]
        return [Judgement(self.stance, self.score, ("I doubt it.",), self.name, self.version) for _ in pairs]


@pytest.fixture
def judged(claim, make_source, publish) -> Evidence:
    """A claim with one item of an operator's record, proposed to be verified."""
    publish(make_source("Operator", "record"), "https://operator.example/news", RECORD)
    return Evidence.objects.get()


def state() -> tuple:
    rows = Evidence.objects.values_list("stance", "score", "assessor", "judged_version").order_by("pk")
    return list(rows), Assessment.objects.count(), AuditEntry.objects.count()


def test_a_comparison_tells_what_would_turn_and_writes_nothing(claim, judged, proposed):
    before = state()
    found = reassess(Doubter())
    assert found.stances == {("supports", "neutral"): 1}
    assert [(change.claim, change.before, change.after) for change in found.outcome_changes] == [
        (claim, "verified", "unverified")
    ]
    assert state() == before
    assert proposed(claim) == ["verified"]


def test_applied_the_evidence_is_judged_so_and_the_old_assessment_is_kept(claim, judged, proposed):
    reassess(Doubter(), apply=True)
    judged.refresh_from_db()
    assert (judged.stance, judged.assessor, judged.reasons) == ("neutral", "doubter 2", ["I doubt it."])
    assert list(judged.assessments.values_list("assessor", "stance").order_by("pk")) == [
        ("symbolic 3", "supports"),
        ("doubter 2", "neutral"),
    ]
    assert proposed(claim) == []
    assert AuditEntry.objects.filter(action="evidence judged").count() == 1


def test_running_it_again_asks_nobody_and_changes_nothing(claim, judged):
    reassess(Doubter(), apply=True)
    before = state()
    again = Doubter()
    found = reassess(again, apply=True)
    assert (again.asked, state()) == ([], before)
    assert found.outcome_changes == []


def test_the_way_back_to_a_former_version_needs_no_judging(claim, judged, proposed):
    reassess(Doubter(), apply=True)
    reassess(SymbolicReader(), apply=True)
    judged.refresh_from_db()
    assert (judged.stance, judged.assessor) == ("supports", "symbolic 3")
    assert judged.deciding
    assert proposed(claim) == ["verified"]


def test_a_stance_below_its_threshold_says_nothing(claim, judged):
    assert reassess(Doubter("supports", 0.79)).stances == {("supports", "neutral"): 1}
    assert reassess(Doubter("supports", 0.8)).stances == {("supports", "supports"): 1}


def test_the_passage_is_judged_as_it_stood_in_its_page(claim, judged):
    doubter = Doubter()
    reassess(doubter)
    assert doubter.asked == [judged.quote]


def test_what_people_judged_stays_as_they_left_it(claim, judged, alice):
    services.judge_evidence(
        by=alice, evidence=judged, judgement=JudgementInput(stance="refutes", reasons=("Read it.",))
    )
    before = state()
    found = reassess(Doubter(), apply=True)
    assert (found.by_people, found.stances) == (1, {})
    assert state()[0] == before[0]


def test_evidence_taken_out_of_the_count_is_left_out(claim, judged, bob):
    services.retract_evidence(by=bob, evidence=judged, reason="a forgery")
    assert reassess(Doubter()).stances == {}


def test_a_revised_claim_is_judged_anew_on_its_present_wording(claim, judged, alice):
    reassess(Doubter(), apply=True)
    text = "OVHcloud has completed the pretraining of a model on Jupiter."
    services.revise_claim(by=alice, claim=claim, reason="shorter", text=text)
    again = Doubter()
    reassess(again, apply=True)
    assert len(again.asked) == 1
    judged.refresh_from_db()
    assert judged.judged_version == 2


def test_two_assessors_are_compared_past_what_the_evidence_says(claim, judged):
    found = reassess(SymbolicReader(), against=Doubter())
    assert found.stances == {("neutral", "supports"): 1}


def test_a_limit_counts_claims(claim, judged):
    assert reassess(Doubter(), limit=0).claims == 0
    assert reassess(Doubter(), limit=1).claims == 1


def test_the_command_prints_the_comparison(claim, judged):
    out = StringIO()
    call_command("reassess", "--assessor", "symbolic", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "the evidence as it is judged now → symbolic 3"
    assert lines[1].startswith("1 items of 1 claims, 1 judged the same")
    assert lines[3].split() == ["supports", "1", "0", "0"]
    assert lines[-1] == "Nothing was written: --apply does it."


def test_an_unknown_assessor_is_refused_by_name(db):
    with pytest.raises(CommandError, match="oracle"):
        call_command("reassess", "--assessor", "oracle")


@pytest.mark.parametrize("limit", ["0", "-3", "many"])
def test_a_limit_that_is_no_number_of_claims_is_refused(limit):
    with pytest.raises(CommandError, match=f"argument --limit: {limit} is no number of claims: give 1 or more"):
        call_command("reassess", f"--limit={limit}")
