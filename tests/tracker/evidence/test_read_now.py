"""What was told is read at once where it can be; found, it counts, and a person decides what follows."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from claims import services
from claims.models import AuditEntry, Evidence
from claims.services.evidence_input import JudgementInput, Quote
from tests.pages import page
from tests.tracker.processing.test_pipeline import RECORD
from tracker.evidence.document_types import name_document
from tracker.evidence.read_now import NO_ADDRESS, NOBODYS, NOT_THERE, read_now
from tracker.models import Assessment, Resource, Snapshot
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

OTHER = "Nothing of the kind was ever said on this page, which is about the weather in the north of the country."


@pytest.fixture
def record(local, bob, site):
    """A record on loopback, whose page has the words."""
    site.set("/status", page(RECORD))
    private = frozenset({site.address})
    return services.set_tier(by=bob, source=local, tier="record", scope="its runs", reason="operator", private=private)


@pytest.fixture
def told(claim, alice):
    """told("https://…", "The words.") → an item that Alice was told."""

    def tell(url: str, words: str = RECORD, *, stance: str = "supports") -> Evidence:
        return services.add_evidence(
            by=alice,
            claim=claim,
            quote=Quote(url=url, exact=words, language="fr", as_of=timezone.now() - timedelta(days=900)),
            judgement=JudgementInput(stance),
            source=services.source_of_url(url) if url else None,
        )

    return tell


@pytest.fixture
def post(alice, claim, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(alice)[1]}")

    def send(expect: int = 201, **body) -> dict:
        given = {"stance": "supports"} | body
        answer = api.post(f"/api/v1/claims/{claim.uuid}/evidence/", json.dumps(given), content_type="application/json")
        assert answer.status_code == expect, answer.content
        return answer.json()

    return send


# --- The API answers with the outcome (cases 1 and 4) ---------------------------------------------------------------


@pytest.mark.parametrize("automatic", [True, False])
def test_invented_words_at_the_address_of_a_record_are_told_and_count_for_nothing(
    post, record, site, claim, bob, proposed, automatic
):
    if automatic:
        services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    body = post(url=site.url("/status"), quote="The pretraining on Jupiter was completed in a day.")
    assert (body["basis"], body["basis_why"], body["tier"]) == ("told", NOT_THERE, "record")
    claim.refresh_from_db()
    assert (claim.status, proposed(claim)) == ("unverified", [])
    assert not Resource.objects.exists()


@pytest.mark.parametrize("automatic", [True, False])
def test_words_that_stand_there_are_read_and_raise_a_flag_but_change_no_status(
    post, record, site, claim, bob, proposed, automatic
):
    if automatic:
        services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    body = post(url=site.url("/status") + "#part", quote=RECORD)
    assert (body["basis"], body["basis_why"], body["told"], body["tier"]) == ("read", "", "", "record")
    item = Evidence.objects.get()
    snapshot = Snapshot.objects.select_related("body", "resource").get()
    assert (item.sha256, snapshot.came_by) == (snapshot.body.sha256, "fetched")
    assert bodies.load(snapshot.body) == page(RECORD)
    assert snapshot.resource.next_poll_at is not None  # its words are followed from now on
    claim.refresh_from_db()
    assert (claim.status, proposed(claim)) == ("unverified", ["verified"])


def test_an_unrelated_sentence_of_a_record_verifies_no_automatic_claim(post, record, site, claim, bob):
    """A journalist may say that it supports the claim: the machine does not act on that."""
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    site.set("/weather", page(OTHER))
    assert post(url=site.url("/weather"), quote=OTHER)["basis"] == "read"
    services.apply_finding(claim=claim)
    claim.refresh_from_db()
    assert claim.status == "unverified"


@pytest.mark.parametrize("field", ["as_of", "retrieved_at", "told_on"])
def test_what_lies_in_the_future_is_refused_by_its_field(post, record, site, field):
    day = "2999-01-01" if field == "told_on" else "2999-01-01T00:00:00Z"
    body = post(400, url=site.url("/status"), quote=RECORD, **{field: day})
    assert [fault["field"] for fault in body["errors"]] == [field]
    assert site.hits("/status") == 0


def test_a_type_of_document_given_by_hand_does_not_count_though_the_words_are_read(
    post, record, site, claim, alice, proposed
):
    services.revise_claim(by=alice, claim=claim, reason="a ruling", settled_by=[{"document": "court ruling"}])
    body = post(url=site.url("/status"), quote=RECORD, document="court ruling")
    assert (body["basis"], body["document"], body["told_document"]) == ("read", "", "court ruling")
    assert proposed(claim) == []


def test_what_has_no_address_stays_told(post):
    body = post(quote="It was completed, she said.", told_as="conversation", confidential_source="Her")
    assert (body["basis"], body["basis_why"], body["told"]) == ("told", NO_ADDRESS, "told to the desk")
    assert "confidential_source" not in body


# --- What reading finds ---------------------------------------------------------------------------------------------


def test_tier_date_and_language_are_what_was_read(told, record, site):
    item = read_now(told(site.url("/status")))
    assert (item.basis, item.language, item.tier) == ("read", "en", "record")
    assert item.as_of > timezone.now() - timedelta(days=1)
    assert item.basis_changed
    assert Assessment.objects.filter(evidence=item).exists()  # copies of its page are known as such


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        ("/other", {"body": page(OTHER)}, "not found on it"),
        ("/gone", {"body": b"", "status": 404}, "404"),
        ("/empty", {"body": b""}, "."),
        ("/robots", None, "robots"),
        ("/elsewhere", None, "."),
    ],
)
def test_what_cannot_be_found_stays_told_with_the_reason(told, record, site, path, answer, words):
    if path == "/robots":
        site.set("/robots.txt", "User-agent: *\nDisallow: /robots", content_type="text/plain")
    elif answer:
        site.set(path, **answer)
    item = read_now(told(site.url(path)))
    assert item.basis == "told"
    assert words in item.basis_why
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("url", ["https://nobody.example/1", "http://127.0.0.1:1/x"])
def test_nothing_is_asked_of_a_host_that_is_no_source_of_the_desk(told, url):
    assert read_now(told(url)).basis_why == NOBODYS


def test_a_stored_snapshot_that_we_fetched_is_enough(told, record, site, answer):
    resource = watch_url(source=record, url=site.url("/status"))
    answer(resource, page(RECORD))
    item = read_now(told(resource.url))
    assert (item.basis, site.hits("/status")) == ("read", 0)


def test_words_that_stood_there_once_are_read_and_gone(told, record, site, answer, claim, proposed):
    resource = watch_url(source=record, url=site.url("/status"))
    answer(resource, page(RECORD, OTHER))
    answer(resource, page("The run goes on, and nobody knows for how long it will.", OTHER))
    item = read_now(told(resource.url))
    assert (item.basis, item.standing in {"gone", "altered"}) == ("read", True)
    assert proposed(claim) == []


def test_words_found_by_a_later_poll_are_read_then(told, record, site, answer, claim, proposed):
    resource = watch_url(source=record, url=site.url("/status"))
    item = told(resource.url)
    answer(resource, page(OTHER))
    item.refresh_from_db()
    assert (item.basis, item.basis_why, item.standing) == ("told", NOT_THERE, "standing")
    answer(resource, page(OTHER, RECORD))
    item.refresh_from_db()
    assert (item.basis, item.sha256) == ("read", Snapshot.objects.order_by("-pk").first().body.sha256)
    assert proposed(claim) == ["verified"]


def test_reading_again_changes_nothing(told, record, site):
    item = read_now(told(site.url("/status")))
    entries = AuditEntry.objects.count()
    assert read_now(item).sha256 == item.sha256
    assert AuditEntry.objects.count() == entries


# --- Types of documents ---------------------------------------------------------------------------------------------


def test_a_reviewer_names_the_type_of_a_watched_address_and_what_was_read_there_counts(
    told, record, site, claim, alice, bob, proposed
):
    services.revise_claim(by=alice, claim=claim, reason="a ruling", settled_by=[{"document": "court ruling"}])
    item = read_now(told(site.url("/status")))
    resource = Resource.objects.get()
    with pytest.raises(PermissionDenied):
        name_document(by=alice, resource=resource, document="court ruling", reason="it is one")
    name_document(by=bob, resource=resource, document="court ruling", reason="it is one")
    item.refresh_from_db()
    assert (item.document, proposed(claim)) == ("court ruling", ["verified"])
    assert AuditEntry.objects.filter(subject_uuid=record.uuid, action="document named", actor="bob").exists()


def test_it_is_named_over_the_api_by_reviewers_alone(record, site, alice, bob, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    resource = watch_url(source=record, url=site.url("/status"))
    for user, expect in ((alice, 403), (bob, 200)):
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(user)[1]}")
        body = {"document": "model card", "reason": "it is one"}
        assert api.post(f"/api/v1/resources/{resource.uuid}/document/", body, format="json").status_code == expect
    resource.refresh_from_db()
    assert resource.document == "model card"


def test_what_a_page_answered_is_written_to_the_disk_before_the_database_is_locked(
    transactional_db, record, site, told, monkeypatch
):
    locked = []
    store = bodies.store

    def noted(content: bytes):
        locked.append(connection.in_atomic_block)
        return store(content)

    monkeypatch.setattr(bodies, "store", noted)
    assert read_now(told(site.url("/status"))).basis == "read"
    assert locked == [False]
