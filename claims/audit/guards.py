"""Triggers that keep history and Changes append-only on both databases; only a redaction passes.

They stop `INSERT OR REPLACE` on SQLite, which deletes without firing a trigger for it, and `TRUNCATE` on PostgreSQL.
They cannot stop whoever owns the database from dropping them: that is what chains and checkpoints are for.

SQLite drops a table's triggers with the table, and Django makes a table anew for most changes of its columns there: a
migration that does so ends with `arm`. The system check `claims.W002` says so where one did not.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

from claims.models.publication import OF_A_TOMBSTONE

ENTRY, CHANGE = "claims_auditentry", "claims_change"
_ENTRY_FREE, _CHANGE_FREE = ("payload", "salt", "redacted"), ("content",)
_REFUSED = {ENTRY: "audit entries are never {}", CHANGE: "changes are never {}"}
_TRIGGERS: dict[str, dict[str, tuple[str, ...]]] = {
    "sqlite": {
        ENTRY: ("audit_no_update", "audit_no_delete", "audit_no_replace"),
        CHANGE: ("change_no_update", "change_no_delete", "change_no_replace"),
    },
    "postgresql": {ENTRY: ("audit_guard", "audit_no_truncate"), CHANGE: ("change_guard", "change_no_truncate")},
}
_FUNCTIONS = ("claims_audit_guard", "claims_change_guard", "claims_no_truncate")
# What makes a row one that is there already.
_UNIQUE = {
    ENTRY: (
        "id = NEW.id",
        "uuid = NEW.uuid",
        "(subject_type, subject_uuid, seq) = (NEW.subject_type, NEW.subject_uuid, NEW.seq)",
    ),
    CHANGE: ("id = NEW.id", "uuid = NEW.uuid", "position = NEW.position", "entry_id = NEW.entry_id"),
}


def arm(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place as it should be, whatever stands there."""
    disarm(connection)
    statements = _sqlite(connection) if connection.vendor == "sqlite" else _postgresql()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def disarm(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away. Nothing of the tracker needs it but migrations and the emptying of test databases."""
    with connection.cursor() as cursor:
        for table, names in _TRIGGERS[connection.vendor].items():
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in names:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
        if connection.vendor == "postgresql":
            for name in _FUNCTIONS:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


@contextmanager
def disarmed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without triggers for a moment."""
    disarm(connection)
    try:
        yield
    finally:
        arm(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and are not, by name."""
    find = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(find[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [name for names in _TRIGGERS[connection.vendor].values() for name in names if name not in present]


def _sqlite(connection: BaseDatabaseWrapper) -> Iterator[str]:
    emptied = {ENTRY: "NEW.redacted AND NEW.payload IS NULL AND NEW.salt = ''", CHANGE: _TOMBSTONE_ON_SQLITE}
    free = {ENTRY: _ENTRY_FREE, CHANGE: _CHANGE_FREE}
    for table, (no_update, no_delete, no_replace) in _TRIGGERS["sqlite"].items():
        same = " AND ".join(
            f'NEW."{column}" IS OLD."{column}"' for column in _columns(connection, table) if column not in free[table]
        )
        known = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in _UNIQUE[table])  # noqa: S608
        yield _raising(no_update, "UPDATE", table, f"NOT (({emptied[table]}) AND {same})", "updated")
        yield _raising(no_delete, "DELETE", table, "1", "deleted")
        yield _raising(no_replace, "INSERT", table, known, "replaced")


def _raising(name: str, event: str, table: str, condition: str, what: str) -> str:
    said = _REFUSED[table].format(what)
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{said}'); END"


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    # Django's own introspection parses the table's SQL, which takes as long as a hundred queries.
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_info({table})")
        return [name for _, name, *_ in cursor.fetchall()]


_KEPT = ", ".join(f"'{name}'" for name in OF_A_TOMBSTONE)
_TOMBSTONE_ON_SQLITE = (
    f"NOT EXISTS (SELECT 1 FROM json_each(NEW.content) AS it WHERE it.key NOT IN ({_KEPT}) "  # noqa: S608
    "OR it.value IS NOT json_extract(OLD.content, '$.' || it.key))"
)


def _postgresql() -> Iterator[str]:
    emptied = {
        ENTRY: "NEW.redacted AND NEW.payload IS NULL AND NEW.salt = ''",
        CHANGE: f"NEW.content <@ OLD.content AND NEW.content - ARRAY[{_KEPT}] = '{{}}'::jsonb",
    }
    free = {ENTRY: _ENTRY_FREE, CHANGE: _CHANGE_FREE}
    functions = {ENTRY: "claims_audit_guard", CHANGE: "claims_change_guard"}
    for table, (guard, _) in _TRIGGERS["postgresql"].items():
        without = "ARRAY[" + ", ".join(f"'{column}'" for column in free[table]) + "]"
        said = {what: _REFUSED[table].format(what) for what in ("updated", "deleted")}
        yield (
            f"CREATE FUNCTION {functions[table]}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION '{said['deleted']}'; END IF; "
            f"IF NOT ({emptied[table]} AND to_jsonb(NEW) - {without} = to_jsonb(OLD) - {without}) "
            f"THEN RAISE EXCEPTION '{said['updated']}'; END IF; RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {guard} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {functions[table]}()"
        )
    yield (
        "CREATE FUNCTION claims_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is never emptied: audit entries are never deleted', TG_TABLE_NAME; END $$"
    )
    for table, (_, no_truncate) in _TRIGGERS["postgresql"].items():
        yield (
            f"CREATE TRIGGER {no_truncate} BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION claims_no_truncate()"
        )
