"""The migration that sorts what evidence there is into read and told, and the way back."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from claims import services
from claims.models import Evidence
from claims.services.evidence_input import JudgementInput, Quote
from claims.tasks import review_deadlines
from tests.tracker.processing.test_pipeline import RECORD
from tracker.models import Resource, Snapshot
from tracker.push import keys
from tracker.snapshots import bodies, envelopes
from tracker.watching.resources import watch_url

migration = import_module("tracker.migrations.0013_evidence_is_read_or_told")
OTHER = "Nothing of the kind."


@pytest.fixture
def source(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def before(claim, source, alice):
    """before("/path", "words", …) → an item as it stood before: nobody knew whether it was read."""

    def make(path: str, words: str = RECORD, *, by=None, **facts) -> Evidence:
        quote = Quote(url=f"https://operator.example{path}", exact=words)
        item = services.add_evidence(
            by=by, claim=claim, quote=quote, judgement=JudgementInput("supports"), source=source
        )
        Evidence.objects.filter(pk=item.pk).update(told_as="", told_by="", **facts)
        return item

    return make


@pytest.fixture
def stored(source):
    """stored("/path", "text", body=b"…") → a snapshot that was processed."""

    def make(path: str, text: str, body: bytes = b"<p>page</p>") -> Snapshot:
        resource = watch_url(source=source, url=f"https://operator.example{path}")
        return Snapshot.objects.create(
            resource=resource, body=bodies.store(body), final_url=resource.url, fetched_at=timezone.now(), text=text
        )

    return make


def test_what_stands_in_a_page_that_we_fetched_is_read_and_the_rest_told(before, stored, capsys):
    stored("/read", f"Before.\n\n{RECORD.replace(' ', '  ', 2)}\n\nAfter.")
    stored("/other", OTHER)
    items = [before(path) for path in ("/read", "/other", "/never")]
    migration.sort_out(apps, None)
    for item in items:
        item.refresh_from_db()
    assert [item.basis for item in items] == ["read", "told", "told"]
    assert [item.basis_changed for item in items] == [False, True, True]
    assert "1 items read, 2 told" in capsys.readouterr().out


def test_what_was_sent_with_a_key_is_told_and_its_sender_for_the_staff(before, stored, source, bob):
    key, _ = keys.make_key(by=bob, source=source, name="Ours")
    sent = envelopes.Sent("https://operator.example/sent", "text/plain", RECORD, "", "Ours")
    snapshot = stored("/sent", RECORD, envelopes.pack(sent))
    fetched = stored("/read", RECORD)
    lost = stored("/lost", RECORD, b"a body that is not there any more")
    bodies.default_storage.delete(lost.body.path)
    name = "Operator, sent to us by Ours"
    item = before("/sent", source_name=name, tier="independent")
    others = [before("/read"), before("/lost")]
    migration.sort_out(apps, None)
    for row in (item, snapshot, fetched, *others):
        row.refresh_from_db()
    assert (snapshot.came_by, snapshot.key, fetched.came_by) == ("key", key, "fetched")
    assert (item.basis, item.source_name, item.told_by, item.sender) == ("told", "Operator", "Ours", key.uuid)
    assert (item.tier, item.told) == ("record", "sent by a scraper")
    assert [other.basis for other in others] == ["read", "told"]
    migration.back(apps, None)
    item.refresh_from_db()
    assert (item.source_name, item.tier) == (name, "independent")


def test_a_document_that_a_person_named_is_told_and_comes_back(before, stored, source, alice):
    item = before("/1", by=alice, document="court ruling")
    machine = before("/2", document="annual report")
    migration.sort_out(apps, None)
    item.refresh_from_db()
    machine.refresh_from_db()
    assert (item.document, item.told_document, machine.document) == ("", "court ruling", "annual report")
    migration.back(apps, None)
    item.refresh_from_db()
    assert item.document == "court ruling"


def test_a_claim_that_rested_on_what_became_told_gets_a_flag_and_keeps_its_status(claim, before, bob):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="each run is published")
    type(claim).objects.filter(pk=claim.pk).update(status="verified")
    before("/never", assessor="test 1")
    migration.sort_out(apps, None)
    assert review_deadlines() == 1
    claim.refresh_from_db()
    assert claim.status == "verified"
    assert claim.flags.get(kind="status", state="open").to_status == "unverified"
    assert not Resource.objects.exists()
