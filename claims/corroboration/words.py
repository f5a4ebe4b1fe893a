"""The sentences a reviewer reads: what was counted, what was not, and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from claims.contracts import Tier, describe_contract, number
from claims.corroboration.facts import UNATTRIBUTED, ClaimFacts, CountedItem, Item
from claims.corroboration.screening import may_count
from claims.corroboration.weighing import Side, Weighed, distinct, is_speakers
from claims.statuses import Status

_VERBS = {"supports": ("supports", "support"), "refutes": ("refutes", "refute")}
_READING = {
    "offline": ", no longer online",
    "unread": ", its page unreadable at present",
    "reworded": ", in other words than when it was found",
}
_KINDS = {
    "event": "an event",
    "quantity": "a quantity",
    "state": "a state",
    "plan": "a plan",
    "statement": "a statement",
}


def why_counted(claim: ClaimFacts, item: Item) -> str:
    """Who says so, on what standing."""
    if is_speakers(claim, item):
        words = f"{item.publisher} ({item.tier}) {_verb(item, 1)} it, in the words of {_party(claim, item)}"
    else:
        words = f"{item.publisher} ({item.tier}) {_verb(item, 1)} it"
        words += f", passing on {item.attributed_words or item.attributed_to}" if item.attributed_to else ""
    words += _READING.get(item.standing, "")
    words += "" if item.language_read else ", in a language that is not read automatically"
    return f"{words}."


def why_not_counted(claim: ClaimFacts, side: Side, item: Item) -> str:
    """Why an item that passed the screening adds nothing here."""
    accepted = any(item in weighed.items for weighed in side.weighed)
    if not accepted and is_speakers(claim, item):
        return own_words(claim, item)
    if not accepted:
        return (
            f"{item.publisher} ({item.tier}): not what the contract asks for ({describe_contract(claim.alternatives)})."
        )
    for other in side.counted:
        if other.origin.key == item.origin.key:
            return f"It shares its origin with {other.publisher}: one origin, not two."
        if other.origin.owner == item.origin.owner:
            return f"It belongs to the same owner as {other.publisher}: counted once."
        if other.mouth and other.mouth == item.mouth:
            return f"It has the same publisher as {other.publisher}, whoever it names: counted once."
    return "It adds nothing to what is counted."


def own_words(claim: ClaimFacts, item: Item) -> str:
    """Why the speaker's words weigh nothing, as in "OVHcloud's own words do not settle an event"."""
    if Tier(item.tier) is Tier.AGGREGATOR and item.organisation not in claim.speaker:
        return f"{item.publisher} passes on others: {_party(claim, item)}'s own words count on their own channel."
    if claim.rests_on_words:
        return f"{_party(claim, item)}'s own words count only in the form the contract names."
    return f"{_party(claim, item)}'s own words do not settle {_KINDS[claim.kind]}."


def reasons_for(claim: ClaimFacts, side: Side) -> list[str]:
    """What one side weighs, and what was left out of it, in sentences."""
    met = [weighed for weighed in side.weighed if weighed.met]
    reasons = [_what_weighs(claim, weighed, weighed.alternative.describe()) for weighed in met]
    if not met and side.counted:
        most = max(side.weighed, key=lambda weighed: weighed.weight)
        reasons = [_what_weighs(claim, most, describe_contract(claim.alternatives))]
    return reasons + _left_out(claim, side)


def why_a_person(claim: ClaimFacts, side: Side) -> list[str]:
    """Why automation may not rest on this side."""
    met = [weighed for weighed in side.weighed if weighed.met]
    items = [item for weighed in met for item in weighed.items]
    reasons = []
    if any(weighed.alternative.confirm for weighed in met):
        reasons.append("The contract asks a person to confirm it.")
    if not claim.rests_on_words and any(is_speakers(claim, item) for item in items):
        reasons.append("It rests on the speaker's own words: a person must confirm it.")
    if asked := maybe_one(claim, items):
        reasons.append(f"{_listed(asked)} may go back to one origin: a person must say whether they do.")
    if any(not item.language_read for item in items):
        reasons.append("Some of it is in a language that is not read automatically: a person must read it.")
    if any(item.for_people for item in items):
        reasons.append("Some of it was told before it was read, or judged by a person: a person must confirm it.")
    return reasons


def why_overruled(items: Sequence[Item]) -> str:
    """Why automation does not verify past what a person took away from the other side."""
    publishers = _listed(sorted({item.publisher for item in items}))
    return f"A person judged or retracted what {publishers} says: a person must confirm it."


def maybe_one(claim: ClaimFacts, items: Iterable[Item]) -> list[str]:
    """The publishers of origins of which a person was asked whether they are one."""
    publishers: dict[str, str] = {}
    for item in items:
        publishers.setdefault(item.origin.key, item.publisher)
    asked = [key for pair in sorted(claim.maybe_one) if set(pair) <= publishers.keys() for key in pair]
    return list(dict.fromkeys(publishers[key] for key in asked))


def below_weight(claim: ClaimFacts, items: Sequence[Item], stance: str) -> str:
    """A note on evidence for the other side that does not reach the contract's weight."""
    side = "for" if stance == "supports" else "against"
    who = _names(items)
    speak = "speaks" if len({item.publisher for item in items}) == 1 else "speak"
    return f"{who} {speak} {side} it, below the weight that the contract asks for: worth a reviewer's look."


def unnamed_voices(claim: ClaimFacts, items: Sequence[Item]) -> list[str]:
    """A note on items that would count once a person said whose word they are."""
    waiting = [item for item in items if item.attributed_to == UNATTRIBUTED and may_count(claim, item)]
    if not waiting:
        return []
    verb = "passes" if len({item.publisher for item in waiting}) == 1 else "pass"
    return [f"{_names(waiting)} {verb} on somebody under no name: say whose word it is, and it counts."]


def lost_footing(claim: ClaimFacts, dropped: Iterable[CountedItem], items: Sequence[Item]) -> list[str]:
    """Why a settled claim no longer stands, and what became of the evidence for it."""
    names = {item.id: item for item in items if item.had_weight}
    fate = [f"{names[id_].publisher}: {why}" for id_, why in dropped if id_ in names]
    status = Status(claim.status).label.lower()
    return [f"It is “{status}”, and the evidence that is left no longer carries that: it has lost its footing.", *fate]


def _what_weighs(claim: ClaimFacts, weighed: Weighed, asked: str) -> str:
    """What one side has, as in "One record source (the register) supports it; the contract asks for one record"."""
    first, count = weighed.items[0], weighed.weight
    if weighed.alternative.speaker:
        return f"{_party(claim, first)}'s own words {_verb(first, 2)} it; the contract asks for {asked}."
    noun = _noun(weighed) if count == 1 else f"{_noun(weighed)}s"
    names = _names(distinct(claim, weighed.items))
    return f"{number(count).capitalize()} {noun} ({names}) {_verb(first, count)} it; the contract asks for {asked}."


def _noun(weighed: Weighed) -> str:
    tier = weighed.alternative.tier
    if tier is Tier.RECORD:
        return "record source"
    return "independent origin" if tier is Tier.INDEPENDENT else "source"


def _left_out(claim: ClaimFacts, side: Side) -> list[str]:
    """The sentences on copies, houses and the speaker's own words: the usual reasons why much paper weighs little."""
    reasons = []
    accepted = {item.id: item for weighed in side.weighed for item in weighed.items}
    origins: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for item in sorted(accepted.values(), key=lambda item: item.place):
        origins[item.origin.key].add(item.organisation or item.organisation_name or item.resource or item.id)
        owners[item.origin.owner].setdefault(item.origin.key, item.publisher)
    for printers in origins.values():
        if len(printers) > 1:
            many = number(len(printers))
            reasons.append(f"{many.capitalize()} outlets printed the same text: one origin, not {many}.")
    for owner, printed in owners.items():
        if len(printed) > 1:
            names = _listed(sorted(set(printed.values())))
            house = "One owner" if owner else "No known owner"
            reasons.append(f"{house} behind {number(len(printed))} origins ({names}): counted once.")
    for publisher, parties in _named_by_one_mouth(claim, accepted.values()).items():
        reasons.append(f"{publisher} passes on {_listed(parties)}: one publisher, not {number(len(parties))} voices.")
    for party, outlets in _passed_on(claim, accepted.values()).items():
        reasons.append(f"Only passed on from {party} ({_listed(outlets)}): one voice.")
    own = {own_words(claim, i) for i in side.items if i.id not in accepted and is_speakers(claim, i)}
    return reasons + sorted(own)


def _named_by_one_mouth(claim: ClaimFacts, items: Iterable[Item]) -> dict[str, list[str]]:
    """Who passes on the words of several parties, by the publisher's name."""
    mouths: dict[str, tuple[str, set[str]]] = {}
    for item in items:
        if item.mouth and item.attributed_to and not is_speakers(claim, item):
            _, parties = mouths.setdefault(item.mouth, (item.publisher, set()))
            parties.add(item.attributed_words or item.attributed_to)
    return {publisher: sorted(parties) for publisher, parties in mouths.values() if len(parties) > 1}


def _passed_on(claim: ClaimFacts, items: Iterable[Item]) -> dict[str, list[str]]:
    """Who passes on the words of which third party, by name, one for each origin."""
    origins: dict[str, dict[str, str]] = defaultdict(dict)
    for item in items:
        if item.attributed_to and not is_speakers(claim, item):
            origins[item.attributed_words or item.attributed_to].setdefault(item.origin.key, item.publisher)
    return {party: sorted(set(printed.values())) for party, printed in origins.items() if len(printed) > 1}


def _verb(item: Item, count: int) -> str:
    return _VERBS[item.stance][0 if count == 1 else 1]


def _party(claim: ClaimFacts, item: Item) -> str:
    """Whose words they are, as a name."""
    if item.organisation in claim.speaker and item.organisation_name:
        return item.organisation_name
    return item.attributed_words or "The speaker"


def _names(items: Sequence[Item]) -> str:
    return _listed(list(dict.fromkeys(item.publisher for item in items)))


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
