"""Keeping a view of the board under a name, and dropping it."""

from django.contrib.auth.models import User

from claims.models import SavedView
from claims.services.base import InvalidInput

MOST_VIEWS = 20
LONGEST_NAME = 60


def save_view(*, by: User, name: str, query: str) -> SavedView:
    """Keep a query of the board under a name; the same name again replaces it. Raises InvalidInput."""
    called = " ".join(name.split())
    if not called:
        raise InvalidInput("name", "say what the view is called.")
    if len(called) > LONGEST_NAME:
        raise InvalidInput("name", f"at most {LONGEST_NAME} characters.")
    if not SavedView.objects.filter(user=by, name=called).exists() and by.saved_views.count() >= MOST_VIEWS:
        raise InvalidInput("name", f"you have {MOST_VIEWS} views already: drop one first.")
    view, _ = SavedView.objects.update_or_create(user=by, name=called, defaults={"query": query[:1000]})
    return view


def drop_view(*, by: User, name: str) -> None:
    """Drop a view of one's own; one that is gone already is no error."""
    SavedView.objects.filter(user=by, name=name).delete()
