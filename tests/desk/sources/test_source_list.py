"""The list of what is watched: who sees what, how each is, and what to do where there is nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Desk, Membership
from tracker.models import Resource, Snapshot
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

LIST = reverse("desk:sources")
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture
def resource(make_source) -> Resource:
    return watch_url(source=make_source("Operator", "record"), url="https://operator.example/news")


def text_of(client, **query) -> str:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.mark.parametrize(("who", "enters"), [("alice", True), ("bob", True), ("charlie", False), ("nobody", False)])
@pytest.mark.parametrize("page", ["sources", "watch", "resource"])
def test_membership_opens_the_pages(request, client, resource, who, enters, page):
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    address = reverse(f"desk:{page}", args=[resource.uuid] if page == "resource" else [])
    answer = client.get(address)
    assert answer.status_code == (200 if enters else 302)
    assert enters or b"operator" not in answer.content


def test_another_desk_sees_nothing_of_it(client, resource, charlie):
    Membership.objects.create(user=charlie, desk=Desk.objects.create(name="Sports", slug="sports"), role="reviewer")
    client.force_login(charlie)
    assert "operator.example" not in text_of(client)
    assert client.get(reverse("desk:resource", args=[resource.uuid])).status_code == 404
    assert client.post(reverse("desk:resource", args=[resource.uuid]), {"button": "pause"}).status_code == 404
    offered = client.get(reverse("desk:watch")).context["form"]
    assert not offered.fields["source"].rows.exists()
    assert not offered.fields["claims"].queryset.exists()


def test_an_empty_list_says_what_to_do_next(client, alice):
    client.force_login(alice)
    html = text_of(client)
    assert "Nothing is watched yet" in html
    assert reverse("desk:watch") in html


def test_each_address_says_how_it_is(client, alice, resource):
    client.force_login(alice)
    html = text_of(client)
    assert "https://operator.example/news" in html
    assert "It waits for its first reading." in html
    assert "15 min" in html


def test_what_a_page_calls_itself_is_its_heading_and_is_escaped(client, alice, resource):
    Snapshot.objects.create(
        resource=resource,
        body=bodies.store(b"x"),
        final_url=resource.url,
        fetched_at=timezone.now(),
        title=HOSTILE,
    )
    client.force_login(alice)
    html = text_of(client)
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html


def test_alarms_come_first_and_can_be_filtered(client, alice, resource):
    watch_url(source=resource.source, url="https://operator.example/broken")
    Resource.objects.filter(url__endswith="broken").update(failures=4, error_code="timeout", error="It did not answer.")
    client.force_login(alice)
    html = text_of(client)
    assert "Alarm: 1" in html
    assert html.index("example/broken") < html.index("example/news")
    html = text_of(client, state="alarm")
    assert "It did not answer. So 4 times in a row." in html
    assert "example/news" not in html


def test_pages_that_feeds_list_are_shown_on_demand(client, alice, resource):
    Resource.objects.filter(pk=resource.pk).update(kind="feed")
    watch_url(source=resource.source, url="https://operator.example/entry", feed=resource)
    client.force_login(alice)
    assert "example/entry" not in text_of(client)
    assert "1 page" in text_of(client)
    assert "example/entry" in text_of(client, listed="on")
    assert "example/entry" in text_of(client, feed=str(resource.uuid))


@pytest.mark.parametrize("query", [{"state": "odd"}, {"source": "x"}, {"feed": "x"}])
def test_an_unknown_filter_is_a_bad_request(client, alice, resource, query):
    client.force_login(alice)
    assert client.get(LIST, query).status_code == 400


def test_filters_by_words_source_and_desk(client, alice, resource, make_source):
    other = make_source("Ledger", "independent")
    watch_url(source=other, url="https://ledger.example/")
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=alice, desk=sports, role="journalist")
    other.desk = sports
    other.save()
    client.force_login(alice)
    for query in ({"q": "LEDGER"}, {"source": other.pk}, {"desk": sports.pk}):
        html = text_of(client, **query)
        assert "https://ledger.example/" in html
        assert "operator.example/news" not in html
    assert "No address is like that" in text_of(client, q="nowhere")


def test_the_list_costs_the_same_however_long_it_is(client, alice, resource):
    client.force_login(alice)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(20):
        watch_url(source=resource.source, url=f"https://operator.example/{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_a_long_list_has_pages_that_keep_the_filter(client, alice, resource):
    long_ago = timezone.now() - timedelta(days=1)
    for number in range(35):
        watch_url(source=resource.source, url=f"https://operator.example/{number}")
    Resource.objects.update(read_at=long_ago, next_poll_at=long_ago)
    client.force_login(alice)
    html = text_of(client, state="stale")
    assert "Page 1 of 2, 36 addresses" in html
    assert "state=stale&amp;page=2" in html


def test_no_choice_holds_every_source(client, alice, resource, make_source):
    client.force_login(alice)
    make_source("Ledger", "independent")
    html = text_of(client)
    assert "Ledger" not in html
    assert '<select name="source"' not in html
