"""What the items of one side weigh against each alternative of the contract."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from claims.contracts import Alternative, Tier
from claims.corroboration.facts import ClaimFacts, Item, day_of, earlier, earliest


@dataclass(frozen=True, slots=True)
class Weighed:
    """One alternative and the items that it accepts, in the order of adding."""

    alternative: Alternative
    items: tuple[Item, ...]
    weight: int
    by_machine: bool  # its weight is reached without anything that only a person may accept

    @property
    def met(self) -> bool:
        """True where this alternative settles the claim."""
        return self.weight >= self.alternative.origins


@dataclass(frozen=True, slots=True)
class Side:
    """All alternatives applied to the items of one stance."""

    claim: ClaimFacts
    items: tuple[Item, ...]
    weighed: tuple[Weighed, ...]

    @property
    def met(self) -> bool:
        """True where any alternative settles the claim."""
        return any(weighed.met for weighed in self.weighed)

    @property
    def by_machine(self) -> bool:
        """True where an alternative is met without anything that only a person may accept."""
        return any(weighed.by_machine for weighed in self.weighed)

    @property
    def counted(self) -> list[Item]:
        """The items that make up the weight of each alternative, the first added: a copy, an outlet of the same house
        and a second party in the same mouth add none.
        """
        chosen = {item.id: item for weighed in self.weighed for item in distinct(self.claim, weighed.items)}
        return sorted(chosen.values(), key=lambda item: item.place)

    def dates(self) -> dict[str, date | datetime | None]:
        """When each origin first said so: a reprint next week does not make the words any younger."""
        moments = defaultdict(list)
        for item in self.items:
            moments[item.origin.key].append(item.as_of)
        return {key: earliest(known) for key, known in moments.items()}

    def met_after(self, day: date) -> bool:
        """Is it met by origins of a later day alone?"""
        dates = self.dates()
        return weigh(self.claim, [i for i in self.items if _is_after(dates[i.origin.key], day)]).met


def weigh(claim: ClaimFacts, items: Iterable[Item]) -> Side:
    """Apply every alternative of the contract to items of one stance, already screened."""
    items = tuple(items)
    return Side(claim, items, tuple(_weigh_one(claim, alternative, items) for alternative in claim.alternatives))


def _weigh_one(claim: ClaimFacts, alternative: Alternative, items: Sequence[Item]) -> Weighed:
    accepted = tuple(item for item in items if accepts(claim, alternative, item))
    plain = _surely_apart(claim, [item for item in accepted if not needs_a_person(claim, item)])
    by_machine = not alternative.confirm and _weight(claim, plain) >= alternative.origins
    return Weighed(alternative, accepted, _weight(claim, accepted), by_machine)


def _weight(claim: ClaimFacts, items: Collection[Item]) -> int:
    """How many voices speak independently of each other: the fewest of three counts.

    Owners as fixed on the origins, so that neither a copy nor a second outlet of one house adds; parties whose word is
    passed on, so that two reports of what X said are X's word once; mouths, so that one publisher who names two parties
    is one publisher.
    """
    return min((len(set(names)) for names in zip(*(_names(claim, item) for item in items), strict=True)), default=0)


def _names(claim: ClaimFacts, item: Item) -> tuple[str, str, str]:
    """Who began it, whose word it is, who publishes it."""
    owner = item.origin.owner
    voice = owner if is_speakers(claim, item) else item.attributed_to or owner
    return owner, voice, item.mouth or owner


def distinct(claim: ClaimFacts, items: Sequence[Item]) -> list[Item]:
    """Of items in the order of adding those that make up the weight: first those that have nothing in common, then, as
    long as some weight is missing, those that bring anything new.
    """
    weight = _weight(claim, items)
    chosen: list[Item] = []
    seen: tuple[set[str], set[str], set[str]] = (set(), set(), set())
    for enough in (all, any):
        for item in items:
            if _weight(claim, chosen) == weight:
                return chosen
            names = _names(claim, item)
            if enough(name not in known for name, known in zip(names, seen, strict=True)):
                chosen.append(item)
                for name, known in zip(names, seen, strict=True):
                    known.add(name)
    return chosen


def _surely_apart(claim: ClaimFacts, items: Sequence[Item]) -> list[Item]:
    """The items without those of the later of two origins that may be one."""
    there = {item.origin.key for item in items}
    doubtful = {later for first, later in claim.maybe_one if first in there}
    return [item for item in items if item.origin.key not in doubtful]


def is_speakers(claim: ClaimFacts, item: Item) -> bool:
    """Is it the word of the speaker or of another interested party, whoever prints it?"""
    parties = {item.origin.owner, item.organisation, item.attributed_to} & claim.speaker
    return item.origin.is_speakers or bool(parties - {""})


def needs_a_person(claim: ClaimFacts, item: Item) -> bool:
    """May automation not rest on this item: interested words on a matter of fact, an unread language, or what was told
    before it was read, or judged by a person?
    """
    return item.for_people or not item.language_read or (is_speakers(claim, item) and not claim.rests_on_words)


def accepts(claim: ClaimFacts, alternative: Alternative, item: Item) -> bool:
    """Does this alternative let the item count?"""
    if alternative.tier and Tier(item.tier).rank < alternative.tier.rank:
        return False
    if alternative.organisations and not _names_publisher(alternative, item):
        return False
    if alternative.resources and _address(item.resource) not in {_address(url) for url in alternative.resources}:
        return False
    if alternative.document and _plain(alternative.document) != _plain(item.document):
        return False
    if not is_speakers(claim, item):
        return not alternative.speaker
    if Tier(item.tier) is Tier.AGGREGATOR and item.organisation not in claim.speaker:
        return False  # whoever republishes is no witness of what somebody said: only their own channel is
    if alternative.speaker or claim.rests_on_words:
        return True
    # An interested party counts on a matter of fact only where it publishes itself and the contract names it.
    return bool(alternative.organisations) and item.organisation in claim.speaker


def _names_publisher(alternative: Alternative, item: Item) -> bool:
    names = {_plain(name) for name in alternative.organisations}
    return not names.isdisjoint({_plain(item.organisation_name), _plain(item.organisation)})


def _plain(words: str) -> str:
    """Case, spacing and hyphens do not tell documents or names apart."""
    return " ".join(re.sub(r"[-_\s]+", " ", words).split()).casefold()


def _address(url: str) -> str:
    """A URL without its fragment and closing slash: the same resource."""
    return url.partition("#")[0].rstrip("/")


# English forms that deny an event up to their own date only ("has not completed", "has yet to"), unlike
# "did not" or "never". Words in other languages keep their conflict, and a person decides.
_NOT_YET = re.compile(
    r"\bnot\b[^.;]{0,40}\byet\b|\byet to\b|\b(?:has|have) (?:so far )?not\b|\b(?:has|have)n['’]t\b"
    r"|\b(?:is|are) (?:still|not yet|currently being|being)\b|\bstill (?:to|being|under|in|awaiting|waiting)\b"
    r"|\b(?:under ?way|in progress|so far|up to now|until now|remains? to be)\b",
    re.IGNORECASE,
)


def answered_not_yets(claim: ClaimFacts, supports: Side, refutes: Side) -> set[str]:
    """The refuting items that only say "not yet", and that support of full weight came after: no conflict.

    Events only. Dates are those of the origins. A denial is answered by the support dated after it alone.
    """
    if claim.kind != "event":
        return set()
    said, denied = supports.dates(), refutes.dates()
    answered = set()
    for item in refutes.items:
        if _NOT_YET.search(item.quote):
            moment = denied[item.origin.key]
            later = [support for support in supports.items if earlier(moment, said[support.origin.key])]
            if weigh(claim, later).met:
                answered.add(item.id)
    return answered


def _is_after(moment: date | datetime | None, day: date) -> bool:
    return moment is not None and day_of(moment) > day
