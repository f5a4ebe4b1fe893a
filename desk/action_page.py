"""A page with forms, the one skeleton of them: what was sent is done, else the page is shown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.models import Desk
from desk.actions import Action, BoundActions, bind, permitted, submit
from desk.frame import show

Context = Callable[[BoundActions], Mapping[str, Any]]


def action_page(
    request: HttpRequest,
    template: str,
    title: str,
    actions: Sequence[Action],
    context: Context,
    *,
    desk: Desk | None = None,
) -> HttpResponse:
    """Run the action whose button was pressed and redirect to what follows, or show the page.

    Of a desk's page the template is given those `actions` that the reader's role there permits, else all of them.
    `context` gives what it needs besides, from the forms that are shown. It is asked last, so that lists hold what the
    action has just made.
    """
    bound = bind(request, actions)
    if response := submit(request, bound):
        return response
    shown = permitted(bound, request.user, desk) if desk else bound
    return show(request, template, title, {"actions": shown, **context(shown)})
