"""Addresses that have moved for good: followed at home, asked about where the host changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from claims.models import AuditEntry
from claims.services.base import InvalidInput
from tests.pages import page
from tracker.models import Resource
from tracker.polling import round
from tracker.scheduling.redirects import poll_address
from tracker.watching import redirects
from tracker.watching.resources import watch_url

ELSEWHERE = "https://elsewhere.example/news"
WORDS = "The machine is busy."


@pytest.fixture
def operator(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def resource(operator) -> Resource:
    made = watch_url(source=operator, url="https://operator.example/news")
    facts = {"moved_to": ELSEWHERE, "moved_times": 3, "move_waits": True}
    Resource.objects.update(**facts, etag='"a"', validated_url=ELSEWHERE)
    made.refresh_from_db()
    return made


def again(resource: Resource) -> Resource:
    return Resource.objects.get(pk=resource.pk)


def test_a_move_to_another_host_is_followed_once_a_person_accepts_it(resource, alice):
    assert poll_address(resource) == resource.url
    accepted = redirects.accept_move(by=alice, resource=resource)
    assert poll_address(again(accepted)) == ELSEWHERE
    assert (accepted.accepted_host, accepted.move_waits, accepted.etag) == ("elsewhere.example", False, "")
    assert (accepted.host, accepted.url) == ("operator.example", resource.url)
    assert accepted.next_poll_at <= timezone.now()


def test_both_decisions_stand_in_the_history_of_the_source(resource, alice):
    redirects.undo_move(by=alice, resource=redirects.accept_move(by=alice, resource=resource))
    rows = AuditEntry.objects.filter(subject_uuid=resource.source.uuid).order_by("-seq")[:2]
    assert [row.action for row in rows] == ["move undone", "move accepted"]
    assert rows[1].payload == {"url": resource.url, "moved_to": ELSEWHERE}
    assert {row.visibility for row in rows} == {"staff"}


def test_the_old_address_is_asked_again_when_a_person_says_so(resource, alice):
    undone = redirects.undo_move(by=alice, resource=redirects.accept_move(by=alice, resource=resource))
    assert poll_address(undone) == resource.url
    assert (undone.accepted_host, undone.moved_to, undone.moved_times) == ("", "", 0)
    with pytest.raises(InvalidInput, match="no move is remembered"):
        redirects.undo_move(by=alice, resource=undone)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"moved_times": 2, "move_waits": False}, "no move to another host waits"),
        ({"moved_to": "https://operator.example/new", "move_waits": False}, "no move to another host waits"),
        ({"moved_to": "http://elsewhere.example/news"}, "plain http"),
    ],
)
def test_what_needs_no_person_or_is_unsafe_is_not_accepted(resource, alice, facts, why):
    Resource.objects.update(**facts)
    with pytest.raises(InvalidInput, match=why):
        redirects.accept_move(by=alice, resource=resource)


@pytest.mark.parametrize(("who", "may"), [("alice", True), ("bob", True), ("charlie", False)])
def test_who_may_decide_about_a_move(request, resource, who, may):
    if may:
        redirects.accept_move(by=request.getfixturevalue(who), resource=resource)
        return
    with pytest.raises(PermissionDenied):
        redirects.accept_move(by=request.getfixturevalue(who), resource=resource)
    assert again(resource).move_waits


def test_it_says_whose_the_new_host_is(resource, make_source):
    assert "belongs to no source we know" in redirects.in_words(resource)
    make_source("Elsewhere", "independent")
    assert "belongs to Elsewhere" in redirects.in_words(resource)


def test_the_admin_shows_and_accepts_a_move(client, resource, alice):
    client.force_login(alice)
    address = reverse("admin:tracker_resource_changelist")
    assert "It has moved for good to https://elsewhere.example/news" in client.get(address).content.decode()
    data = {"action": "accept_new_address", "_selected_action": [resource.pk]}
    answer = client.post(address, data, follow=True)
    assert "is read at its new address from now on" in answer.content.decode()
    assert poll_address(again(resource)) == ELSEWHERE
    answer = client.post(address, data, follow=True)
    assert "No move to another host waits" in answer.content.decode()


def test_an_outsider_moves_nothing_in_the_admin(client, resource, charlie):
    client.force_login(charlie)
    data = {"action": "accept_new_address", "_selected_action": [resource.pk]}
    client.post(reverse("admin:tracker_resource_changelist"), data)
    assert again(resource).move_waits


@pytest.fixture
def old(site, local) -> Resource:
    return watch_url(source=local, url=site.url("/old"))


def poll(resource: Resource) -> Resource:
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=timezone.now())
    round.poll_due()
    return again(resource)


def test_a_page_that_moved_within_its_host_is_asked_at_its_new_place(site, old):
    # A redirect never reaches a private address, so the move is remembered here as three redirects leave it.
    new = site.url("/new")
    site.set("/old", status=301, headers={"Location": new})
    site.set("/new", page(WORDS))
    Resource.objects.update(moved_to=new, moved_times=3)
    read = poll(old)
    assert (read.error, read.moved_to, read.moved_times) == ("", new, 3)
    assert (site.hits("/new"), site.hits("/old")) == (1, 0)
    assert old.snapshots.get().final_url == new


@pytest.mark.parametrize("status", [404, 410])
def test_a_new_place_without_a_page_is_forgotten_and_the_old_one_asked_again(site, old, status):
    site.set("/old", page(WORDS))
    site.set("/new", "There is no page.", status=status)
    Resource.objects.update(moved_to=site.url("/new"), moved_times=3)
    failed = poll(old)
    assert (failed.moved_to, failed.failures) == ("", 1)
    assert failed.next_poll_at is not None
    assert poll(failed).error == ""
    assert site.hits("/old") == 1
