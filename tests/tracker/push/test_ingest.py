"""Pages that a newsroom's own scraper sends: who may, what is kept, and what becomes of it."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from claims import services
from claims.models import AuditEntry
from tests.pages import page
from tests.tracker.processing.test_pipeline import PLAN, RECORD
from tests.tracker.push.scraper import URL, html
from tracker.models import PollingPolicy, Resource, Snapshot, Watch
from tracker.processing import pipeline
from tracker.push import ingest, keys
from tracker.snapshots import bodies
from tracker.snapshots.envelopes import unpack
from tracker.watching.resources import watch_url

pytestmark = pytest.mark.usefixtures("own_count")


# --- What is kept, and what becomes of it ----------------------------------------------------------------------


def test_a_page_that_is_sent_waits_to_be_processed_with_all_that_was_sent(send, source):
    at = timezone.now() - timedelta(minutes=3)
    answer = send(content=html(RECORD), title="Status", retrieved_at=at.isoformat())
    assert answer.status_code == 201
    snapshot = Snapshot.objects.select_related("resource", "body").get()
    resource = snapshot.resource
    assert (resource.kind, resource.source, resource.next_poll_at, resource.url) == ("pushed", source, None, URL)
    assert (snapshot.fetched_at, snapshot.processed_at, resource.read_at) == (at, None, at)
    stored = bodies.load(snapshot.body)
    assert answer.json() == {
        "snapshot": str(snapshot.uuid),
        "url": URL,
        "retrieved_at": answer.json()["retrieved_at"],
        "sha256": hashlib.sha256(stored).hexdigest(),
        "new": True,
    }
    sent = unpack(stored)
    assert (sent.content, sent.title, sent.sent_by) == (html(RECORD), "Status", "The Ledger’s scraper")
    assert PollingPolicy.objects.filter(source=source).exists()


@pytest.mark.parametrize("form", ["html", "text"])
def test_what_is_sent_becomes_told_evidence_and_counts_for_nothing(send, source, claim, extractor, form):
    Watch.objects.create(claim=claim, source=source)
    sent = {"content": html(RECORD)} if form == "html" else {"text": f"Status\n\n{RECORD}", "title": "Status of it"}
    assert send(**sent).status_code == 201
    pipeline.process_waiting(extractor=extractor)
    item = claim.evidence.get()
    assert (item.basis, item.told, item.told_by) == ("told", "sent by a scraper", "The Ledger’s scraper")
    assert (item.source_name, item.tier, item.url, item.source) == ("Operator", "record", URL, source)
    assert item.sha256 == Snapshot.objects.get().body.sha256
    assert item.quote in RECORD
    assert form == "html" or item.title == "Status of it"
    entry = AuditEntry.objects.get(subject_type="claim", action="evidence added")
    assert (entry.payload["basis"], "Ledger" in str(entry.payload)) == ("told", False)
    # A record that we had read ourselves would have settled it.
    assert not claim.flags.filter(kind="status").exists()


def test_what_an_aggregators_scraper_sends_gains_nothing_by_it(make_source, bob, send, claim, extractor):
    source = make_source("Wire", "aggregator")
    _, token = keys.make_key(by=bob, source=source, name="Ours")
    Watch.objects.create(claim=claim, source=source)
    send(to=source, key=token, url="https://wire.example/1", content=html(RECORD))
    pipeline.process_waiting(extractor=extractor)
    assert claim.evidence.get().tier == "aggregator"


def test_a_quote_is_followed_through_what_is_sent_later(send, source, claim, extractor):
    Watch.objects.create(claim=claim, source=source)
    send(content=html(RECORD))
    pipeline.process_waiting(extractor=extractor)
    send(content=html("Status\n\nNothing of the kind was ever said on this page about anything at all."))
    pipeline.process_waiting(extractor=extractor)
    assert claim.evidence.get().standing == "gone"


# --- Again, later, earlier -------------------------------------------------------------------------------------


def test_the_same_page_sent_again_is_the_same_snapshot(send):
    at = timezone.now().isoformat()
    first, again = (send(content=html(PLAN), retrieved_at=at) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"new": False}
    later = send(content=html(PLAN))
    assert (later.status_code, later.json()["snapshot"]) == (200, first.json()["snapshot"])
    assert Snapshot.objects.count() == 1
    assert Resource.objects.get().read_at > datetime.fromisoformat(at)


def test_a_page_that_changes_back_is_seen_each_time_and_a_late_copy_is_not_a_change(send):
    start = timezone.now() - timedelta(hours=1)
    for minute, text in enumerate((PLAN, RECORD, PLAN)):
        assert send(content=html(text), retrieved_at=(start + timedelta(minutes=minute)).isoformat()).status_code == 201
    again = send(content=html(RECORD), retrieved_at=(start + timedelta(minutes=1)).isoformat())
    assert (again.status_code, again.json()["new"]) == (200, False)
    assert Snapshot.objects.count() == 3


def test_what_was_read_earlier_than_what_is_known_is_refused(send):
    send(content=html(PLAN))
    answer = send(content=html(RECORD), retrieved_at=(timezone.now() - timedelta(days=1)).isoformat())
    assert answer.status_code == 409
    assert "read later" in answer.json()["detail"]


def test_a_clock_that_is_a_little_fast_is_set_right(send):
    send(content=html(PLAN), retrieved_at=(timezone.now() + timedelta(minutes=2)).isoformat())
    assert Snapshot.objects.get().fetched_at <= timezone.now()


def test_a_page_that_is_polled_is_not_sent_until_its_polling_is_paused(send, source, extractor):
    resource = watch_url(source=source, url=URL)
    answer = send(content=html(RECORD))
    assert (answer.status_code, "is polled" in answer.json()["detail"]) == (409, True)
    polled = Snapshot.objects.create(
        resource=resource, body=bodies.store(page(PLAN)), final_url=URL, fetched_at=timezone.now() - timedelta(days=1)
    )
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=None, paused="Paused by alice.")
    assert send(content=html(RECORD)).status_code == 201
    while pipeline.process_waiting(extractor=extractor):
        pass
    resource.refresh_from_db()
    polled.refresh_from_db()
    assert (resource.kind, resource.paused) == ("pushed", "")
    assert PLAN in polled.text


# --- What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"content": "<p>x</p>", "text": "x"}, "content", "either"),
        ({}, "content", "either"),
        ({"text": "x", "content_type": "text/html"}, "content_type", "text/plain"),
        ({"content": "x", "content_type": "application/pdf"}, "content_type", "not a valid choice"),
        ({"content": "   "}, "content", "blank|empty"),
        ({"content": "x\0y"}, "content", "Null"),
        ({"content": "x", "colour": "red"}, "colour", "unknown field"),
        ({"content": "x", "retrieved_at": "yesterday"}, "retrieved_at", "format"),
        ({"content": "x", "retrieved_at": "2999-01-01T00:00:00Z"}, "retrieved_at", "future"),
        ({"content": "x", "retrieved_at": None}, "retrieved_at", "null"),
        ({"content": "x", "title": "t" * 301}, "title", "300"),
        ({"content": "x", "url": "https://elsewhere.example/"}, "url", "Register it there"),
        ({"content": "x", "url": "http://operator.example/"}, "url", "Register it there"),
        ({"content": "x", "url": "https://operator.example:444/"}, "url", "Register it there"),
        ({"content": "x", "url": "https://operator.example@evil.example/"}, "url", "user name"),
        ({"content": "x", "url": "file:///etc/passwd"}, "url", "Only http"),
        ({"content": "x", "url": "https://operator.example/" + "a" * 2000}, "url", "2000"),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(send, facts, field, words):
    answer = send(**facts)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    [fault] = answer.json()["errors"]
    assert fault["field"] == field
    assert any(word in fault["message"] for word in words.split("|")), fault
    assert not Snapshot.objects.exists()


def test_a_fragment_is_no_other_page(send):
    send(content=html(PLAN), url=URL + "#top")
    assert Resource.objects.get().url == URL


@pytest.mark.parametrize("body", ["{", "[]", "[" * 100_000, '"x"', '{"url": "\\ud800"}'])
def test_what_is_no_json_object_is_refused(source, token, body):
    address = f"/api/v1/sources/{source.uuid}/ingest/"
    answer = APIClient().generic(
        "POST", address, body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {token}"
    )
    assert answer.status_code == 400, answer.content
    assert json.loads(answer.content)["status"] == 400


def test_a_request_of_unknown_length_is_refused(source, token):
    address = f"/api/v1/sources/{source.uuid}/ingest/"
    answer = APIClient().generic("POST", address, "", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 411


def test_another_type_of_request_is_refused(source, token):
    address = f"/api/v1/sources/{source.uuid}/ingest/"
    answer = APIClient().post(address, "<p>x</p>", content_type="text/html", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 415


def test_more_than_a_page_may_weigh_is_refused(send, source, token):
    answer = send(content="é" * 2_500_001)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "content")
    address = f"/api/v1/sources/{source.uuid}/ingest/"
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {token}", "CONTENT_LENGTH": "10000001"}
    assert APIClient().post(address, {"url": URL}, **headers).status_code == 413


def test_a_scraper_that_is_faster_than_we_read_is_asked_to_come_later(send, monkeypatch):
    monkeypatch.setattr(ingest, "MOST_WAITING", 1)
    assert send(content=html(PLAN)).status_code == 201
    answer = send(content=html(RECORD))
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_evidence_given_by_people_is_as_before(claim, source, say):
    assert say(claim, source, "It is done.").source_name == "Operator"
    assert services.source_of_url(URL) == source
