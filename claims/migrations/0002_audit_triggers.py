"""Triggers that keep the audit table append-only on both databases; only a redaction may pass."""

from django.db import migrations

FIXED = (
    "uuid", "recorded_at", "subject_type", "subject_uuid", "seq", "action", "at", "actor", "visibility", "digest",
    "previous", "entry_hash",
)  # fmt: skip


def _sqlite(editor):
    same = " AND ".join(f"NEW.{c} IS OLD.{c}" for c in ("id", *FIXED))
    editor.execute(
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON claims_auditentry WHEN NOT "
        f"(NEW.redacted AND NEW.payload IS NULL AND NEW.salt = '' AND {same}) "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are never updated'); END"
    )
    editor.execute(
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON claims_auditentry "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END"
    )


def _postgresql(editor):
    same = " AND ".join(f"NEW.{c} IS NOT DISTINCT FROM OLD.{c}" for c in ("id", *FIXED))
    editor.execute(
        "CREATE FUNCTION claims_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION 'audit entries are never deleted'; END IF; "
        f"IF NOT (NEW.redacted AND NEW.payload IS NULL AND NEW.salt = '' AND {same}) "
        "THEN RAISE EXCEPTION 'audit entries are never updated'; END IF; RETURN NEW; END $$"
    )
    editor.execute(
        "CREATE TRIGGER audit_guard BEFORE UPDATE OR DELETE ON claims_auditentry "
        "FOR EACH ROW EXECUTE FUNCTION claims_audit_guard()"
    )


def create(apps, editor):
    {"sqlite": _sqlite, "postgresql": _postgresql}[editor.connection.vendor](editor)


def drop(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER audit_no_update")
        editor.execute("DROP TRIGGER audit_no_delete")
    else:
        editor.execute("DROP TRIGGER audit_guard ON claims_auditentry")
        editor.execute("DROP FUNCTION claims_audit_guard()")


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
