"""Which items may count at all, before anyone asks what they weigh."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from claims.contracts import Tier
from claims.corroboration.facts import UNATTRIBUTED, ClaimFacts, CountedItem, Item, earlier

FALLEN = {
    "gone": "Its words are gone from the page.",
    "altered": "Its words were altered on the page; as they stand there now, they do not bear it out.",
}
TAKEN_BACK = "Later words of the same page say otherwise."
COPY_TAKEN_BACK = "A copy of words that their own page has since taken back."


def would_count(claim: ClaimFacts, item: Item) -> bool:
    """Whether it is a told item that only waits to be read: a person may decide on it, with a reason."""
    return bool(item.told) and _why_not(claim, replace(item, told="", tier=Tier.RECORD)) is None


def screen(claim: ClaimFacts, items: Iterable[Item]) -> tuple[list[Item], list[CountedItem]]:
    """The items that may count, in the order of adding, and the others with the reason."""
    kept: list[Item] = []
    dropped: list[CountedItem] = []
    for item in sorted(items, key=lambda item: item.place):
        why = _why_not(claim, item)
        if why:
            dropped.append(CountedItem(item.id, why))
        else:
            kept.append(item)
    superseded = _superseded(kept)
    dropped += [CountedItem(id_, why) for id_, why in superseded.items()]
    return [item for item in kept if item.id not in superseded], dropped


def _why_not(claim: ClaimFacts, item: Item) -> str | None:
    """Why this item cannot count, whatever the contract says; None where it can."""
    if item.stance == "neutral":
        return "It says nothing for or against the claim."
    if item.retracted:
        return "It was withdrawn."
    if item.judged_version != claim.version:
        return (
            f"It was judged on version {item.judged_version} of the claim; the wording is now "
            f"version {claim.version}. It counts again once judged again."
        )
    if item.told:
        return f"It was {item.told} and not read by the tracker itself: it is shown, and counts once it is read."
    if item.standing in FALLEN:
        return FALLEN[item.standing]
    if not Tier(item.tier).rank:
        return "Its source has no tier: unknown sources never count."
    if item.attributed_to == UNATTRIBUTED:
        voice = f" (“{item.attributed_words}”)" if item.attributed_words else ""
        return f"It passes on somebody whom it does not name{voice}: it counts once a person says whose word it is."
    return None


def may_count(claim: ClaimFacts, item: Item) -> bool:
    """Whether nothing speaks against an item but, perhaps, that nobody says whose word it is."""
    return _why_not(claim, replace(item, attributed_to=None)) is None


def _superseded(items: Sequence[Item]) -> dict[str, str]:
    """The items whose page has since said the opposite, and later copies of such words, each with the reason.

    Copies follow the first item of their origin and stance: words that their own page took back are not
    brought back by a reprint. Where another item of the origin came first, that one stands on its own.
    """
    pages: dict[tuple[str, str], list[Item]] = defaultdict(list)
    first: dict[tuple[str, str], Item] = {}
    for item in items:  # in the order of adding
        first.setdefault((item.origin.key, item.stance), item)
        if item.resource:
            pages[item.origin.key, item.resource].append(item)
    back = {item.id for page in pages.values() for item in page if _taken_back(item, page)}
    reasons = {}
    for item in items:
        if item.id in back:
            reasons[item.id] = TAKEN_BACK
        elif first[item.origin.key, item.stance].id in back:
            reasons[item.id] = COPY_TAKEN_BACK
    return reasons


def _taken_back(item: Item, page: Sequence[Item]) -> bool:
    """Does the page say the opposite later than it ever said this? The same words again bring them back."""
    same = [other for other in page if other.stance == item.stance]
    return any(all(earlier(mine.as_of, other.as_of) for mine in same) for other in page if other.stance != item.stance)
