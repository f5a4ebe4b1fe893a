"""Fuzzing the API against its own OpenAPI document: requests that fit it, and requests that do not.

schemathesis makes the requests of both kinds from the document; `fuzz_bodies` adds what no schema describes: bytes that
are no text, JSON without end, other encodings. Every answer must be no server error, of a documented status, of the
documented media type and schema. Each request is made in a transaction that is taken back, so that a finding does not
depend on what was asked before it.
"""

import random
import shlex
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import hypothesis
import schemathesis
from django.core.signals import got_request_exception
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benchmarks.fuzz_asking import SITE, Finding, Tally
from benchmarks.fuzz_bodies import Odd, odd_requests
from benchmarks.fuzz_world import Actor, World
from claims.models import (
    Article,
    Attachment,
    AuditEntry,
    Claim,
    Comment,
    Desk,
    Evidence,
    Flag,
    Organisation,
    Source,
    SpeakerQuestion,
)
from claims.models.base import new_id
from tracker.models import Lead, Resource

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 15
"""Requests of one kind to one operation in one round."""
SCHEMA = "/api/v1/schema/?format=json"

OF_PATHS = {
    "articles": Article, "claims": Claim, "evidence": Evidence, "desks": Desk, "resources": Resource, "sources": Source,
    "history": AuditEntry, "attachments": Attachment, "comments": Comment, "flags": Flag, "questions": SpeakerQuestion,
    "leads": Lead,
}  # fmt: skip
IN_BODIES = {"article": Article, "speaker": Organisation, "party": Organisation}
"""Members of bodies, and parameters, that name a row."""


class Fuzzer:
    """Fuzzes the operations of the document, round after round; what it finds stands in the tally."""

    def __init__(self, world: World, tally: Tally, *, seed: int) -> None:
        self._world, self._tally, self._seed = world, tally, seed
        self._application = get_wsgi_application()
        self._errors: list[str] = []
        schema: Any = schemathesis.openapi.from_wsgi(SCHEMA, self._application)
        self.operations = [found.ok() for found in schema.get_all_operations()]
        self._ids = {
            model: [str(row) for row in model._default_manager.order_by("pk").values_list("uuid", flat=True)]
            for model in {*OF_PATHS.values(), *IN_BODIES.values()}
        }

    def run(self, *, until: Callable[[], bool]) -> None:
        """Fuzz until `until` says so; a round makes requests of every kind to every operation."""
        got_request_exception.connect(self._note_error)
        try:
            for number in range(sys.maxsize):
                for operation in self.operations:
                    for kind in (self._fitting, self._unfitting, self._odd):
                        if until():
                            return
                        kind(operation, self._seed * 1_000_003 + number)
        finally:
            got_request_exception.disconnect(self._note_error)

    def _fitting(self, operation: Any, seed: int) -> None:
        self._generated(operation, schemathesis.GenerationMode.POSITIVE, seed)

    def _unfitting(self, operation: Any, seed: int) -> None:
        self._generated(operation, schemathesis.GenerationMode.NEGATIVE, seed)

    def _generated(self, operation: Any, mode: Any, seed: int) -> None:
        """Requests of schemathesis, half of them with identifiers of rows that are there."""
        draw = random.Random(f"{seed} {operation.label} {mode}")

        def ask(case: Any) -> None:
            self._put_rows_in(case, draw)
            self._send(case, draw.choice(self._world.tokens()))

        settings = hypothesis.settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        asking = hypothesis.seed(seed)(settings(hypothesis.given(case=operation.as_strategy(mode))(ask)))
        try:
            asking()
        except hypothesis.errors.Unsatisfiable:  # nothing that does not fit can be made of this operation
            return

    def _odd(self, operation: Any, seed: int) -> None:
        """Requests that no schema describes."""
        draw = random.Random(f"{seed} {operation.label} odd")
        for odd in odd_requests(draw, writes=operation.method.upper() != "GET"):
            case = operation.Case(
                path_parameters={name: self._id_for(operation, name, draw) for name in self._names(operation)},
                query=dict(odd.query),
                headers=dict(odd.headers),
            )
            self._send(case, draw.choice(self._world.tokens()), odd)

    def _put_rows_in(self, case: Any, draw: random.Random) -> None:
        for name in case.path_parameters or {}:
            if draw.random() < 0.8:
                case.path_parameters[name] = self._id_for(case.operation, name, draw)
        for part in (case.body, case.query):
            for name, model in IN_BODIES.items():
                if isinstance(part, dict) and name in part and draw.random() < 0.7:
                    part[name] = draw.choice(self._ids[model])

    def _names(self, operation: Any) -> Iterable[str]:
        return [parameter.name for parameter in operation.path_parameters]

    def _id_for(self, operation: Any, name: str, draw: random.Random) -> str:
        """The identifier of a row as an address names it: below `claims/` a claim's."""
        kind = name if name != "uuid" else operation.path.removeprefix("/api/v1/").split("/")[0]
        return draw.choice(self._ids[OF_PATHS[kind]] or [str(new_id())])

    def _send(self, case: Any, actor: Actor, odd: Odd | None = None) -> None:
        count = self._tally.requests
        here = {"REMOTE_ADDR": f"10.{count >> 16}.{count >> 8 & 255}.{count & 255}"}
        headers = {"Authorization": f"Bearer {actor.token}"} if actor.token else {}
        raw = {"data": odd.body} if odd is not None and odd.body is not None else {}
        with transaction.atomic():
            answer = case.call(app=self._application, headers=headers, environ_base=here, **raw)
            transaction.set_rollback(True)
        self._tally.requests += 1
        self._tally.routes.add(case.operation.path.lstrip("/").replace("{", "<uuid:").replace("}", ">"))
        self._check(case, actor, answer, odd)

    def _check(self, case: Any, actor: Actor, answer: Response, odd: Odd | None) -> None:
        error = self._errors.pop() if self._errors else ""
        line = _curl(answer, actor, odd)
        label = case.operation.label
        if error or answer.status_code >= 500:
            what = error or str(answer.status_code)
            self._tally.add(Finding("server error", label, "somebody", what, line))
            return
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                what = f"{answer.status_code}: {failure.title}: {' '.join(str(failure.message).split())[:200]}"
                self._tally.add(Finding("undocumented", label, "somebody", what, line))

    def _note_error(self, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        self._errors[:] = [f"{type(error).__name__}: {str(error)[:120]}"]


def _curl(answer: Response, actor: Actor, odd: Odd | None) -> str:
    """The request as a line for a shell; the actor's token is to be filled in."""
    sent: Any = answer.request
    words = ["curl", "-sg", "-X", str(sent.method)]
    for name, value in sent.headers.items():
        if name.lower() in ("content-type", "accept"):
            words += ["-H", f"{name}: {value}"]
    if actor.token:
        words += ["-H", f"Authorization: Bearer <{actor.name}>"]
    body = sent.body
    if body:
        text = body if isinstance(body, str) else bytes(body).decode("utf-8", "backslashreplace")
        words += ["--data-binary", text if len(text) < 2000 else f"{text[:200]}… ({odd.name if odd else 'long'})"]
    url = str(sent.url)
    return shlex.join([*words, SITE + url[url.index("/api/") :]])


def for_minutes(minutes: float) -> Callable[[], bool]:
    """A clock that says when so many minutes are over."""
    end = time.monotonic() + minutes * 60
    return lambda: time.monotonic() >= end
