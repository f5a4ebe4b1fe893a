"""Whose word a passage is: a named party's, its publisher's, that of the one party named near a vague voice, or
nobody's.
"""

import re
from dataclasses import dataclass, field

from claims.models import Claim, Evidence, Organisation, Person, Source
from claims.parties import UNATTRIBUTED, key_of, key_of_name, key_of_source
from tracker.assess.attribution import attribution, is_hearsay, is_named, speaks_for
from tracker.assess.attribution_patterns import SOMEONE
from tracker.assess.named_parties import parties_named
from tracker.extract.documents import Document
from tracker.extract.passages import sentences

_BEFORE_CHARS = 2_000
_GOES_ON = re.compile(
    r"[“\"]?(?:It|He|She|They|Its|His|Her|Their"
    r"|The (?:company|group|firm|maker|bank|airline|ministry|operator)(?!\s[A-Z]))\b"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose word a passage is: how the passage has it, and the key; both empty where it is its publisher's own."""

    words: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a passage, and who published it."""

    title: str = ""
    before: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class KnownParties:
    """The names that parties go by, for one claim: `speakers` those of the speaker's side, `names` those of all others
    by key.
    """

    speaker: str
    speakers: tuple[str, ...]
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def key_of(self, name: str) -> str:
        """The key of whoever goes by a name; that of the name itself where nobody known does."""
        if self.speaker and speaks_for(name, self.speakers):
            return self.speaker
        known = (key for key, names in self.names.items() if speaks_for(name, names))
        return next(known, "") or key_of_name(name)


def sentence_before(document: Document, start: int) -> str:
    """The sentence that ends ahead of a place in a document's text."""
    return last_sentence(document.text[max(0, start - _BEFORE_CHARS) : start], document.language or "en")


def last_sentence(text: str, language: str) -> str:
    """The sentence that a text ends with, "" where it has none."""
    found = sentences(text, language)
    return found[-1].text if found else ""


def goes_on(passage: str) -> bool:
    """Whether a passage goes on about whoever the sentence before it is about."""
    return bool(_GOES_ON.match(passage))


def known_parties(claim: Claim, speaker_names: tuple[str, ...]) -> KnownParties:
    """The recorded organisations, persons and sources, and whom the claim's evidence names already."""
    names: dict[str, tuple[str, ...]] = {}
    for organisation in Organisation.objects.order_by("pk"):
        names[key_of(organisation)] = (organisation.name, *organisation.aliases)
    for person in Person.objects.order_by("pk"):
        names[key_of(person)] = (person.name,)
    for source in Source.objects.filter(desk=claim.desk_id).select_related("organisation").order_by("pk"):
        key = key_of_source(source)
        names[key] = (*names.get(key, ()), source.name)
    rows = Evidence.objects.filter(claim=claim, attributed_key__startswith="name:").order_by("pk")
    for key, words in rows.values_list("attributed_key", "attributed_to"):
        names.setdefault(key, (words,))
    return KnownParties(key_of(claim.speaker), speaker_names, names)


def voice_of(said: str | None, passage: str, around: Surroundings, parties: KnownParties) -> Voice:
    """Whose word a passage is, of which an assessor has `said` who says so.

    In this order: a named party, recorded or not; the publisher, where nobody else says so; the one party that is named
    in title, sentence before or passage, where the voice is vague ("the company said"); nobody.
    """
    if not said and goes_on(passage) and (found := attribution(around.before)):
        said = found.who
    if not said and is_hearsay(passage):
        said = SOMEONE
    if not said:
        return Voice()
    publisher = key_of_source(around.source)
    if is_named(said):
        key = parties.key_of(said)
        return Voice() if key == publisher else Voice(said, key)
    return _of_vague(said, passage, around, parties, publisher)


def _of_vague(said: str, passage: str, around: Surroundings, parties: KnownParties, publisher: str) -> Voice:
    own = _names_of(around.source)
    if speaks_for(said, own):
        return Voice()  # "the centre" on the pages of the Jülich Supercomputing Centre
    if parties.speaker and any(speaks_for(name, parties.speakers) for name in own):
        return Voice(said, parties.speaker)  # on its own pages "the company" is the company
    known = {parties.speaker: parties.speakers} if parties.speaker else {}
    known |= {key: names for key, names in parties.names.items() if key not in (parties.speaker, publisher)}
    near = parties_named((around.title, around.before, passage), known)
    keys = {key if key in known else parties.key_of(name): name for key, name in near.items()}
    keys.pop(publisher, None)
    if len(keys) != 1:
        return Voice(said, UNATTRIBUTED)
    [(key, name)] = keys.items()
    return Voice(f"{name} (“{said}”)"[:200], key)


def _names_of(source: Source | None) -> tuple[str, ...]:
    """What a source and its publisher go by."""
    if source is None:
        return ()
    organisation = source.organisation
    return (source.name, *((organisation.name, *organisation.aliases) if organisation else ()))
