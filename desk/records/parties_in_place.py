"""People and organisations as a form names them: those that are recorded already, or recorded in place.

Where a new name is like a recorded one, nothing is recorded: `questions` then hold what the form asks, and its answers
come with the next sending.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from claims import services
from claims.models import Desk, Organisation, Person
from claims.parties import key_of, party_of
from claims.services import InvalidInput, MaybeSame
from claims.users import Principal

ANOTHER = "another"
"""The answer that whoever is called alike is somebody else."""

ORGANISATION, PERSON = "organisation", "person"

Party = Organisation | Person


@dataclass(frozen=True, slots=True)
class Question:
    """A new name, and the recorded parties that it may mean."""

    name: str
    candidates: tuple[Party, ...]

    @property
    def field(self) -> str:
        """What the answer is called in the form."""
        return _field(self.name)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers that can be given."""
        return [(key_of(party), _said(party)) for party in self.candidates] + [
            (ANOTHER, _("another one, to be recorded"))
        ]


class NamedParties:
    """The parties that the names of one sent form mean. What it records, it records in the caller's transaction."""

    def __init__(self, *, by: Principal, desk: Desk, sent: Mapping[str, Any]) -> None:
        self._by, self._desk, self._sent = by, desk, sent
        self.questions: list[Question] = []

    def party(self, name: str, *, kind: str, field: str) -> Party | None:
        """The party of a name; None for no name. A new one is recorded as an organisation or a person.

        Raises InvalidInput at `field` where the name may be a recorded party's, and as the services do.
        """
        words = " ".join(name.split())
        if not words:
            return None
        answer = str(self._sent.get(_field(words), ""))
        chosen = _of_key(answer) or (None if answer == ANOTHER else _recorded(words, kind))
        return chosen or self._record(words, kind, field, another=answer == ANOTHER)

    def contract(self, settled_by: list[dict[str, Any]], *, field: str = "settled_by") -> list[dict[str, Any]]:
        """A contract whose organisations are called as they are recorded, since it counts them by their names."""
        return [self._alternative(alternative, field) for alternative in settled_by]

    def _alternative(self, alternative: dict[str, Any], field: str) -> dict[str, Any]:
        if "organisations" not in alternative:
            return alternative
        parties = [self.party(name, kind=ORGANISATION, field=field) for name in alternative["organisations"]]
        if people := [str(party) for party in parties if isinstance(party, Person)]:
            raise InvalidInput(field, _("“%(name)s” is a person: name organisations.") % {"name": people[0]})
        return {**alternative, "organisations": [str(party) for party in parties]}

    def _record(self, name: str, kind: str, field: str, *, another: bool) -> Party:
        record = services.record_person if kind == PERSON else services.record_organisation
        try:
            return record(by=self._by, desk=self._desk, name=name, another=another)
        except MaybeSame as same:
            self.questions.append(Question(name, same.candidates))
            words = _("“%(name)s” may be recorded already: say which it is.") % {"name": name}
            raise InvalidInput(field, words) from same
        except InvalidInput as refusal:
            raise InvalidInput(field, refusal.remedy) from refusal


def names_like(text: str, *, most: int) -> list[str]:
    """The names of recorded parties that hold a text, in order; of an empty text the first of all."""
    found = set()
    for model in (Organisation, Person):
        found |= set(model.objects.filter(name__icontains=text).order_by("name").values_list("name", flat=True)[:most])
    return sorted(found, key=str.casefold)[:most]


def _recorded(name: str, kind: str) -> Party | None:
    """The party that goes by just this name, whatever the case; where two do, the one of the kind."""
    organisation: Party | None = Organisation.objects.filter(name__iexact=name).first() or _by_alias(name)
    person: Party | None = Person.objects.filter(name__iexact=name).first()
    return (person or organisation) if kind == PERSON else (organisation or person)


def _by_alias(name: str) -> Organisation | None:
    wanted = name.casefold()
    rows = Organisation.objects.exclude(aliases=[])
    return next((row for row in rows if wanted in (alias.casefold() for alias in row.aliases)), None)


def _of_key(key: str) -> Party | None:
    """The party of an answer; None for any other text."""
    try:
        return party_of(key)
    except ValueError:
        return None


def _field(name: str) -> str:
    return f"same:{name}"


def _said(party: Party) -> str:
    return f"{party} ({_('a person') if isinstance(party, Person) else _('an organisation')})"
