"""The triggers let nothing pass but a redaction, on either database."""

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from claims import audit, checks, services
from claims.audit import guards
from claims.management.commands.flush import made_for_tests
from claims.models import AuditEntry, Change
from claims.publish.changes import publish_pending
from tests.there import there

SQLITE = connection.vendor == "sqlite"
ENTRY = "claims_auditentry"


@pytest.fixture
def told(article, claim, bob):
    services.publish(by=bob, article=article)
    publish_pending()
    return claim


def columns(model) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def copy(model, **other: str) -> str:
    """SQL that gives a row again, with other values for some columns."""
    taken = [other.get(field.column, f'"{field.column}"') for field in model._meta.concrete_fields]
    return f"({columns(model)}) SELECT {', '.join(taken)} FROM {model._meta.db_table}"


REFUSED = [
    "UPDATE claims_auditentry SET actor = 'nobody'",
    "UPDATE claims_auditentry SET payload = NULL",
    "UPDATE claims_auditentry SET salt = '', redacted = (1 = 1)",
    "UPDATE claims_auditentry SET payload = NULL, salt = '', redacted = (1 = 1), actor = 'nobody'",
    "DELETE FROM claims_auditentry WHERE subject_type = 'change'",
    "DELETE FROM claims_change",
    "UPDATE claims_change SET position = position + 100",
    "UPDATE claims_change SET claim_id = NULL",
    "UPDATE claims_change SET event = 'withdrawn'",
    'UPDATE claims_change SET content = \'{"claim": "another"}\'',
    'UPDATE claims_change SET content = \'{"text": "It has failed."}\'',
    "UPDATE claims_change SET content = '[]', at = recorded_at",
]
REPLACING = [
    f"INSERT OR REPLACE INTO claims_auditentry {copy(AuditEntry, actor=chr(39) * 2)}",
    f"REPLACE INTO claims_auditentry {copy(AuditEntry, redacted='1')}",
    f"INSERT OR REPLACE INTO claims_auditentry {copy(AuditEntry, id='id + 1000')}",
    f"INSERT OR REPLACE INTO claims_auditentry {copy(AuditEntry, id='id + 1000', uuid='hex(randomblob(16))')}",
    f"INSERT OR REPLACE INTO claims_change {copy(Change, content=chr(39) + '{}' + chr(39))}",
    f"INSERT OR REPLACE INTO claims_change {copy(Change, id='id + 1000', uuid='hex(randomblob(16))')}",
    f"INSERT INTO claims_auditentry {copy(AuditEntry)} WHERE 1 ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
    "UPDATE OR REPLACE claims_auditentry SET seq = 1",
]
TRUNCATING = [
    "TRUNCATE claims_auditentry CASCADE",
    "TRUNCATE claims_change",
    "TRUNCATE claims_claim CASCADE",
    "TRUNCATE claims_desk, auth_user CASCADE",
    "TRUNCATE claims_auditentry, claims_change RESTART IDENTITY",
    f"INSERT INTO claims_auditentry {copy(AuditEntry)} ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
]


@pytest.mark.parametrize("sql", REFUSED + (REPLACING if SQLITE else TRUNCATING))
def test_the_database_refuses_whatever_changes_the_history(told, sql):
    before = list(AuditEntry.objects.values()), list(Change.objects.values())
    with connection.cursor() as cursor:
        if not SQLITE:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error, match="never"), transaction.atomic():
            cursor.execute(sql)
    assert before == (list(AuditEntry.objects.values()), list(Change.objects.values()))


def test_emptying_a_change_is_the_one_edit_of_it_that_passes(told):
    entry = there(AuditEntry.objects.filter(change__isnull=False).first())
    audit.redact(entry=entry, by=None, reason="a legal order")
    assert "text" not in Change.objects.get(entry=entry).content


def test_triggers_that_were_taken_away_are_named_and_put_back(told, capsys):
    if not SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert checks.history_is_guarded(databases=["default"]) == []
    guards.disarm(connection)
    (warning,) = checks.history_is_guarded(databases=["default"])
    assert warning.id == "claims.W002"
    assert "change_no" in warning.msg
    call_command("guard_history")
    assert "audit_no_" in capsys.readouterr().out
    assert checks.history_is_guarded(databases=["default"]) == []


def test_a_history_is_never_flushed(told, monkeypatch):
    assert made_for_tests(connection)
    monkeypatch.setitem(connection.settings_dict, "NAME", "tracker")
    with pytest.raises(CommandError, match="never emptied"):
        call_command("flush", interactive=False)
    assert AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_database_is_flushed_and_guarded_again(told):
    call_command("flush", interactive=False, verbosity=0)
    assert not AuditEntry.objects.exists()
    assert guards.missing(connection) == []
