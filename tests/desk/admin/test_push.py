"""Keys and subscriptions at the desk: who sees them, who acts, and that no secret is shown."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Desk, Membership
from tracker.models import IngestKey, Resource, Subscription
from tracker.push import keys, subscriptions
from tracker.push.protocol import Announced
from tracker.watching.resources import watch_url


@pytest.fixture
def source(make_source):
    return make_source("Gazette", "independent")


@pytest.fixture
def key(source, bob) -> IngestKey:
    return keys.make_key(by=bob, source=source, name="The Ledger’s scraper")[0]


@pytest.fixture
def subscription(source) -> Subscription:
    feed = watch_url(source=source, url="https://gazette.example/feed.xml", kind="feed")
    subscriptions.notice(resource=feed, at=Announced("https://hub.example/", feed.url), now=timezone.now())
    return feed.subscription


def list_of(model) -> str:
    return reverse(f"admin:tracker_{model._meta.model_name}_changelist")


def page_of(record) -> str:
    return reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])


def text_of(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.mark.parametrize(("who", "enters"), [("alice", True), ("bob", True), ("charlie", False), (None, False)])
def test_members_of_the_desk_read_the_pages(request, client, key, subscription, who, enters):
    if who:
        client.force_login(request.getfixturevalue(who))
    pages = [list_of(IngestKey), list_of(Subscription), page_of(key), page_of(subscription)]
    assert {client.get(page).status_code for page in pages} == ({200} if enters else {302})


def test_another_desk_sees_nothing_of_them(client, key, subscription, charlie):
    Membership.objects.create(user=charlie, desk=Desk.objects.create(name="Sports", slug="sports"), role="reviewer")
    client.force_login(charlie)
    for model in (IngestKey, Subscription):
        assert "Gazette" not in text_of(client, list_of(model))
    assert {client.get(page_of(record)).status_code for record in (key, subscription)} == {404}
    made = client.post(
        reverse("admin:tracker_ingestkey_add"), {"button": "make", "source": key.source.slug, "name": "x"}
    )
    assert made.status_code == 200
    assert IngestKey.objects.count() == 1


def test_no_page_shows_a_secret(client, key, subscription, bob):
    client.force_login(bob)
    pages = [text_of(client, page) for page in (list_of(IngestKey), page_of(key), list_of(Subscription))]
    pages.append(text_of(client, page_of(subscription)))
    for secret in (key.digest, subscription.token, subscription.secret):
        assert not any(secret in page for page in pages)
    assert "SITE_URL is no public https address" in pages[-1]


def test_a_reviewer_makes_a_key_that_is_shown_once_and_revokes_it(client, source, bob):
    client.force_login(bob)
    given = {"button": "make", "source": source.slug, "name": "Cron"}
    shown = client.post(reverse("admin:tracker_ingestkey_add"), given, follow=True).content.decode()
    [token] = set(re.findall(r"ik_[\w-]{43}", shown))
    key = IngestKey.objects.get()
    assert key.digest == keys.digest(token)
    assert token not in text_of(client, list_of(IngestKey))
    client.post(page_of(key), {"button": "revoke"}, follow=True)
    assert "Revoked on" in text_of(client, page_of(key))
    assert keys.find_key(token, now=timezone.now()) is None


def test_a_journalist_is_offered_no_source_to_make_a_key_for(client, key, alice):
    client.force_login(alice)
    assert "Gazette" not in text_of(client, reverse("admin:tracker_ingestkey_add"))
    given = {"button": "make", "source": key.source.slug, "name": "Mine"}
    client.post(reverse("admin:tracker_ingestkey_add"), given)
    client.post(page_of(key), {"button": "revoke"})
    key.refresh_from_db()
    assert (IngestKey.objects.count(), key.revoked_at) == (1, None)


def test_a_journalist_ends_a_subscription_and_asks_again(client, subscription, alice):
    client.force_login(alice)
    client.post(page_of(subscription), {"button": "end"})
    subscription.refresh_from_db()
    assert subscription.state == "ended"
    client.post(page_of(subscription), {"button": "ask"})
    subscription.refresh_from_db()
    assert subscription.state == "requested"


def test_what_is_sent_to_us_is_not_called_ended(client, source, bob):
    url = "https://gazette.example/1"
    Resource.objects.create(source=source, url=url, host="gazette.example", kind="pushed", read_at=timezone.now())
    client.force_login(bob)
    listed = text_of(client, list_of(Resource))
    assert "sent to us" in listed
    assert "Ended" not in listed
