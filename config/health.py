"""Whether this installation lives, and whether it is ready: `/health/live` and `/health/ready`.

They are answered before any other middleware looks at the request: by address as well as by name, over plain http, and
without a session, so that a balancer or a container can ask. `/health/` is the same as ready.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from claims.publish.changes import longest_pending
from tracker.health.staleness import longest_overdue

Trouble = str
"""What is wrong, in one sentence; empty where nothing is."""

LEAST_FREE_BYTES = 200 * 1024 * 1024
_BROKER_PATIENCE_S = 2


class HealthMiddleware:
    """Answers the two addresses; everything else goes on to the next middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return JsonResponse({"status": "ok"})
        if request.path in ("/health/", "/health/ready"):
            return ready()
        return self._get_response(request)


def ready() -> JsonResponse:
    """200 where everything that a reader or a journalist needs works; else 503. Says of each part how it is."""
    troubles = {name: check() for name, check in CHECKS.items()}
    parts = {name: trouble or "ok" for name, trouble in troubles.items()}
    bad = any(troubles.values())
    answer = JsonResponse({"status": "trouble" if bad else "ok", **parts}, status=503 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _database() -> Trouble:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return "The database does not answer."
    return ""


def _broker() -> Trouble:
    """Redis answers; with the broker made of files, the disk's check says all there is to say."""
    if not settings.REDIS_URL:
        return ""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=_BROKER_PATIENCE_S, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError:
        return "The broker does not answer."
    finally:
        client.close()
    return ""


def _disk() -> Trouble:
    """Bodies, and with the embedded default the database too, are written to the data folder."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as probe:
            probe.write(b"ok")
            probe.flush()
    except OSError as error:
        return f"The data folder cannot be written to ({error.strerror})."
    return "" if free >= LEAST_FREE_BYTES else f"The data folder's disk has {free // 1_000_000} MB left."


def _polling() -> Trouble:
    return _late(longest_overdue, "A resource that is due has not been polled")


def _publisher() -> Trouble:
    return _late(longest_pending, "A decision has not been published")


def _late(since: Callable[[], datetime | None], what: str) -> Trouble:
    """Whether something waits for longer than TRACKER_READY_LAG_SECONDS."""
    try:
        moment = since()
    except Error:
        connection.close()
        return "Not known: the database does not answer."
    waited_s = (timezone.now() - moment).total_seconds() if moment else 0
    return f"{what} for {waited_s:.0f} s." if waited_s > settings.TRACKER_READY_LAG_SECONDS else ""


CHECKS: Mapping[str, Callable[[], Trouble]] = {
    "database": _database,
    "broker": _broker,
    "disk": _disk,
    "polling": _polling,
    "publisher": _publisher,
}
