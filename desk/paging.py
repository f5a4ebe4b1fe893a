"""Long lists in pages: what a page shows is read for its own rows alone."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

MOST_LISTED = 10_000
"""Counting a million rows takes seconds; nobody turns a hundred pages: filters and the search reach what is older."""


class KeyPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Finds the keys of a page's rows first: a database that sorts all rows sorts nothing but these. `number`: how many
    rows there are, where that is known.
    """

    def __init__(self, *args: Any, number: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if number is not None:
            self.count = number  # before it is counted

    def page(self, number: int | str) -> "Page[Any]":
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        rows: Any = self.object_list
        keys = list(rows.values_list("pk", flat=True)[first : min(first + self.per_page, self.count)])
        return Page(rows.filter(pk__in=keys), valid, self)


class BoundedPaginator(KeyPaginator):
    """The same of the first rows of a list, which are all that is counted."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[:MOST_LISTED].count())
