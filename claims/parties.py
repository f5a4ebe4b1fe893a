"""Parties as the rules know them: one key for each organisation and person, and who is interested in a claim."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from uuid import UUID

from django.db.models import Q

from claims.corroboration.facts import UNATTRIBUTED
from claims.models import Affiliation, Claim, Organisation, Ownership, Person, Source
from claims.statuses import Status

__all__ = [
    "UNATTRIBUTED",
    "interested_parties",
    "key_of",
    "key_of_name",
    "key_of_source",
    "mouth_of",
    "parties_like",
    "party_of",
    "ultimate_owner",
]

_KEY_CHARS = 80
ALIKE = 0.85
"""From this share of letters in common two names may be one party's."""
_LEGAL_FORM = re.compile(r"\b(?:the|inc|ltd|llc|sa|se|ag|gmbh|plc|corp|co|group|mr|mrs|ms|dr|sir)\b\.?", re.IGNORECASE)


def key_of(party: Organisation | Person | None) -> str:
    """The party's key in rules and evidence; empty for nobody."""
    if party is None:
        return ""
    return f"{'organisation' if isinstance(party, Organisation) else 'person'}:{party.uuid}"


def party_of(key: str) -> Organisation | Person | None:
    """The party behind a key; None for an empty or forgotten one."""
    kind, _, uuid = key.partition(":")
    if kind == "organisation":
        return Organisation.objects.filter(uuid=UUID(uuid)).first()
    return Person.objects.filter(uuid=UUID(uuid)).first() if kind == "person" else None


def key_of_name(name: str) -> str:
    """The key of a party that is named and not recorded: one for each name, whatever its case, legal form and
    spacing.
    """
    plain = unicodedata.normalize("NFKC", re.sub(r"['’]s?(?!\w)", "", name)).casefold()
    words = re.findall(r"\w+", _LEGAL_FORM.sub(" ", plain)) or re.findall(r"\w+", plain)
    key = f"name:{' '.join(words)}" if words else ""
    return key if len(key) <= _KEY_CHARS else f"name:{hashlib.sha256(key.encode()).hexdigest()}"


def normalised_name(name: str) -> str:
    """A name as it is compared: without case, accents, legal form, punctuation and the order of its words."""
    plain = unicodedata.normalize("NFKD", key_of_name(name).removeprefix("name:"))
    return " ".join(sorted("".join(sign for sign in plain if not unicodedata.combining(sign)).split()))


def parties_like(name: str, *, most: int = 5) -> list[Organisation | Person]:
    """The recorded parties that may be meant by a name, the likest first: of the same words, written together or apart,
    of words that hold the others, or spelt almost alike.
    """
    wanted = _spellings(name)
    if not all(wanted):
        return []
    found: list[tuple[float, str, Organisation | Person]] = []
    for organisation in Organisation.objects.only("uuid", "name", "slug", "aliases").iterator():
        likest = max(_likeness(wanted, _spellings(each)) for each in (organisation.name, *organisation.aliases))
        found.append((likest, organisation.name, organisation))
    people = Person.objects.only("uuid", "name", "slug").iterator()
    found += [(_likeness(wanted, _spellings(person.name)), person.name, person) for person in people]
    alike = sorted((row for row in found if row[0] >= ALIKE), key=lambda row: (-row[0], row[1]))
    return [party for _, _, party in alike[:most]]


def _spellings(name: str) -> tuple[str, str]:
    """A name as it is compared: its words, and its letters written together (“OVH Cloud” as “OVHcloud”)."""
    return normalised_name(name), key_of_name(name).replace(" ", "")


def _likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
    """From 0 to 1: the share of letters in common; names of which one holds all words of the other are alike."""
    return 1.0 if one[1] == other[1] else _likeness_of_words(one[0], other[0])


def _likeness_of_words(one: str, other: str) -> float:
    if not (one and other):
        return 0.0
    if set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split()):
        return 1.0 if one == other else 0.95
    letters = SequenceMatcher(None, one, other, autojunk=False)
    return letters.ratio() if letters.real_quick_ratio() >= ALIKE and letters.quick_ratio() >= ALIKE else 0.0


def key_of_source(source: Source | None) -> str:
    """The key of who publishes a source: its organisation, else the source itself; empty for none."""
    if source is None:
        return ""
    return key_of(source.organisation) or f"source:{source.uuid}"


def mouth_of(source: Source | None, *, today: date) -> str:
    """The key of the mouth that a source is: who owns its publisher in the end. Empty for no known source, so that what
    cannot be told apart is one.
    """
    return ultimate_owner(key_of_source(source), today=today)


def in_force(today: date) -> Q:
    """Dated relations that hold today; an open end holds for ever."""
    return (Q(since=None) | Q(since__lte=today)) & (Q(until=None) | Q(until__gte=today))


def owners(organisation: Organisation, *, today: date) -> Iterator[Organisation]:
    """Its owner, that one's owner, and so on. An ownership asserted by a refuted claim is none."""
    seen = {organisation.pk}
    current: Organisation | None = organisation
    while current is not None:
        rows = Ownership.objects.filter(in_force(today), organisation=current).select_related("owner")
        row = rows.exclude(asserted_by__status=Status.REFUTED).order_by("pk").first()
        current = row.owner if row and row.owner_id not in seen else None
        if current:
            seen.add(current.pk)
            yield current


def ultimate_owner(key: str, *, today: date) -> str:
    """The key of whoever stands at the top: outlets of one owner are one voice."""
    party = party_of(key)
    if not isinstance(party, Organisation):
        return key
    return key_of([party, *owners(party, today=today)][-1])


def interested_parties(claim: Claim, *, today: date) -> frozenset[str]:
    """The speaker, the people and organisations it is affiliated with, and their owners and holdings."""
    organisations: set[Organisation] = set()
    keys = {key_of(claim.speaker)} - {""}
    affiliations = Affiliation.objects.filter(in_force(today)).select_related("organisation", "person")
    if claim.speaker_person:
        organisations |= {a.organisation for a in affiliations.filter(person=claim.speaker_person)}
    if claim.speaker_organisation:
        organisations.add(claim.speaker_organisation)
    for organisation in list(organisations):
        organisations |= set(owners(organisation, today=today))
        held = Ownership.objects.filter(in_force(today), owner=organisation).exclude(asserted_by__status=Status.REFUTED)
        organisations |= {row.organisation for row in held.select_related("organisation")}
    people = {a.person for a in affiliations.filter(organisation__in=organisations)}
    return frozenset(keys | {key_of(o) for o in organisations} | {key_of(p) for p in people})
