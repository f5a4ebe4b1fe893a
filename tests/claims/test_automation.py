"""An automatic claim is decided by the machine on what a reviewer let it decide, and on the pages' word alone."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import services
from claims.models import Claim, Flag
from claims.services.evidence_input import JudgementInput, Quote
from tests.there import there

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."
DENIED = "The pretraining run of OVHcloud’s model on Jupiter was never completed."


@pytest.fixture
def automatic(claim, bob):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    return claim


@pytest.fixture
def operator(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def denial(automatic, operator, make_source, say):
    """Two records that contradict each other; gives the item that refutes."""
    say(automatic, operator, DONE)
    item = say(automatic, make_source("Register", "record"), DENIED, stance="refutes")
    assert there(services.apply_finding(claim=automatic)).to_status == "disputed"
    return item


def status(claim: Claim) -> str:
    services.apply_finding(claim=claim)
    return Claim.objects.get(pk=claim.pk).status


@pytest.mark.parametrize(
    "change",
    [
        {"text": "OVHcloud has won a prize."},
        {"kind": "quantity"},
        {"kind": "statement", "text": "OVHcloud said that it has completed the pretraining of a model."},
        {"speaker_organisation": None},
        {"settled_by": [{"tier": "aggregator"}]},
    ],
)
def test_what_the_machine_decides_and_by_which_terms_is_a_reviewers_to_change(automatic, alice, bob, change):
    with pytest.raises(PermissionDenied, match="set automation"):
        services.revise_claim(by=alice, claim=automatic, reason="clearer", **change)
    assert Claim.objects.get().version == 1
    assert services.revise_claim(by=bob, claim=automatic, reason="clearer", **change).version == 2


def test_what_the_machine_does_not_rest_on_is_everybodys_to_change(automatic, alice):
    services.revise_claim(by=alice, claim=automatic, reason="for the desk", note="ask them again in May")
    assert Claim.objects.get().note == "ask them again in May"


def test_the_machine_does_not_verify_past_what_a_person_retracted(automatic, denial, alice):
    services.retract_evidence(by=alice, evidence=denial, reason="another run")
    assert status(automatic) == "unverified"
    flag = Flag.objects.get(kind="status", state="open")
    assert (flag.to_status, flag.needs_person) == ("verified", True)
    assert "A person judged or retracted what Register says: a person must confirm it." in flag.reasons


@pytest.mark.parametrize("stance", ["neutral", "supports"])
def test_nor_past_what_a_person_judged_otherwise(automatic, denial, alice, stance):
    services.judge_evidence(by=alice, evidence=denial, judgement=JudgementInput(stance))
    assert status(automatic) == "unverified"
    assert Flag.objects.get(kind="status", state="open").to_status == "verified"


def test_what_was_told_and_what_nobody_knows_keeps_it_from_nothing(automatic, operator, say, alice):
    told = Quote(url="https://operator.example/told", exact=DENIED)
    services.add_evidence(by=alice, claim=automatic, quote=told, judgement=JudgementInput("refutes"), source=operator)
    services.retract_evidence(
        by=alice, evidence=say(automatic, None, DENIED, stance="refutes"), reason="nobody knows that page"
    )
    say(automatic, operator, DONE)
    assert status(automatic) == "verified"


def test_support_that_a_person_retracted_keeps_other_support_from_nothing(automatic, operator, make_source, say, alice):
    other = say(automatic, make_source("Register", "record"), f"{DONE} It took weeks.")
    services.retract_evidence(by=alice, evidence=other, reason="another run")
    say(automatic, operator, DONE)
    assert status(automatic) == "verified"
