"""manage.py flush: refused, since it would empty the history; tests empty their own databases with it.

Django empties the tables after each test that commits (`TransactionTestCase`, `django_db(transaction=True)`) by this
command. It takes the triggers away for that, in databases made for tests alone.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from claims.audit import guards


class Command(Flush):
    help = "Empties a test database. Any other has a history, which is never emptied."

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if not made_for_tests(connection):
            raise CommandError("The history is never emptied. To begin anew, make a new database and migrate it.")
        with guards.disarmed(connection):
            super().handle(**options)


def made_for_tests(connection: BaseDatabaseWrapper) -> bool:
    """True where Django made the database for tests: their names begin with `test_`, or they are only in memory."""
    name = str(connection.settings_dict["NAME"])
    return Path(name).name.startswith(TEST_DATABASE_PREFIX) or "mode=memory" in name or name == ":memory:"
