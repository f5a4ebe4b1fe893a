"""Which look-ups the lists of the admin answer: those of their own filters. Any other could read what no page shows,
letter by letter (`?note__startswith=`).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import EmptyFieldListFilter, SimpleListFilter
from django.http import HttpRequest

OF_A_FIELD = ("", "__exact", "__id__exact", "__isnull")
"""What Django's filters append to the name of their field."""


class ListedLookups:
    """A list that answers its filters alone; Django makes any other look-up a 400."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in listed(self.get_list_filter(request))  # type: ignore[attr-defined]


def listed(filters: Iterable[Any]) -> set[str]:
    """The parameters of a list's filters."""
    found: set[str] = set()
    for each in filters:
        if isinstance(each, type) and issubclass(each, SimpleListFilter):
            found.add(str(each.parameter_name))
        elif isinstance(each, tuple) and issubclass(each[1], EmptyFieldListFilter):
            found.add(f"{each[0]}__isempty")
        else:
            found |= {f"{each}{suffix}" for suffix in OF_A_FIELD}
    return found
