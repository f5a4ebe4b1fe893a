"""System checks of the record's settings, run by `manage.py check --deploy`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from claims.audit import guards


@register(deploy=True)
def site_is_served_over_tls(**_: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith("https://"):
        return []
    return [Error("SITE_URL is not an https address.", hint="Set SITE_URL to the public address.", id="claims.E001")]


@register(Tags.database)
def history_is_guarded(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Asked by `migrate` and by `check --database default`, which read the database."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        applied = {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "claims"}
        if any(name.endswith("history_proves_the_present") for name in applied) and (
            names := guards.missing(connection)
        ):
            hint = "Whoever took them away could edit the history: run verify_audit, then manage.py guard_history."
            found.append(
                CheckWarning(f"History can be edited: no trigger {', '.join(names)}.", hint=hint, id="claims.W002")
            )
    return found
