"""Editing the database behind the tracker's back, as somebody who has its password would."""

from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection

from claims.audit import guards


def tamper(statement: str, *values: Any) -> None:
    """Run a statement past the triggers. UUIDs are given as they are, and {true} is written as each database does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement, values)
            cursor.execute("SET LOCAL session_replication_role = origin")
        else:
            with guards.disarmed(connection):
                cursor.execute(statement, [value.hex if hasattr(value, "hex") else value for value in values])


def found(capsys: Any, **options: Any) -> list[str]:
    """What `verify_audit` prints: the faults, a line each; none where the history is as it was written."""
    capsys.readouterr()
    try:
        call_command("verify_audit", **options)
    except CommandError as error:
        lines = capsys.readouterr().out.splitlines()
        said = [line for line in lines if not line.startswith("Not provable")]
        assert str(error) == f"{len(said)} fault{'s' if len(said) > 1 else ''} found."
        return said
    assert capsys.readouterr().out.endswith("The history is as it was written.\n")
    return []
