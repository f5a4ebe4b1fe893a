"""What a hub sends: kept as if it had been polled, where it is signed."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.utils import timezone

from tracker.models import Resource, Snapshot
from tracker.processing import pipeline
from tracker.push import content
from tracker.push.protocol import METHODS
from tracker.push.subscriptions import callback_url


def atom(*entries: str) -> bytes:
    items = "".join(f"<entry><title>T</title><id>{each}</id><link href='{each}'/></entry>" for each in entries)
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Gazette</title>{items}</feed>".encode()


@pytest.mark.parametrize("method", METHODS)
def test_signed_content_becomes_a_snapshot_that_waits_to_be_processed(hub, feed, active, method):
    body = atom("https://gazette.example/1")
    assert hub.send(body, method=method) == 202
    snapshot = Snapshot.objects.select_related("body").get()
    assert (snapshot.resource, snapshot.final_url, snapshot.processed_at) == (feed, feed.url, None)
    assert snapshot.body.sha256 == hashlib.sha256(body).hexdigest()
    feed.refresh_from_db()
    assert feed.read_at == snapshot.fetched_at


def test_the_pages_that_pushed_content_links_to_are_polled(hub, feed, active, extractor):
    hub.send(atom("https://gazette.example/1", "https://gazette.example/2"))
    pipeline.process_waiting(extractor=extractor)
    assert set(Resource.objects.filter(feed=feed).values_list("url", flat=True)) == {
        "https://gazette.example/1",
        "https://gazette.example/2",
    }
    feed.refresh_from_db()
    assert feed.hub_patience_s == 7200


def test_what_is_sent_again_is_kept_once_and_what_comes_back_is_seen(hub, feed, active):
    one, two = atom("https://gazette.example/1"), atom("https://gazette.example/2")
    for body in (one, one, two, one):
        assert hub.send(body) == 202
    assert [s.body.sha256 for s in Snapshot.objects.order_by("pk")] == [
        hashlib.sha256(body).hexdigest() for body in (one, two, one)
    ]


def test_what_is_not_signed_with_our_secret_is_acknowledged_and_ignored(hub, feed, active):
    body = atom("https://evil.example/")
    assert hub.send(body, secret="guessed") == 202
    callback = hub.forms[-1]["hub.callback"]
    right = hmac.new(active.secret.encode(), body, "sha256").hexdigest()
    for header in ({}, {"X-Hub-Signature": "sha256=" + "0" * 64}, {"X-Hub-Signature": f"md5={right}"}):
        assert hub.call("POST", callback, body, {"Content-Type": "application/atom+xml"} | header)[0] == 202
    assert not Snapshot.objects.exists()


def test_a_signature_covers_every_byte(hub, feed, active):
    body = atom("https://gazette.example/1")
    signature = hmac.new(active.secret.encode(), body, "sha256").hexdigest()
    headers = {"Content-Type": "application/atom+xml", "X-Hub-Signature": f"sha256={signature}"}
    assert hub.call("POST", hub.forms[-1]["hub.callback"], body + b" ", headers)[0] == 202
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(("body", "kind"), [(b"", "application/atom+xml"), (b"PNG", "image/png")])
def test_a_signed_word_without_a_feed_makes_us_poll_as_soon_as_the_floor_allows(hub, feed, active, body, kind):
    assert hub.send(body, kind=kind) == 202
    assert not Snapshot.objects.exists()
    before = feed.polled_at
    feed.refresh_from_db()
    assert feed.next_poll_at == before + timedelta(seconds=60)
    assert hub.send(b"", secret="guessed") == 202


def test_nothing_is_kept_before_the_hub_has_verified_us(hub, noticed):
    hub.forms.append({"hub.callback": callback_url(noticed), "hub.secret": noticed.secret})
    assert hub.send(atom("https://gazette.example/1")) == 410
    assert not Snapshot.objects.exists()


def test_more_than_a_feed_may_weigh_is_refused_unread(hub, active, client):
    headers = {"CONTENT_LENGTH": str(content.MAX_BYTES + 1)}
    answer = client.post(f"/push/websub/{active.token}/", b"x", content_type="application/atom+xml", **headers)
    assert answer.status_code == 413


def test_content_of_unknown_length_is_refused(hub, active, client):
    answer = client.generic("POST", f"/push/websub/{active.token}/", b"", CONTENT_LENGTH="")
    assert answer.status_code == 411


def test_a_large_feed_is_taken_whole(hub, active):
    body = atom("https://gazette.example/1") + b"<!--" + b"x" * 4_000_000 + b"-->"
    assert hub.send(body) == 202
    assert Snapshot.objects.get().body.size == len(body)


def test_a_hub_that_sends_without_end_is_asked_to_come_later_and_the_feed_is_polled(hub, feed, active, monkeypatch):
    monkeypatch.setattr(content, "MOST_AN_HOUR", 2)
    answers = [hub.send(atom(f"https://gazette.example/{number}")) for number in range(4)]
    assert answers == [202, 202, 429, 429]
    assert Snapshot.objects.count() == 2
    feed.refresh_from_db()
    assert feed.next_poll_at <= timezone.now() + timedelta(seconds=60)


@pytest.mark.parametrize("method", ["put", "delete", "head", "options"])
def test_nothing_else_is_answered(client, active, method):
    assert getattr(client, method)(f"/push/websub/{active.token}/").status_code == 405


def test_an_unknown_address_is_nothing(client, db):
    assert client.get("/push/websub/nobody/").status_code == 404
    assert client.post("/push/websub/nobody/", b"x", content_type="text/plain").status_code == 404
