"""History cannot be changed unnoticed, on either database."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from claims import audit, services
from claims.audit import guards
from claims.models import AppendOnlyError, AuditEntry, Newsroom


@pytest.fixture
def history(claim, alice):
    for number in range(3):
        services.revise_claim(by=alice, claim=claim, reason="clearer", note=f"note {number}")
    return AuditEntry.objects.filter(subject_uuid=claim.uuid)


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def disarm() -> None:
    """What an attacker with the database's password would do first."""
    guards.disarm(connection)


def faults() -> list[str]:
    return [f"{fault.entry}: {fault.sentence}" for fault in audit.verify()]


def test_an_untouched_history_has_no_fault(history):
    assert [entry.seq for entry in history] == [1, 2, 3, 4]
    assert faults() == []


def test_the_models_refuse_every_change(history):
    entry = history[1]
    for attempt in (
        entry.save,
        entry.delete,
        history.delete,
        lambda: history.update(actor="nobody"),
        lambda: AuditEntry.objects.bulk_update([entry], ["actor"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims_auditentry SET actor = 'nobody' WHERE seq = 2",
        "UPDATE claims_auditentry SET payload = NULL WHERE seq = 2",
        "DELETE FROM claims_auditentry WHERE seq = 2",
    ],
)
def test_the_database_refuses_every_change(history, sql):
    with pytest.raises(Error, match="audit entries are never"), transaction.atomic():
        run(sql)
    assert faults() == []


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE claims_auditentry SET actor = 'nobody' WHERE seq = 2", "#2 revised: its facts were edited"),
        ("UPDATE claims_auditentry SET payload = '{}' WHERE seq = 3", "#3 revised: its payload was edited"),
        ("DELETE FROM claims_auditentry WHERE seq = 2", "#3 revised: expected position 2, found 3"),
    ],
)
def test_an_edit_past_the_triggers_is_found_and_named(history, sql, found):
    disarm()
    run(sql)
    assert any(found in fault for fault in faults())


def test_reordering_is_found(history):
    disarm()
    for old, new in ((2, 99), (3, 2), (99, 3)):
        run("UPDATE claims_auditentry SET seq = %s WHERE seq = %s", new, old)
    assert faults() != []


def test_a_cut_tail_shows_against_a_checkpoint(history):
    checkpoint = audit.heads()
    disarm()
    run("DELETE FROM claims_auditentry WHERE seq = 4")
    assert faults() == []
    assert [fault.sentence for fault in audit.compare(checkpoint)] == [
        "had 4 entries at the checkpoint, fewer now: its tail was cut"
    ]


def test_redaction_empties_the_payload_and_keeps_the_chain(history, claim):
    entry = history[1]
    audit.redact(entry=entry, by=None, reason="a person asked")
    entry.refresh_from_db()
    assert (entry.payload, entry.salt, entry.redacted) == (None, "", True)
    assert faults() == []
    assert AuditEntry.objects.filter(subject_uuid=entry.uuid, action="redacted").exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    newsroom = Newsroom.objects.create(name="The Ledger")
    with pytest.raises(RuntimeError, match="transaction"):
        audit.append(subject=newsroom, action="odd", by=None, payload={})
