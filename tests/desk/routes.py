"""Every address of the staff's pages, as the URL resolver knows them: a new page is among them by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from claims.models import AuditEntry, Desk
from desk.frame import site

STAFF = ("admin/", "desk/")


@dataclass(frozen=True)
class Route:
    """A pattern of the resolver: its full name, the names of its arguments, and its path as it is written."""

    name: str
    arguments: tuple[str, ...]
    path: str


def routes(*prefixes: str) -> list[Route]:
    """The named routes whose path begins with one of the prefixes; without any, all."""
    found = _walk(get_resolver().url_patterns, "", ())
    return [route for route in found if not prefixes or route.path.startswith(prefixes)]


def _walk(patterns: Any, before: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, path, (*namespaces, *filter(None, [each.namespace])))
        elif isinstance(each, URLPattern) and each.name:
            names = each.pattern.converters or each.pattern.regex.groupindex
            yield Route(":".join((*namespaces, each.name)), tuple(names), path)


def addresses(route: Route) -> list[str]:
    """Addresses of a route with each row of the database that it may be about."""
    choices = [_values(route, argument) for argument in route.arguments]
    return [reverse(route.name, kwargs=dict(zip(route.arguments, values, strict=True))) for values in product(*choices)]


def _values(route: Route, argument: str) -> list[Any]:
    """What an argument may be: keys of the model that the route is named after, UUIDs of every record."""
    if argument in ("object_id", "pk", "id"):
        named = [model for model in site._registry if route.name.startswith(f"admin:{_dashed(model)}_")]
        models = named or [*site._registry]
        return sorted({pk for model in models for pk in model._default_manager.values_list("pk", flat=True)}, key=str)
    if argument == "uuid":
        records = [model for model in apps.get_models() if any(field.name == "uuid" for field in model._meta.fields)]
        return [uuid for model in records for uuid in _uuids(model, route)]
    if argument == "content_type_id":
        return list(apps.get_model("contenttypes.ContentType").objects.values_list("pk", flat=True)[:3])
    if argument == "app_label":
        return sorted({model._meta.app_label for model in site._registry})
    if argument == "slug":
        return list(Desk.objects.values_list("slug", flat=True))
    if argument == "token":
        return ["of-an-invitation-that-nobody-made"]
    if argument == "url":
        return ["claims/nothing/"]
    raise LookupError(f"{route.name}: no test knows what its argument “{argument}” may be. Say so here.")


def _uuids(model: Any, route: Route) -> list[Any]:
    """The UUIDs of a model's rows; of the history, which is long, a few suffice where a route is not about it."""
    rows = model._default_manager.order_by("pk").values_list("uuid", flat=True)
    return list(rows if model is not AuditEntry or "history/<" in route.path else rows[:2])


def _dashed(model: Any) -> str:
    return str(model._meta.label_lower).replace(".", "_")
