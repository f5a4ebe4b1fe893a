"""Every address that the tracker answers, from Django's own resolver, filled in with rows that are there or not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from benchmarks.fuzz_world import World
from tracker.models import Resource

HEALTH = ("/health/", "/health/live", "/health/ready")
"""Answered before the resolver is asked."""

WRONG = {"uuid": "00000000-0000-4000-8000-000000000000", "slug": "no-such-thing", "int": "999999"}
ODD = ("0", "-1", "9" * 40, "%00", "%FF", "a%2Fb", "..%2F..", "_5F", "None")
"""What stands in the place of an identifier without being one."""

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>(.*?)\)(?=[/$]|$)")


@dataclass(frozen=True, slots=True)
class Target:
    """One address to ask. `row` says which row it names, and of whose desk; `desk` empty: of none."""

    route: str
    path: str
    desk: str = ""
    row: Model | None = None
    wrong: str = ""  # the same address with an identifier that nobody has


def routes() -> list[str]:
    """Every route, as the resolver writes it."""
    return [*walk(get_resolver().url_patterns, ""), *(path[1:] for path in HEALTH)]


def walk(patterns: Iterable[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def targets(world: World, route: str) -> list[Target]:
    """The addresses of a route: with rows of both desks, hidden and public, with wrong and with odd identifiers."""
    names = [Parameter.read(route, found) for found in _PARAMETER.finditer(route)]
    if not names:
        return [Target(route, "/" + _plain(route))]
    if names[0].name in ("app_label", "url", "content_type_id"):
        return [Target(route, "/" + _filled(route, values)) for values in _of_django(world, names)]
    wrong = "/" + _filled(route, [each.wrong() for each in names])
    found = [Target(route, wrong)]
    found += [Target(route, "/" + _filled(route, [odd] * len(names))) for odd in ODD]
    for desk in world.rows:
        for row in names[0].rows(world, desk):
            values = [names[0].key(row), *(_related(row, each) for each in names[1:])]
            found.append(Target(route, "/" + _filled(route, values), desk, row, wrong))
    return found


MODELS = {
    "history": "auditentry",
    "queue": "flag",
    "questions": "speakerquestion",
    "settings": "desk",
    "websub": "subscription",
}
"""Models whose rows addresses name by another word."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a route, and the model whose rows it names."""

    name: str
    converter: str
    model: type[Model] | None

    @classmethod
    def read(cls, route: str, found: re.Match[str]) -> "Parameter":
        name = found[2] or found[3]
        before = route[: found.start()].rstrip("/").split("/")
        word = MODELS.get(before[-1], before[-1])
        of_resource = before[:2] == ["desk", "sources"] and not route.endswith("/claims/")
        model = Resource if of_resource else _model(word) or _model(word.removesuffix("s"))
        return cls(name, found[1] or "str", model)

    def rows(self, world: World, desk: str) -> list[Model]:
        """At most four rows of a desk: of those with a publication state one of each."""
        if self.model is None:
            return []
        rows = list(self.model._default_manager.filter(pk__in=world.rows[desk][self.model]).order_by("pk"))
        by_state: dict[Any, Model] = {}
        for row in rows:
            by_state.setdefault(getattr(row, "publication", getattr(row, "visibility", row.pk)), row)
        return list(islice(by_state.values(), 4))

    def key(self, row: Model) -> str:
        field = self.name if self.name in ("uuid", "slug", "token") else "pk"
        return str(getattr(row, field))

    def wrong(self) -> str:
        return WRONG.get(self.converter, WRONG["int"])


def _model(word: str) -> type[Model] | None:
    return next((model for model in apps.get_models() if model._meta.model_name == word), None)


def _related(row: Any, parameter: Parameter) -> str:
    """The second identifier of an address, below the row of the first."""
    first = getattr(row, parameter.name).first()
    return str(first.uuid) if first else parameter.wrong()


def _of_django(world: World, names: list[Parameter]) -> list[list[str]]:
    """What stands in the admin's own addresses: applications, whatever else, and a row by its content type."""
    if names[0].name == "app_label":
        return [["claims"], ["auth"], ["tracker"]]
    if names[0].name == "url":
        return [["claims/nothing/"], ["claims/claim"], ["x"]]
    pairs = [["999", "1"]]
    for rows in world.rows.values():
        pairs += [
            [str(ContentType.objects.get_for_model(model).pk), str(keys[0])] for model, keys in rows.items() if keys
        ]
    return pairs


def _filled(route: str, values: list[str]) -> str:
    given = iter(values)
    return _plain(_PARAMETER.sub(lambda _: next(given), route))


def _plain(route: str) -> str:
    """A route of a regular expression as an address."""
    return route.replace("^", "").replace("$", "")
