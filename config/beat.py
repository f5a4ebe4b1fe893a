"""The beat's scheduler, of which there is one: a second beat would wake everything twice, so it is refused.

On PostgreSQL it holds an advisory lock on a connection of its own for as long as it lives, on whatever machine; on the
embedded default a file lock in the data folder.
"""

import logging
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import psycopg
from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import connection

from tracker.snapshots.process_lock import process_lock

log = logging.getLogger(__name__)

LOCK = 0x62656174  # "beat": any number that nobody else takes
_AHEAD = timedelta(seconds=5)
REFUSED = "Another beat runs already: this one ends. One is enough for any number of workers."


class OnlyScheduler(PersistentScheduler):
    """Celery's own scheduler, behind a lock that another beat cannot have at the same time."""

    def setup_schedule(self) -> None:
        # One for the application: told to end while it makes its scheduler, Celery makes a second one.
        known = vars(self.app)
        if "beat_lock" not in known:
            known["beat_lock"] = _PostgresqlLock() if connection.vendor == "postgresql" else _FileLock()
        self._lock: _PostgresqlLock | _FileLock = known["beat_lock"]
        self._keep_lock()
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        self._keep_lock()
        self._forget_the_future()
        return super().tick(*args, **kwargs)

    def _forget_the_future(self) -> None:
        """Where the clock was ahead and is right again, nothing waits until the time between has passed."""
        latest = self.app.now() + _AHEAD
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > latest]
        if ahead:
            log.warning("The clock was set back: the schedule begins anew.")
            for entry in ahead:
                entry.last_run_at = self.app.now()
            self.populate_heap()

    def _keep_lock(self) -> None:
        if not self._lock.is_held():
            log.error(REFUSED)
            raise SystemExit(1)

    def close(self) -> None:
        super().close()
        self._lock.release()


class _FileLock:
    """Held from the first question on, until the process ends."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._lock = self._stack.enter_context(process_lock(settings.DATA_DIR / "beat.lock"))

    def is_held(self) -> bool:
        return self._lock is not None

    def release(self) -> None:
        self._stack.close()


class _PostgresqlLock:
    """Held by a session of its own: the server lets go of it when the session ends, however it ends."""

    def __init__(self) -> None:
        self._session: psycopg.Connection[Any] | None = None

    def is_held(self) -> bool:
        """True while it is ours, or while the server is away and nobody can have it. Taken again once it is back."""
        try:
            if self._session is None:
                return self._take()
            self._session.execute("SELECT 1")
        except psycopg.OperationalError:
            self.release()
        return True

    def _take(self) -> bool:
        self._session = psycopg.connect(**connection.get_connection_params() | {"autocommit": True})
        taken = self._session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() == (True,)
        if not taken:
            self.release()
        return taken

    def release(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
