"""Contracts that have names, as a form offers them in words, and what narrows them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from claims.contracts import Alternative, ContractError, Tier, either


@dataclass(frozen=True, slots=True)
class Details:
    """What narrows a template: whose record or word counts, and which types of document."""

    organisations: tuple[str, ...] = ()
    document: str = ""  # of the record, or of the organisations named
    speaker_document: str = ""  # of the speaker's own words


NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Template:
    """A contract under a name, as a form offers it: `key` for the form, `words` for people."""

    key: str
    words: str
    contract: tuple[Alternative, ...]
    needs_organisations: bool = False  # it says nothing until some are named

    @property
    def takes(self) -> frozenset[str]:
        """The fields of `Details` that narrow it."""
        of_record = {"organisations", "document"} if any(map(_takes_names, self.contract)) else set()
        of_speaker = {"speaker_document"} if any(alternative.speaker for alternative in self.contract) else set()
        return frozenset(of_record | of_speaker)

    def narrowed(self, details: Details = NO_DETAILS) -> tuple[Alternative, ...]:
        """Its contract with these details. Raises `ContractError` for one that it does not take, or that it lacks."""
        for name in ("organisations", "document", "speaker_document"):
            if getattr(details, name) and name not in self.takes:
                raise ContractError("settled_by", f"{_UNASKED[name]} Leave it empty, or choose another contract.")
        if self.needs_organisations and not details.organisations:
            raise ContractError("settled_by", "Name the organisations whose word counts.")
        return tuple(_narrow(alternative, details) for alternative in self.contract)

    def as_json(self, details: Details = NO_DETAILS) -> list[dict[str, object]]:
        """What is stored in `settled_by`."""
        return [alternative.as_json() for alternative in self.narrowed(details)]


_UNASKED = MappingProxyType(
    {
        "organisations": "This contract asks for no record of certain organisations.",
        "document": "This contract asks for no record of a certain type.",
        "speaker_document": "This contract does not ask for the speaker’s own words.",
    }
)


def _takes_names(alternative: Alternative) -> bool:
    """Whether organisations and a type of document may narrow it: a record, or the word of who is named."""
    return not alternative.speaker and alternative.tier is not Tier.INDEPENDENT


def _narrow(alternative: Alternative, details: Details) -> Alternative:
    if alternative.speaker:
        return replace(alternative, document=details.speaker_document)
    if _takes_names(alternative):
        return replace(alternative, organisations=details.organisations, document=details.document)
    return alternative


_RECORD, _INDEPENDENT = Alternative(tier=Tier.RECORD), Alternative(tier=Tier.INDEPENDENT)
_TWO, _THREE = (Alternative(tier=Tier.INDEPENDENT, origins=count) for count in (2, 3))
_SPEAKER, _NAMED = Alternative(speaker=True), Alternative(confirm=True)
TEMPLATES: tuple[Template, ...] = (
    Template("record-or-two", "One official record, or two independent reports", (_RECORD, _TWO)),
    Template("record", "One official record", (_RECORD,)),
    Template("two", "Two independent reports", (_TWO,)),
    Template("three", "Three independent reports", (_THREE,)),
    Template("one", "One independent report", (_INDEPENDENT,)),
    Template("speaker", "The speaker’s own words", (_SPEAKER,)),
    Template("speaker-or-two", "The speaker’s own words, or two independent reports", (_SPEAKER, _TWO)),
    Template("record-or-speaker", "One official record, or the speaker’s own words", (_RECORD, _SPEAKER)),
    Template(
        "record-speaker-or-two",
        "One official record, the speaker’s own words, or two independent reports",
        (_RECORD, _SPEAKER, _TWO),
    ),
    Template(
        "named-or-two",
        "The word of organisations that you name, confirmed by a person; or two independent reports",
        (_NAMED, _TWO),
        needs_organisations=True,
    ),
    Template(
        "record-confirmed", "One official record, confirmed by a person", (Alternative(tier=Tier.RECORD, confirm=True),)
    ),
)


def template(key: str) -> Template:
    """The template with a key. Raises `ContractError` naming those there are."""
    for each in TEMPLATES:
        if each.key == key:
            return each
    raise ContractError("settled_by", f"Choose one of {either([each.key for each in TEMPLATES])}.")


def template_of(contract: Sequence[Alternative]) -> tuple[Template, Details] | None:
    """The template and the details that say just this contract, in whatever order; None: no template does."""
    details = Details(
        organisations=next((each.organisations for each in contract if each.organisations), ()),
        document=next((each.document for each in contract if _takes_names(each) and each.document), ""),
        speaker_document=next((each.document for each in contract if each.speaker and each.document), ""),
    )
    for each in TEMPLATES:
        bare = {_narrow(alternative, details) for alternative in each.contract}
        if bare == set(contract) and not (each.needs_organisations and not details.organisations):
            return each, details
    return None
