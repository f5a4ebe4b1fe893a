"""Asking as an actor: one request in a transaction that is taken back, and what its answer must not hold."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from benchmarks.fuzz_routes import HEALTH
from benchmarks.fuzz_world import Actor, Canary, World

SITE = "http://127.0.0.1:8000"
CSRF = "f" * 32
"""The secret of every session's CSRF cookie: sent along, a form is let in."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: what, where, to whom, and how to ask for it again."""

    kind: str  # "leak", "server error" or "undocumented"
    route: str
    actor: str
    what: str
    curl: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.kind}: {self.route} as {self.actor}: {self.what}\n    {self.curl}"


@dataclass
class Tally:
    """What was asked and what was found, each finding once."""

    requests: int = 0
    routes: set[str] = field(default_factory=set)
    findings: dict[Finding, None] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        self.findings.setdefault(finding)

    def figures(self) -> dict[str, int]:
        """What the last line says."""
        kinds = [finding.kind for finding in self.findings]
        return {
            "routes": len(self.routes),
            "requests": self.requests,
            "leaks": kinds.count("leak"),
            "server_errors": kinds.count("server error"),
            "undocumented": kinds.count("undocumented"),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as far as it is compared."""

    status: int
    text: str
    location: str
    curl: str


@contextmanager
def one_connection() -> Iterator[None]:
    """The connection to the database stays open between requests, as the transaction around each needs."""
    with patch.object(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda connection: None):
        yield


class Asker:
    """Sends requests as the actors of a world, in this process, and notes leaks and server errors in a tally."""

    def __init__(self, world: World, tally: Tally) -> None:
        self._world, self._tally = world, tally
        self._clients = {actor.name: self._client(actor) for actor in world.actors}
        self._errors: list[str] = []
        got_request_exception.connect(self._note_error)

    def close(self) -> None:
        got_request_exception.disconnect(self._note_error)

    def ask(
        self,
        actor: Actor,
        route: str,
        path: str,
        *,
        method: str = "GET",
        query: Mapping[str, Any] | None = None,
        data: str | bytes = b"",
        content_type: str = "application/x-www-form-urlencoded",
        csrf: bool = False,
    ) -> Answer:
        """One request; `csrf` sends the token along, as a page's own form does."""
        address = f"{path}?{urlencode(query)}" if query else path
        headers = {"Authorization": f"Bearer {actor.token}"} if actor.token else {}
        headers |= {"X-CSRFToken": CSRF} if csrf else {}
        body: dict[str, Any] = {"data": data, "content_type": content_type} if data or method == "POST" else {}
        client = self._clients[actor.name]
        with transaction.atomic():
            # Each request comes from an address of its own: limits have their own tests.
            here = f"10.{self._tally.requests >> 16}.{self._tally.requests >> 8 & 255}.{self._tally.requests & 255}"
            response: Any = client.generic(method, address, headers=headers, REMOTE_ADDR=here, **body)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        # What is kept in the browser would be shown on the next page, as if that page told it.
        client.cookies.pop("messages", None)
        text = content.decode("utf-8", "replace").lower()
        sent = address + (data if isinstance(data, str) else data.decode("utf-8", "replace"))
        answer = Answer(response.status_code, text, response.get("Location", ""), curl(actor, method, address, data))
        self._check(actor, route, answer, sent, " ".join(map(str, response.headers.items())).lower())
        return answer

    def leak(self, actor: Actor, route: str, what: str, answer: Answer) -> None:
        self._tally.add(Finding("leak", route, actor.name, what, answer.curl))

    def _check(self, actor: Actor, route: str, answer: Answer, sent: str, headers: str) -> None:
        self._tally.requests += 1
        self._tally.routes.add(route)
        error = self._errors.pop() if self._errors else ""
        unready = answer.status == 503 and f"/{route}" in HEALTH
        if error or (answer.status >= 500 and not unready):
            self._tally.add(Finding("server error", route, actor.name, error or str(answer.status), answer.curl))
        if "zq" not in answer.text + headers and len(answer.text) < 100:
            return
        for canary in self._forbidden(actor):
            if canary.text in answer.text + headers and canary.text not in sent:
                self._tally.add(Finding("leak", route, actor.name, f"tells the {canary.what}", answer.curl))

    def _forbidden(self, actor: Actor) -> list[Canary]:
        return [canary for canary in self._world.canaries if not actor.may_know(canary)]

    def _client(self, actor: Actor) -> Client:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False, SERVER_NAME="127.0.0.1")
        client.cookies[settings.CSRF_COOKIE_NAME] = CSRF
        if actor.user:
            client.force_login(actor.user)
        return client

    def _note_error(self, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        self._errors[:] = [f"{type(error).__name__}: {str(error)[:120]}"]


def curl(actor: Actor, method: str, address: str, data: str | bytes = b"") -> str:
    """The request as a line for a shell; the actor's token is to be filled in."""
    words = ["curl", "-sg", "-X", method]
    if actor.token:
        words += ["-H", f"Authorization: Bearer <{actor.name}>"]
    if actor.user:
        words += ["-b", f"<the session of {actor.name}>"]
    if data:
        words += ["--data-binary", data if isinstance(data, str) else data.decode("utf-8", "backslashreplace")]
    return shlex.join([*words, SITE + address])
