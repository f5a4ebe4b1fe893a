"""Two persons: what one decides on a published claim waits for another, where their desk wants it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import services
from claims.models import AuditEntry, Flag, Membership
from tests.there import there

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."


@pytest.fixture
def carol(desk, django_user_model):
    user = django_user_model.objects.create_user("carol", password="correct horse battery")
    Membership.objects.create(user=user, desk=desk, role="reviewer")
    return user


@pytest.fixture
def published(claim, article, bob, make_source, say):
    """With a record that supports it."""
    say(claim, make_source("Operator", "record"), DONE)
    services.publish(by=bob, article=article)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def two(desk, admin_user):
    return services.set_second_person(by=admin_user, desk=desk, on=True, reason="two of us now")


def decide(user, claim, to="verified", **more):
    claim.refresh_from_db()
    return services.change_status(by=user, claim=claim, expected=claim.status, to=to, reason="I read it", **more)


def status(claim) -> str:
    claim.refresh_from_db()
    return claim.status


def test_it_is_off_unless_a_desk_wants_it(published, alice):
    assert decide(alice, published).status == "verified"


def test_an_administrator_sets_it_with_a_reason(desk, admin_user, bob):
    with pytest.raises(PermissionDenied):
        services.set_second_person(by=bob, desk=desk, on=True, reason="I want it")
    with pytest.raises(services.InvalidInput, match="reason"):
        services.set_second_person(by=admin_user, desk=desk, on=True, reason=" ")
    services.set_second_person(by=admin_user, desk=desk, on=True, reason="two of us now")
    desk.refresh_from_db()
    assert desk.second_person
    entry = AuditEntry.objects.get(subject_uuid=desk.uuid, action="second person set")
    assert (entry.payload["after"], entry.actor) == (True, "admin")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("to", ["verified", "refuted"])
def test_a_change_of_a_published_claim_waits_for_another_person(published, alice, bob, to):
    waiting = decide(alice, published, to, rests_on="judgement")
    assert isinstance(waiting, Flag)
    assert (waiting.kind, waiting.state, waiting.to_status, waiting.asked_by) == ("second", "open", to, alice)
    assert status(published) == "unverified"
    services.resolve_flag(by=bob, flag=waiting, confirm=True)
    assert status(published) == to
    entry = AuditEntry.objects.get(subject_uuid=published.uuid, action="status changed")
    assert (entry.payload["rests_on"], entry.payload["reason"]) == ("judgement", "I read it")


@pytest.mark.usefixtures("two")
def test_nobody_is_two_persons(published, bob):
    waiting = decide(bob, published)
    assert decide(bob, published) == waiting
    with pytest.raises(services.InvalidInput, match="another person"):
        services.resolve_flag(by=bob, flag=waiting, confirm=True)
    assert status(published) == "unverified"


@pytest.mark.usefixtures("two")
def test_whoever_decides_the_same_is_the_second(published, alice, bob):
    waiting = decide(alice, published)
    assert decide(bob, published).status == "verified"
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


@pytest.mark.usefixtures("two")
def test_another_decision_takes_the_place_of_the_one_that_waits(published, alice, bob):
    first, second = decide(alice, published), decide(bob, published, "refuted", rests_on="judgement")
    first.refresh_from_db()
    assert (first.state, second.state, status(published)) == ("superseded", "open", "unverified")


@pytest.mark.usefixtures("two")
def test_who_confirms_the_machines_flag_is_one_person(published, bob, carol):
    proposal = there(services.apply_finding(claim=published))
    waiting = services.resolve_flag(by=bob, flag=proposal, confirm=True)
    assert (waiting.kind, waiting.asked_by, status(published)) == ("second", bob, "unverified")
    services.resolve_flag(by=carol, flag=proposal, confirm=True)
    assert status(published) == "verified"
    assert not Flag.objects.filter(claim=published, state="open").exists()


@pytest.mark.usefixtures("two")
def test_a_journalist_and_who_confirms_the_flag_are_two(published, alice, bob):
    proposal = there(services.apply_finding(claim=published))
    decide(alice, published)
    services.resolve_flag(by=bob, flag=proposal, confirm=True)
    assert status(published) == "verified"


@pytest.mark.usefixtures("two")
def test_the_change_can_be_refused(published, alice, bob):
    waiting = services.resolve_flag(by=bob, flag=decide(alice, published), confirm=False, note="not this run")
    assert (waiting.state, status(published)) == ("dismissed", "unverified")


def _status(claim, user, say, source):
    decide(user, claim, "unverifiable")


def _version(claim, user, say, source):
    services.revise_claim(by=user, claim=claim, reason="clearer", text="OVHcloud has completed a run on Jupiter.")


def _more(claim, user, say, source):
    say(claim, source, "The register lists the run.")
    services.apply_finding(claim=claim)


def _against(claim, user, say, source):
    say(claim, source, "It was never completed.", stance="refutes")
    services.apply_finding(claim=claim)


def _less(claim, user, say, source):
    services.set_standing(evidence=claim.evidence.first(), standing="gone", at=timezone.now())
    services.apply_finding(claim=claim)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("change", [_status, _version, _more, _against, _less], ids=lambda c: c.__name__.strip("_"))
def test_what_waits_is_void_when_what_it_rests_on_changes(published, alice, bob, make_source, say, change):
    waiting = decide(alice, published, rests_on="judgement")
    change(published, alice, say, make_source("Register", "record"))
    waiting.refresh_from_db()
    assert waiting.state == "superseded"
    with pytest.raises(services.InvalidInput, match="superseded"):
        services.resolve_flag(by=bob, flag=waiting, confirm=True)
    assert status(published) != "verified"


@pytest.mark.usefixtures("two")
def test_evidence_that_changed_a_moment_ago_voids_it_too(published, alice, bob, make_source, say):
    waiting = decide(alice, published)
    say(published, make_source("Register", "record"), "The register lists the run.")  # nobody weighed it yet
    with pytest.raises(services.InvalidInput, match="void"):
        services.resolve_flag(by=bob, flag=waiting, confirm=True)
    assert status(published) == "unverified"


@pytest.mark.usefixtures("two")
def test_what_the_machine_weighs_again_with_the_same_outcome_voids_nothing(published, alice):
    waiting = decide(alice, published)
    services.apply_finding(claim=published)
    waiting.refresh_from_db()
    assert waiting.state == "open"


@pytest.mark.usefixtures("two")
def test_taking_back_acts_at_once_and_another_person_looks_at_it(published, alice, bob, carol):
    decide(bob, published)
    decide(carol, published)
    assert decide(bob, published, "unverified").status == "unverified"
    flag = Flag.objects.get(claim=published, kind="after", state="open")
    with pytest.raises(services.InvalidInput, match="another person"):
        services.resolve_flag(by=bob, flag=flag, confirm=True)
    assert services.resolve_flag(by=carol, flag=flag, confirm=True).state == "confirmed"
    assert status(published) == "unverified"


@pytest.mark.usefixtures("two")
def test_taking_evidence_down_acts_at_once_and_another_person_looks_at_it(published, bob):
    services.takedown(by=bob, evidence=published.evidence.get(), reason="a person's data")
    assert published.evidence.get().visibility == "staff"
    assert Flag.objects.get(claim=published, kind="after").state == "open"


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("to", ["disputed", "unverifiable", "partly_verified"])
def test_other_statuses_wait_for_nobody(published, alice, to):
    assert decide(alice, published, to, rests_on="judgement").status == to


@pytest.mark.usefixtures("two")
def test_a_draft_waits_for_nobody(claim, make_source, say, alice):
    say(claim, make_source("Operator", "record"), DONE)
    assert decide(alice, claim).status == "verified"


@pytest.mark.usefixtures("two")
def test_a_claim_that_readers_knew_is_not_decided_alone_while_it_is_withdrawn(published, bob, carol):
    services.withdraw_claim(by=bob, claim=published, reason="for a moment")
    waiting = decide(bob, published)
    assert (waiting.kind, status(published)) == ("second", "unverified")
    services.publish_claim(by=bob, claim=published)
    services.resolve_flag(by=carol, flag=waiting, confirm=True)
    assert status(published) == "verified"


@pytest.mark.usefixtures("two")
def test_the_rule_that_a_reviewer_made_automatic_waits_for_nobody(published, bob):
    services.set_automation(by=bob, claim=published, automation="automatic", reason="the operator publishes each run")
    services.apply_finding(claim=published)
    assert status(published) == "verified"
