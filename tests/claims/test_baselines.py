"""What was recorded before the history proved anything gets a baseline, and is proven from there on."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from claims import audit, services
from claims.audit import guards
from claims.models import AuditEntry
from claims.publish.changes import publish_pending
from tests.claims.tampering import found, tamper
from tracker.push import keys

MIGRATION = import_module("claims.migrations.0008_history_proves_the_present")
OF_KEYS = import_module("tracker.migrations.0014_keys_in_the_history")
EDITOR = SimpleNamespace(connection=connection, execute=lambda sql: connection.cursor().execute(sql))


@pytest.fixture
def old(monkeypatch, article, alice, bob, make_source, say, ovhcloud):
    """A record as it was made before entries told facts."""
    append = audit.append
    with monkeypatch.context() as patched:
        patched.setattr(audit, "append", lambda facts=None, **words: append(**words))
        patched.setattr(audit, "begin", lambda **_: None)
        claim = services.record_claim(by=alice, article=article, text="It is done.", kind="event", speaker=ovhcloud)
        source = make_source("The Ledger", "independent")
        say(claim, source, "It is done.")
        services.publish(by=bob, article=article)
        services.change_status(by=bob, claim=claim, expected="unverified", to="verified", reason="Seen.")
        keys.make_key(by=bob, source=source, name="The scraper")
        publish_pending()
        audit.redact(entry=AuditEntry.objects.get(action="published", subject_type="claim"), by=bob, reason="a name")
    tamper("DELETE FROM claims_auditentry WHERE subject_type = 'desk'")
    return claim


def migrate(direction: str = "forward") -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    getattr(MIGRATION, direction)(apps, EDITOR)
    if direction == "forward":
        OF_KEYS.forward(apps, EDITOR)


def test_a_baseline_is_written_for_every_subject_and_counted(old, capsys):
    migrate()
    said = capsys.readouterr().out
    for words in ("1 baseline of claims", "1 baseline of articles", "1 baseline of desks", "2 baselines of changes"):
        assert words in said
    assert found(capsys) == []
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "Not provable in 1 claim: what is older than the baseline, and what was redacted." in said


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims_claim SET status = 'refuted'",
        "UPDATE claims_evidence SET tier = 'record'",
        "UPDATE claims_source SET tier = 'record'",
        "UPDATE claims_membership SET role = 'administrator' WHERE role = 'journalist'",
        "UPDATE tracker_ingestkey SET digest = '00'",
        "UPDATE claims_change SET event = 'withdrawn'",
        "DELETE FROM claims_change",
    ],
)
def test_from_the_baseline_on_every_edit_is_named(old, capsys, sql):
    migrate()
    tamper(sql)
    assert found(capsys) != []


def test_what_happens_after_the_baseline_is_proven_too(old, bob, capsys):
    migrate()
    services.change_status(by=bob, claim=old, expected="verified", to="unverified", reason="New facts.")
    publish_pending()
    assert found(capsys) == []


def test_a_change_of_a_redacted_entry_is_emptied_by_the_migration(old, capsys):
    entry = AuditEntry.objects.get(action="published", subject_type="claim")
    tamper('UPDATE claims_change SET content = \'{"text": "It is done."}\' WHERE entry_id = %s', entry.pk)
    migrate()
    assert found(capsys) == []


def test_it_can_be_taken_back_and_applied_again_without_a_second_baseline(old, capsys):
    migrate()
    count = AuditEntry.objects.filter(action="baseline", subject_type="claim").count()
    migrate("backward")
    assert set(guards.missing(connection)) >= {"change_no_truncate"} or connection.vendor == "sqlite"
    migrate()
    assert guards.missing(connection) == []
    assert AuditEntry.objects.filter(action="baseline", subject_type="claim").count() == count
    assert found(capsys) == []


def test_the_migration_tells_what_is_proven_today():
    """Columns that are proven since need a baseline of their own."""
    told = {model: columns for models in MIGRATION.ROWS.values() for model, (*_, columns) in models.items()}
    proven = {each.model.__name__: each.columns for each in audit.subjects.PROVEN if each.model is not keys.IngestKey}
    assert {name: told[name] for name in proven if name not in YOUNGER} == {
        name: columns for name, columns in proven.items() if name not in YOUNGER
    }


YOUNGER = {"Attachment", "SpeakerQuestion"}
"""Models that were proven from their first row: they need no baseline."""

NOT_PROVEN = {
    "Claim": {
        "note",
        "withdrawn_because",
        "merged_into_id",
        "split_from_id",
        "assigned_to_id",
        "changed_at",
        "recorded_at",
    },
    "Article": {"recorded_at"},
    "Appearance": {"claim_id", "article_id", "uuid", "recorded_at"},
    "Source": {"recorded_at"},
    "SourceHost": {"source_id", "scheme", "host", "path"},
    "Evidence": {"claim_id", "source_id", "added_by_id", "standing_reasons", "standing_at", "recorded_at"}
    | {"basis_why", "told_by", "confidential_source"},  # for the staff: not in entries that may be public
    "SpeakerQuestion": {"claim_id", "asked_by_id", "recorded_at"},
    "Attachment": {"claim_id", "added_by_id", "recorded_at"},
    "Membership": {"user_id", "desk_id"},
    "IngestKey": {"source_id", "created_by_id", "last_used_at", "recorded_at"},
    "Change": {"recorded_at"},
}
"""Columns that the history need not prove: keys of a row that its name has, and what says nothing to anybody."""


@pytest.mark.parametrize("proven", audit.subjects.PROVEN, ids=lambda proven: proven.model.__name__)
def test_every_column_is_proven_or_named_as_one_that_is_not(proven):
    columns = {field.column for field in proven.model._meta.concrete_fields} - {"id", "uuid"}
    assert set(columns) - set(proven.columns) == NOT_PROVEN[proven.model.__name__] - {"uuid"}


def test_what_is_read_and_what_is_told_is_sorted_out_before_the_history_tells_of_it():
    plan = MigrationLoader(None).graph.forwards_plan(("claims", "0008_history_proves_the_present"))
    assert ("tracker", "0013_evidence_is_read_or_told") in plan
    assert ("claims", "0006_voices_and_mouths") in plan
