"""When evidence becomes public: accepted, decided on, or counted by automation; never by being found alone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import services
from claims.models import Change, Evidence
from claims.publish.changes import publish_pending
from claims.services.evidence_input import JudgementInput, Quote, Told
from tests.claims.deeds import history_is_whole, send
from tests.there import there

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."


@pytest.fixture
def found(claim, article, bob, make_source, say):
    """What the machine found beside a published claim."""
    services.publish(by=bob, article=article)
    return say(claim, make_source("Operator", "record"), DONE, accepted=False)


def is_public(item: Evidence) -> bool:
    item.refresh_from_db()
    return Evidence.objects.visible_to(None).filter(pk=item.pk).exists()


def events() -> list[str]:
    publish_pending()
    return list(Change.objects.order_by("position").values_list("event", flat=True))


def test_what_the_machine_finds_is_the_staffs_until_a_person_accepts_it(found, alice, client):
    assert not is_public(found)
    assert events() == ["published"]
    assert DONE not in client.get(f"/claims/{found.claim.slug}/").content.decode()
    services.accept_evidence(by=alice, evidence=found)
    assert is_public(found)
    assert events() == ["published", "evidence added"]
    assert Change.objects.latest("position").content["by"] == "a person"
    assert DONE in client.get(f"/claims/{found.claim.slug}/").content.decode()
    history_is_whole()


def test_what_is_public_or_taken_down_is_not_accepted_again(found, alice, bob, charlie):
    with pytest.raises(PermissionDenied):
        services.accept_evidence(by=charlie, evidence=found)
    services.accept_evidence(by=alice, evidence=found)
    with pytest.raises(services.InvalidInput, match="public already"):
        services.accept_evidence(by=alice, evidence=found)
    services.takedown(by=bob, evidence=found, reason="a legal order")
    with pytest.raises(services.InvalidInput, match="taken down"):
        services.accept_evidence(by=alice, evidence=found)
    flag = there(services.apply_finding(claim=found.claim))
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    assert not is_public(found)


@pytest.mark.parametrize("confirm", [True, False])
def test_deciding_a_flag_makes_public_what_it_lists(found, bob, confirm):
    flag = there(services.apply_finding(claim=found.claim))
    assert not is_public(found)
    services.resolve_flag(by=bob, flag=flag, confirm=confirm, note="read it")
    assert is_public(found)
    history_is_whole()


def test_a_status_that_rests_on_evidence_makes_that_public_and_one_of_judgement_does_not(found, alice):
    claim = found.claim
    services.change_status(
        by=alice, claim=claim, expected="unverified", to="refuted", reason="I know it", rests_on="judgement"
    )
    assert not is_public(found)
    services.change_status(by=alice, claim=claim, expected="refuted", to="verified", reason="I read it")
    assert is_public(found)


def test_automation_makes_public_what_it_counts(found, bob):
    services.set_automation(by=bob, claim=found.claim, automation="automatic", reason="a good record")
    services.apply_finding(claim=found.claim)
    found.claim.refresh_from_db()
    assert found.claim.status == "verified"
    assert is_public(found)
    assert sorted(events()) == ["evidence added", "published", "status changed"]


def test_what_a_person_adds_is_accepted_by_being_added(claim, article, alice, bob):
    services.publish(by=bob, article=article)
    item = services.add_evidence(
        by=alice,
        claim=claim,
        quote=Quote(url="", exact="It is done.", retrieved_at=timezone.now()),
        judgement=JudgementInput(stance="supports"),
        told=Told(kind="conversation"),
    )
    assert is_public(item)


def test_nothing_is_told_of_an_item_that_is_not_public(found, bob):
    services.set_standing(evidence=found, standing="gone", at=timezone.now())
    services.retract_evidence(by=bob, evidence=found, reason="not ours")
    assert events() == ["published"]
    with pytest.raises(services.InvalidInput, match="retracted"):
        services.accept_evidence(by=bob, evidence=found)


def test_it_goes_over_the_api(found, alice):
    body = send(alice, f"evidence/{found.uuid}/acceptance/", {})
    assert body["visibility"] == "public"
    send(alice, f"evidence/{found.uuid}/acceptance/", {}, 400)
