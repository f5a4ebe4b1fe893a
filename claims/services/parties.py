"""Recording people and organisations in place, with a look at those whose names are alike."""

from collections.abc import Sequence

from django.db import transaction

from claims import audit
from claims.models import Desk, Organisation, Person
from claims.parties import key_of_name, parties_like
from claims.permissions import require
from claims.services.base import InvalidInput, free_slug, require_text
from claims.users import Principal

LONGEST = 200
MOST_ALIASES = 20


class MaybeSame(InvalidInput):
    """The party may be recorded already, under this or a similar name: `candidates` says which, the likest first."""

    def __init__(self, candidates: Sequence[Organisation | Person]) -> None:
        names = ", ".join(f"“{candidate}”" for candidate in candidates)
        super().__init__("name", f"it may be the same as {names}: choose that one, or say that it is another.")
        self.candidates = tuple(candidates)


@transaction.atomic
def record_person(*, by: Principal, desk: Desk, name: str, another: bool = False) -> Person:
    """Record a person; `another` says that whoever is called alike is somebody else.

    Raises PermissionDenied; MaybeSame; InvalidInput.
    """
    require(by, "record", desk)
    words = _name(name, Person, another=another)
    person = Person.objects.create(name=words, slug=free_slug(Person, words))
    audit.append(subject=person, action="recorded", by=by, payload={"name": words}, visibility="staff")
    return person


@transaction.atomic
def record_organisation(
    *, by: Principal, desk: Desk, name: str, aliases: Sequence[str] = (), another: bool = False
) -> Organisation:
    """Record an organisation with the other names it is called by; `another` as in `record_person`.

    Raises PermissionDenied; MaybeSame; InvalidInput.
    """
    require(by, "record", desk)
    words = _name(name, Organisation, another=another)
    others = list(dict.fromkeys(" ".join(alias.split()) for alias in aliases if alias.strip()))
    if len(others) > MOST_ALIASES or any(len(other) > LONGEST for other in others):
        raise InvalidInput("aliases", f"at most {MOST_ALIASES}, each of at most {LONGEST} characters.")
    _check_free(others)
    organisation = Organisation.objects.create(name=words, slug=free_slug(Organisation, words), aliases=others)
    payload = {"name": words, "aliases": others}
    audit.append(subject=organisation, action="recorded", by=by, payload=payload, visibility="staff")
    return organisation


def _check_free(names: Sequence[str]) -> None:
    """Raise InvalidInput for a name that another party goes by: what that one says would be the new one's word."""
    taken = {key_of_name(person.name): person.name for person in Person.objects.only("name")}
    for organisation in Organisation.objects.only("name", "aliases"):
        taken |= {key_of_name(each): organisation.name for each in (organisation.name, *organisation.aliases)}
    for name in names:
        if party := taken.get(key_of_name(name)):
            raise InvalidInput("aliases", f"“{name}” is “{party}” already: choose that one, or leave the name out.")


def _name(name: str, model: type[Person | Organisation], *, another: bool) -> str:
    words = " ".join(require_text("name", name).split())
    if len(words) > LONGEST:
        raise InvalidInput("name", f"at most {LONGEST} characters.")
    if model._default_manager.filter(name=words).exists():
        raise InvalidInput("name", f"“{words}” is recorded already: choose it, or write what tells the two apart.")
    if not another and (candidates := parties_like(words)):
        raise MaybeSame(candidates)
    return words
