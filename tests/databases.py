"""One database goes through the migrations, which takes seconds; every worker begins with a copy of it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tracker.snapshots.process_lock import process_lock

TEMPLATE = "test_template_of_tracker"
"""The migrated database on a server; every run makes it anew."""


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """A migrated database of this worker's own, in the place of pytest-django's; that one's without workers."""
    if not hasattr(request.config, "workerinput"):
        request.getfixturevalue("django_db_setup")
        yield
        return
    shared = tmp_path_factory.getbasetemp().parent
    on_file = connection.vendor == "sqlite"
    begin, migrate = (_begin_in_memory, _migrate_a_file) if on_file else (_begin_on_server, _migrate_on_server)
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), process_lock(shared / "template.lock", wait=True):
        if not (shared / "template.made").exists():
            migrate(shared / "template.sqlite3")
            (shared / "template.made").touch()
        begin(shared / "template.sqlite3")
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(name, verbosity=0)


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _migrate_a_file(path: Path) -> None:
    connection.creation.create_test_db(verbosity=0, serialize=False)
    with sqlite3.connect(path) as file:
        connection.connection.backup(file)
    file.close()


def _begin_in_memory(path: Path) -> None:
    _use(connection.creation._get_test_db_name())
    connection.ensure_connection()
    with sqlite3.connect(path) as file:
        file.backup(connection.connection)
    file.close()


def _migrate_on_server(_: Path) -> None:
    before, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    own, test["NAME"] = test["NAME"], TEMPLATE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    _use(before)
    connection.close_pool()  # no database that somebody is connected to can be copied
    test["NAME"] = own


def _begin_on_server(_: Path) -> None:
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
    _use(connection.creation._create_test_db(verbosity=0, autoclobber=True))
    connection.ensure_connection()
