"""A claim's contract, `settled_by`: which evidence would settle it.

A list of alternatives, any of which suffices. Pure: parses, refuses, describes; `claims.corroboration` applies it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from claims.urls import BadUrl, read_url


class Kind(StrEnum):
    """The kind of a claim (event, quantity, state, plan or statement), which decides its default contract."""

    EVENT = "event"  # it happened
    QUANTITY = "quantity"  # a number
    STATE = "state"  # something is so
    PLAN = "plan"  # someone intends to
    STATEMENT = "statement"  # someone said so

    @property
    def rests_on_words(self) -> bool:
        """True where saying it makes it so: the speaker's own words are then the best evidence there is."""
        return self in (Kind.PLAN, Kind.STATEMENT)


class Tier(StrEnum):
    """How far a source can be relied on, the strongest first."""

    RECORD = "record"
    INDEPENDENT = "independent"
    AGGREGATOR = "aggregator"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Higher is stronger; 0 never counts."""
        return _RANKS[self]


# A contract is read by people and weighed at every new item of evidence.
MOST_ALTERNATIVES = 20
MOST_NAMES = 50
MOST_CHARS = 2_000
MOST_ORIGINS = 20

_RANKS = MappingProxyType({Tier.NONE: 0, Tier.AGGREGATOR: 1, Tier.INDEPENDENT: 2, Tier.RECORD: 3})
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NOUNS = MappingProxyType(
    {Tier.RECORD: ("record", "records"), Tier.INDEPENDENT: ("independent origin", "independent origins")}
)


class ContractError(ValueError):
    """A contract that cannot be read. `field` is the path to what is wrong, `remedy` says what would do."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to settle a claim: everything named here must hold for an item to count, in `origins` origins."""

    tier: Tier | None = None  # the least; None: any above none
    origins: int = 1
    speaker: bool = False  # the speaker's own words
    organisations: tuple[str, ...] = ()  # names; any of them as publisher
    resources: tuple[str, ...] = ()  # URLs; any of them
    document: str = ""  # a type of document
    confirm: bool = False  # a person must confirm, whatever the evidence

    def describe(self) -> str:
        """The alternative in plain words, to follow "the contract asks for"."""
        if self.speaker:
            words = "the speaker's own words"
            words += f" in {number(self.origins)} origins" if self.origins > 1 else ""
            words += f", {self.tier.value} tier" if self.tier else ""
        else:
            singular, plural = _NOUNS.get(self.tier or Tier.AGGREGATOR, ("source", "sources"))
            words = f"{number(self.origins)} {singular if self.origins == 1 else plural}"
        if self.organisations:
            words += f" from {either(self.organisations)}"
        if self.resources:
            words += f" at {either(self.resources)}"
        if self.document:
            words += f" ({self.document})"
        return f"{words}, confirmed by a person" if self.confirm else words

    def as_json(self) -> dict[str, object]:
        """The alternative as it is stored: without what is empty, in one order."""
        said = {name: getattr(self, name) for name in _PARSERS}
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value}
        return {name: value.value if isinstance(value, Tier) else value for name, value in plain.items()}


def number(count: int) -> str:
    """A count in words up to ten: "two"; beyond that in digits."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def either(names: Sequence[str]) -> str:
    """Join names with commas and "or": "A", "A or B", "A, B or C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def describe_contract(contract: Sequence[Alternative]) -> str:
    """The whole contract in plain words."""
    return "; or ".join(alternative.describe() for alternative in contract)


def default_contract(kind: Kind) -> tuple[Alternative, ...]:
    """What settles a claim of this kind when nothing else was agreed."""
    if kind.rests_on_words:
        return (Alternative(speaker=True),)
    return (Alternative(tier=Tier.RECORD), Alternative(tier=Tier.INDEPENDENT, origins=2))


def parse_contract(raw: object) -> tuple[Alternative, ...]:
    """Read `settled_by` as JSON gives it: a list of objects, none of them empty.

    Raises `ContractError` for anything that is not understood; nothing is ignored.
    """
    if not isinstance(raw, list) or not raw:
        raise ContractError("settled_by", "Give a list with at least one alternative.")
    if len(raw) > MOST_ALTERNATIVES:
        raise ContractError("settled_by", f"Give at most {MOST_ALTERNATIVES} alternatives, not {len(raw)}.")
    return tuple(_alternative(entry, f"settled_by[{place}]") for place, entry in enumerate(raw))


def _alternative(entry: object, field: str) -> Alternative:
    if not isinstance(entry, Mapping):
        raise ContractError(field, "Give an object, such as {“tier”: “record”}.")
    for key in entry:
        if key not in _PARSERS:
            raise ContractError(f"{field}.{key}", f"Not known: use {either(list(_PARSERS))}.")
    values = {key: _PARSERS[key](value, f"{field}.{key}") for key, value in entry.items()}
    if not values.keys() - {"origins", "confirm"}:
        raise ContractError(field, "Say what counts: a tier, the speaker, organisations, resources or a document type.")
    return Alternative(**values)  # type: ignore[arg-type]  # each parser returns what its field holds


def _tier(value: object, field: str) -> Tier:
    accepted = [tier.value for tier in Tier if tier.rank]
    if not isinstance(value, str) or value not in accepted:
        raise ContractError(field, f"Use {either(accepted)}.")
    return Tier(value)


def _origins(value: object, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_ORIGINS:
        raise ContractError(field, f"Give a whole number from 1 to {MOST_ORIGINS}.")
    return value


def _true(value: object, field: str) -> bool:
    if value is not True:
        raise ContractError(field, "Say true, or leave it out.")
    return True


def _words(value: object, field: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MOST_CHARS:
        raise ContractError(field, f"Give words, such as “annual report”, {MOST_CHARS} characters at most.")
    return " ".join(value.split())


def _names(value: object, field: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_NAMES:
        raise ContractError(field, f"Give a list with one entry to {MOST_NAMES}.")
    return tuple(_words(name, f"{field}[{place}]") for place, name in enumerate(value))


def _urls(value: object, field: str) -> tuple[str, ...]:
    urls = _names(value, field)
    for place, url in enumerate(urls):
        try:
            read_url(url)
        except BadUrl as refusal:
            raise ContractError(f"{field}[{place}]", f"Give a full http or https address: {refusal}") from refusal
    return urls


_PARSERS = MappingProxyType(
    {
        "tier": _tier,
        "origins": _origins,
        "speaker": _true,
        "organisations": _names,
        "resources": _urls,
        "document": _words,
        "confirm": _true,
    }
)
