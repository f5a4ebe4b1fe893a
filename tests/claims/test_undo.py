"""A decision taken back at once, two people on one flag, and many flags dismissed together."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import services
from claims.models import Flag, FlagLook, Membership
from claims.services.dismissal import reason_in_words
from tests.claims.deeds import actions, get, history_is_whole, send
from tests.there import there

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."


@pytest.fixture
def flag(claim, make_source, say):
    say(claim, make_source("Operator", "record"), DONE, accepted=False)
    return services.apply_finding(claim=claim)


@pytest.fixture
def carol(desk, django_user_model):
    user = django_user_model.objects.create_user("carol", password="correct horse battery")
    Membership.objects.create(user=user, desk=desk, role="reviewer")
    return user


def status(flag) -> str:
    flag.claim.refresh_from_db()
    return flag.claim.status


def test_a_confirmation_is_taken_back_and_the_flag_is_open_as_before(flag, bob):
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    assert status(flag) == "verified"
    again = services.undo_decision(by=bob, flag=flag)
    assert (again.state, again.resolved_by, again.resolution_note) == (Flag.State.OPEN, None, "")
    assert status(flag) == "unverified"
    assert actions(flag.claim)[-2:] == ["flag decision undone", "status changed"]
    services.apply_finding(claim=flag.claim)
    assert Flag.objects.open().get() == flag
    history_is_whole()
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    assert status(flag) == "verified"


def test_a_dismissal_is_taken_back_and_remembered_no_more(flag, bob):
    services.resolve_flag(by=bob, flag=flag, confirm=False, note="by mistake")
    services.undo_decision(by=bob, flag=flag)
    assert services.apply_finding(claim=flag.claim) == flag
    assert Flag.objects.open().get() == flag


def test_a_flag_that_the_decision_closed_with_it_is_open_again(flag, claim, bob):
    note = Flag.objects.create(
        claim=claim, kind="second", from_status="unverified", to_status="refuted", raised_at=timezone.now()
    )
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    note.refresh_from_db()
    assert note.state == Flag.State.SUPERSEDED
    services.undo_decision(by=bob, flag=flag)
    note.refresh_from_db()
    assert note.state == Flag.State.OPEN


def test_only_the_same_person_within_seconds_and_where_nothing_happened_since(flag, claim, alice, bob, carol, settings):
    with pytest.raises(services.InvalidInput, match="nothing to take back"):
        services.undo_decision(by=bob, flag=flag)
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    with pytest.raises(PermissionDenied):
        services.undo_decision(by=alice, flag=flag)
    with pytest.raises(services.InvalidInput, match="bob decided it"):
        services.undo_decision(by=carol, flag=flag)
    settings.UNDO_SECONDS = -1
    with pytest.raises(services.InvalidInput, match="seconds passed"):
        services.undo_decision(by=bob, flag=flag)
    settings.UNDO_SECONDS = 3600
    services.assign(by=alice, claim=claim, to=bob)
    with pytest.raises(services.InvalidInput, match="the claim changed since"):
        services.undo_decision(by=bob, flag=flag)
    assert status(flag) == "verified"


def test_a_change_that_waits_for_a_second_person_is_taken_back(flag, article, bob, carol, admin_user):
    services.set_second_person(by=admin_user, desk=article.desk, on=True, reason="two of us")
    services.publish(by=bob, article=article)
    flag = Flag.objects.get(pk=flag.pk)
    waiting = services.resolve_flag(by=bob, flag=flag, confirm=True)
    assert waiting.kind == Flag.Kind.SECOND
    with pytest.raises(services.InvalidInput, match="nothing to take back"):
        services.undo_decision(by=carol, flag=flag)
    services.undo_decision(by=bob, flag=flag)
    waiting.refresh_from_db()
    assert waiting.state == Flag.State.SUPERSEDED
    assert Flag.objects.open().get() == flag


def test_two_people_on_one_flag_see_each_other(flag, alice, bob, charlie):
    assert services.look_at(by=alice, flag=flag) == []
    assert services.look_at(by=bob, flag=flag) == [alice]
    assert services.look_at(by=alice, flag=flag) == [bob]
    services.leave(by=bob, flag=flag)
    assert services.look_at(by=alice, flag=flag) == []
    with pytest.raises(PermissionDenied):
        services.look_at(by=charlie, flag=flag)


def test_who_said_nothing_for_a_while_looks_no_more(flag, alice, bob):
    services.look_at(by=bob, flag=flag)
    FlagLook.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert services.look_at(by=alice, flag=flag) == []
    assert not FlagLook.objects.filter(user=bob).exists()


def test_many_are_dismissed_each_with_its_entry_and_the_rest_are_named(flag, article, alice, bob, make_source, say):
    other = services.record_claim(by=alice, article=article, text="It has 30 billion parameters.", kind="quantity")
    say(other, make_source("Ledger", "record"), "It has 30 billion parameters.")
    second = there(services.apply_finding(claim=other))
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    outcome = services.dismiss_all(by=bob, flags=[flag, second], reason="It says nothing new.")
    assert outcome.done == [second]
    assert outcome.refused == [(flag, "it is confirmed already.")]
    assert "flag dismissed" in actions(other)
    assert services.dismiss_all(by=alice, flags=[second], reason="no").done == []
    with pytest.raises(services.InvalidInput, match="reason"):
        services.dismiss_all(by=bob, flags=[second], reason=" ")


def test_many_are_taken_back_and_one_that_changed_since_is_named(flag, article, alice, bob, make_source, say):
    other = services.record_claim(by=alice, article=article, text="It has 30 billion parameters.", kind="quantity")
    say(other, make_source("Ledger", "record"), "It has 30 billion parameters.")
    second = there(services.apply_finding(claim=other))
    first, _second = services.dismiss_all(by=bob, flags=[flag, second], reason="It says nothing new.").done
    services.assign(by=bob, claim=other, to=alice)
    outcome = services.undo_all(by=bob, flag=first)
    assert outcome.done == [flag]
    assert outcome.refused == [(second, "the claim changed since: read it again, and change its status instead.")]


def test_a_reason_is_chosen_or_typed():
    assert reason_in_words(choice="known") == "It says nothing new."
    assert reason_in_words(choice="known", typed="See May.") == "It says nothing new. See May."
    with pytest.raises(services.InvalidInput, match="choice: one of other-claim"):
        reason_in_words(choice="bored")
    with pytest.raises(services.InvalidInput, match="reason"):
        reason_in_words()


def test_all_go_over_the_api(flag, alice, bob, charlie):
    assert [each["uuid"] for each in get(alice, "flags/")["results"]] == [str(flag.uuid)]
    get(charlie, f"flags/{flag.uuid}/", 404)
    send(alice, f"flags/{flag.uuid}/decision/", {"confirm": False, "choice": "known"}, 403)
    send(bob, f"flags/{flag.uuid}/decision/", {"confirm": False}, 400)
    body = send(bob, f"flags/{flag.uuid}/decision/", {"confirm": False, "choice": "known"})
    assert (body["state"], body["resolution_note"]) == ("dismissed", "It says nothing new.")
    assert send(bob, f"flags/{flag.uuid}/undo/", {})["state"] == "open"
    send(alice, f"flags/{flag.uuid}/presence/", {})
    assert send(bob, f"flags/{flag.uuid}/presence/", {}) == {"others": ["alice"]}
    send(bob, f"flags/{flag.uuid}/presence/", {}, 204, method="delete")
    nobodys = "0190b6a5-0000-7000-8000-000000000000"
    body = send(bob, "flags/dismissal/", {"flags": [str(flag.uuid), nobodys], "choice": "old"})
    assert body["dismissed"] == [str(flag.uuid)]
    assert [each["flag"] for each in body["refused"]] == [nobodys]
