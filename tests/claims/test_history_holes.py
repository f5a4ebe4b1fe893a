"""What was taken away with its whole history, swapped, or written as another type of the same value."""

import pytest
from django.db import connection

from claims import audit, services
from claims.models import AuditEntry, Change
from claims.publish.changes import publish_pending
from claims.publish.checkpoints import write_checkpoint
from tests.claims.tampering import found, tamper


@pytest.fixture
def told(article, claim, alice, bob):
    """Two claims, one after the other made public and told; gives both."""
    services.publish(by=bob, article=article)
    other = services.record_claim(by=alice, article=article, text="OVHcloud has sold the model.", kind="event")
    services.revise_claim(by=alice, claim=claim, reason="agreed", settled_by=[{"tier": "record", "origins": 1}])
    publish_pending()
    return claim, other


def take_away(claim) -> None:
    """Delete a claim with its Changes and the histories of all."""
    changes = list(Change.objects.filter(claim=claim).values_list("uuid", flat=True))
    tamper("DELETE FROM claims_change WHERE claim_id = %s", claim.pk)
    tamper("DELETE FROM claims_appearance WHERE claim_id = %s", claim.pk)
    for uuid in (claim.uuid, *changes):
        tamper("DELETE FROM claims_auditentry WHERE subject_uuid = %s", uuid)
    tamper("DELETE FROM claims_claim WHERE id = %s", claim.pk)


def test_a_claim_taken_away_with_all_its_history_leaves_a_gap(told, capsys):
    assert found(capsys) == []
    last = Change.objects.latest("position").position
    take_away(told[1])
    assert found(capsys) == [f"changes of epoch 1: 1 positions up to {last} are missing: they were deleted"]


def test_the_first_of_all_changes_leaves_one_too(told, capsys):
    take_away(told[0])
    assert any(line.startswith("changes of epoch 1: ") for line in found(capsys))


def test_a_draft_taken_away_with_all_its_history_is_named_by_a_checkpoint(article, alice, capsys, settings, tmp_path):
    settings.TRACKER_DATA_DIR = tmp_path
    draft = services.record_claim(by=alice, article=article, text="OVHcloud has sold the model.", kind="event")
    checkpoint = write_checkpoint()
    take_away(draft)
    assert found(capsys) == []
    assert any("its tail was cut" in line for line in found(capsys, checkpoint=checkpoint))


def test_a_change_that_was_given_another_claims_entry_is_named(told, capsys):
    one, other = (Change.objects.filter(claim=claim).earliest("position").entry_id for claim in told)
    spare = max(AuditEntry.objects.values_list("pk", flat=True)) + 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
    for old, new in ((one, spare), (other, one), (spare, other)):
        tamper("UPDATE claims_auditentry SET id = %s WHERE id = %s", new, old)
    assert sum("its entry is another claim’s: rows were swapped" in line for line in found(capsys)) == 2


@pytest.mark.parametrize("value", ['[{"tier": "record", "origins": true}]', '[{"tier": "record", "origins": 1.5}]'])
def test_another_type_of_the_same_value_is_named(told, capsys, value):
    tamper("UPDATE claims_claim SET settled_by = %s WHERE id = %s", value, told[0].pk)
    assert ["its settled by is" in line for line in found(capsys)] == [True]


def test_two_entries_that_swapped_what_they_say_are_named(told, capsys):
    one, other = AuditEntry.objects.filter(subject_type="claim", subject_uuid=told[0].uuid).order_by("seq")[:2]
    for entry, source in ((one, other), (other, one)):
        tamper(
            "UPDATE claims_auditentry SET salt = %s, digest = %s WHERE id = %s", source.salt, source.digest, entry.pk
        )
    lines = found(capsys)
    for entry in (one, other):
        assert f"{entry}: its facts were edited" in lines


def test_a_fresh_salt_with_its_digest_is_named(told, capsys):
    entry = AuditEntry.objects.filter(subject_uuid=told[0].uuid).latest("seq")
    digest = audit.payload_digest("00", entry.payload)
    tamper("UPDATE claims_auditentry SET salt = '00', digest = %s WHERE id = %s", digest, entry.pk)
    assert f"{entry}: its facts were edited" in found(capsys)
