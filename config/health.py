"""Whether this installation lives, and whether it is ready: `/health/live` and `/health/ready`.

They are answered before any other middleware looks at the request: by address as well as by name, over plain http, and
without a session, so that a balancer or a container can ask. `/health/` is the same as ready.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from claims.publish.changes import longest_pending
from tracker.health import installation
from tracker.health.staleness import longest_overdue

Trouble = str
"""What is wrong, in one sentence; empty where nothing is."""

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


def _installation(part: str) -> Callable[[], Trouble]:
    """What the desk is told of the installation, without the remedy."""

    def check() -> Trouble:
        found = installation.look_at(part)
        return found.sentence if found else ""

    return check


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
        return installation.NOT_KNOWN
    waited_s = (timezone.now() - moment).total_seconds() if moment else 0
    return f"{what} for {waited_s:.0f} s." if waited_s > settings.TRACKER_READY_LAG_SECONDS else ""


CHECKS: Mapping[str, Callable[[], Trouble]] = {
    "database": _database,
    "broker": _broker,
    **{part: _installation(part) for part in installation.PARTS},
    "polling": _polling,
    "publisher": _publisher,
}
