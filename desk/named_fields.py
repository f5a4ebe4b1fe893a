"""Fields in which a record is named instead of chosen from a list of all: there may be twenty thousand."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from claims.models import Organisation, Person, Source
from desk.sources.search import sources_like

NAMED = 6
"""So many are named where several are like what was written."""


class NamedField(forms.CharField):
    """A record by its name, or by a part of it that no other has; None where it was left empty."""

    model: ClassVar[type[Model]]
    unknown = "Nothing on record is called so."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 200, **kwargs})
        self.rows: QuerySet[Any] = self.model._default_manager.all()

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, self.model) else value  # type: ignore[attr-defined]

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        exact = self.rows.filter(Q(name__iexact=words) | Q(slug=words)).order_by("pk")
        found = list(exact[:NAMED]) or list(self.like(words)[:NAMED])
        if not found:
            raise forms.ValidationError(_(self.unknown))
        if len(found) > 1:
            raise forms.ValidationError(_("Several are like that. Write one of: %(names)s.") % {"names": _apart(found)})
        return found[0]

    def like(self, words: str) -> QuerySet[Any]:
        """The records that the words may mean, where none is called just so."""
        return self.rows.filter(name__icontains=words).order_by("name", "pk")


def _apart(found: list[Any]) -> str:
    """What tells the records apart: their names, or, where two have one name, what stands in their addresses."""
    names = [row.name for row in found]
    return ", ".join(row.slug if len(set(names)) < len(names) else row.name for row in found)


class SourceField(NamedField):
    """A source by its name, or by a part of its name or address; `rows` are those that may be meant."""

    model = Source
    unknown = "No source of your desks is called so."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = Source.objects.none()

    def like(self, words: str) -> QuerySet[Any]:
        return sources_like(self.rows, words)


class OrganisationField(NamedField):
    """An organisation on record by its name."""

    model = Organisation
    unknown = "No organisation on record is called so."


class PersonField(NamedField):
    """A person on record by their whole name."""

    model = Person
    unknown = "No person on record is called so: write the whole name."

    def like(self, words: str) -> QuerySet[Any]:
        return self.rows.none()
