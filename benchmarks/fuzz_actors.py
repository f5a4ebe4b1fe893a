"""The actor matrix: every route, every actor, every method, with rows of both desks; and what lists give away.

A leak is a canary in an answer to somebody who may not know it; an answer about a hidden row that differs from the one
about no row at all; and a filter, search or look-up whose answer differs by what another desk hides.
"""

import random
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, Model

from benchmarks.fuzz_asking import Answer, Asker, Tally
from benchmarks.fuzz_routes import Target, routes, targets
from benchmarks.fuzz_world import Actor, World
from claims.models import Article, Claim, Flag, Source
from desk.frame import site
from tracker.models import IngestKey, Resource, Snapshot, Subscription

HIDDEN = (Source, Flag, IngestKey, Resource, Snapshot, Subscription)
"""Models whose rows nobody but the desk's own staff may so much as know of."""

READ, WRITE = ("GET", "HEAD", "OPTIONS"), ("POST", "PUT", "DELETE")
BODIES = ("", "{", '{"x": 1}', "[]", '{"reason": "r", "on": true, "document": "d", "status": "verified"}')
GUESSES = 10
"""So many secrets are looked for with the search of each list of each actor."""
NONSENSE = "zznothing"
"""What nothing anywhere begins with; a guess at a secret must be answered as this is."""

CSRF_TOKENS = ("csrfmiddlewaretoken", "csrf-token")
"""What the lines hold that differ each time: a form's field, a page's meta element."""

Request = tuple[Actor, Target, str]


def requests(world: World) -> list[Request]:
    """The whole matrix. Tokens are tried everywhere; of pages they open none, so that reading is enough there."""
    found = []
    for route in routes():
        api = route.startswith(("api/", "push/", "feeds/", "health"))
        methods, of_pages = (*READ, *WRITE) if api else (*READ, "POST"), ("GET",)
        for target in targets(world, route):
            odd = target.row is None and "<" in route
            for actor in world.actors:
                wanted = of_pages if (odd and not api) or (actor.token and not api) else methods
                found += [(actor, target, method) for method in wanted]
    return found


def run(world: World, tally: Tally, *, draw: random.Random, most: int | None = None) -> None:
    """Ask the matrix, or as much as `most` of it, drawn at random, then the lists."""
    asker = Asker(world, tally)
    try:
        asked = requests(world)
        if most is not None:
            asked = draw.sample(asked, min(most, len(asked)))
        for actor, target, method in asked:
            ask(asker, actor, target, method, draw)
        for actor in world.actors:
            _ask_lists(asker, world, actor, draw, most=None if most is None else max(1, most // 100))
        _ask_before_and_after(asker, world)
    finally:
        asker.close()


def ask(asker: Asker, actor: Actor, target: Target, method: str, draw: random.Random) -> None:
    if method in READ:
        answer = asker.ask(actor, target.route, target.path, method=method)
        if method == "GET" and target.row is not None and _is_hidden(actor, target):
            nothing = asker.ask(actor, target.route, target.wrong)
            if _form(answer, target) != _form(nothing, target):
                asker.leak(actor, target.route, f"tells that a hidden {target.row._meta.model_name} is there", answer)
        return
    if "api/" in target.route:
        body = draw.choice(BODIES)
        asker.ask(actor, target.route, target.path, method=method, data=body, content_type="application/json")
        return
    asker.ask(actor, target.route, target.path, method=method, data="x=1")
    asker.ask(actor, target.route, target.path, method=method, data=_form_data(draw), csrf=True)


def _form_data(draw: random.Random) -> str:
    """A form as somebody might send it without having seen it."""
    buttons = ("change", "automate", "confirm", "dismiss", "publish", "withdraw", "vouch", "revoke", "end", "make", "x")
    return f"button={draw.choice(buttons)}&reason=because&note=x&status=verified&expected_status=unverified&action=x"


def _is_hidden(actor: Actor, target: Target) -> bool:
    """Whether this actor may not know that the row is there."""
    if actor.sees_all or actor.desk == target.desk:
        return False
    if isinstance(target.row, Article | Claim):
        return target.row.publication != "published"
    # Whoever asks at a callback's own address knows it: it is the hub's secret.
    return isinstance(target.row, HIDDEN) and not target.route.startswith("push/")


def _form(answer: Answer, target: Target) -> tuple[int, str]:
    """What of an answer tells that something is there: its status, and where it leads, whatever the address was."""
    return answer.status, answer.location.replace(target.path, "").replace(target.wrong, "")


def _ask_lists(asker: Asker, world: World, actor: Actor, draw: random.Random, *, most: int | None) -> None:
    """Filters, searches and look-ups with what other desks hide, against the same with nonsense."""
    asked = list(_guesses(world, actor, draw))
    of_nothing: dict[tuple[str, str], Answer] = {}
    for route, name, guess, listed in asked if most is None else draw.sample(asked, min(most, len(asked))):
        answer = asker.ask(actor, route, f"/{route}", query={name: guess})
        if (route, name) not in of_nothing:
            of_nothing[route, name] = asker.ask(actor, route, f"/{route}", query={name: NONSENSE})
        nothing = of_nothing[route, name]
        same = answer.status == nothing.status
        if listed:  # what is refused tells nothing in its words
            same &= _without(answer.text, guess) == _without(nothing.text, NONSENSE)
        if not same and not actor.sees_all:
            asker.leak(actor, route, f"?{name}= tells whether a guess at another desk's record is right", answer)
        elif not listed and answer.status not in (400, 403, 404) and not answer.location:
            asker.leak(actor, route, f"?{name}= is no look-up of this list, and is answered {answer.status}", answer)


def _ask_before_and_after(asker: Asker, world: World) -> None:
    """Counts, cursors and all else of lists and of first pages must be the same once another desk hides more."""
    lists = [target for route in routes() if "api/v1/docs" not in route for target in targets(world, route)]
    lists = [target for target in lists if target.path == f"/{target.route}" and not target.route.startswith("health")]
    strangers = [actor for actor in world.actors if not actor.sees_all and actor.desk != "a"]
    with transaction.atomic():
        before = {
            (actor, target): asker.ask(actor, target.route, target.path) for actor in strangers for target in lists
        }
        world.makers["a"].hide_more()
        for (actor, target), known in before.items():
            answer = asker.ask(actor, target.route, target.path)
            if (known.status, known_text := _without(known.text, "")) != (
                answer.status,
                text := _without(answer.text, ""),
            ):
                other = next((line.strip() for line in text.split("\n") if line not in known_text), "")[:150]
                asker.leak(actor, target.route, f"differs by what another desk hides: {other}", answer)
        transaction.set_rollback(True)


def _without(text: str, guess: str) -> str:
    """An answer without the words of the question, and without the tokens that differ each time."""
    lines = (line for line in text.split("\n") if not any(token in line for token in CSRF_TOKENS))
    return "\n".join(lines).replace(guess.lower(), "")


def _guesses(world: World, actor: Actor, draw: random.Random) -> Iterator[tuple[str, str, str, bool]]:
    """Route, parameter, a value that is another desk's secret, and whether the list may answer such a question."""
    secrets = [canary for canary in world.canaries if canary.desk and not actor.may_know(canary)]
    for canary in secrets:
        for route, name in (("api/v1/claims/", "article"), ("api/v1/claims/", "speaker"), ("api/v1/claims/", "claim"),
                            ("api/v1/changes/", "article"), ("feeds/changes.json", "claim"),
                            ("feeds/changes.atom", "article"), ("api/v1/articles/", "search"), ("", "q")):  # fmt: skip
            yield route, name, canary.text, True
    if actor.user is None or not (actor.desk or actor.sees_all):
        return
    for model, admin in site._registry.items():
        route = f"admin/{model._meta.app_label}/{model._meta.model_name}/"
        for canary in draw.sample(secrets, min(GUESSES, len(secrets))):
            yield route, "q", canary.text, True
        for name, value in _look_ups(world, actor, model):
            yield route, name, value, _is_listed(admin, name)


def _look_ups(world: World, actor: Actor, model: type[Model]) -> Iterator[tuple[str, str]]:
    """`field__startswith` for the fields of a model and of those it points to, with the beginning of a hidden value."""
    for path, owner, named in _columns(model):
        for desk in world.rows:
            if desk == actor.desk:
                continue
            rows = owner._default_manager.filter(pk__in=world.rows[desk][owner])
            value = next((str(text) for text in rows.values_list(named.name, flat=True) if str(text or "")), "")
            if value:
                yield f"{path}__startswith", value[:12]


def _columns(model: type[Model]) -> Iterator[tuple[str, type[Model], Any]]:
    for column in model._meta.fields:
        if isinstance(column, ForeignKey):
            target = column.related_model
            for inner in target._meta.fields:
                if not inner.is_relation and inner.get_internal_type() in ("CharField", "TextField", "SlugField"):
                    yield f"{column.name}__{inner.name}", target, inner
        elif column.get_internal_type() in ("CharField", "TextField", "SlugField"):
            yield column.name, model, column


def _is_listed(admin: Any, name: str) -> bool:
    """Whether the list itself offers this question."""
    return any(isinstance(item, str) and name.startswith(f"{item}__") for item in (admin.list_filter or ()))
