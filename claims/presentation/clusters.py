"""Evidence as pages group it: by where it comes from, and by figures in which its sources differ. No database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Evidence

_VERDICTS = {
    "agrees": "agrees with the claim",
    "conflicts": "contradicts the claim",
    "open": "may be the same or not",
}


@dataclass(frozen=True, slots=True)
class Member:
    """An item of a cluster, and why it belongs there; empty for the one that began it."""

    item: Evidence
    why: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Items that go back to one origin, or to several of one owner, and so count once."""

    label: str
    members: tuple[Member, ...]
    origins: int

    @property
    def why(self) -> str:
        """How its items hang together; empty for a single one."""
        if self.origins > 1:
            return f"{len(self.members)} items of {self.origins} origins with one owner: they count once."
        return f"{len(self.members)} items of one origin: they count once." if len(self.members) > 1 else ""


def clusters(items: Iterable[Evidence]) -> list[Cluster]:
    """The items by origin, those of one owner together, in the order given. Their origins must be loaded."""
    together: dict[str, list[Evidence]] = defaultdict(list)
    for item in items:
        together[item.origin.owner or str(item.origin.uuid)].append(item)
    return [_cluster(group) for group in together.values()]


def _cluster(items: list[Evidence]) -> Cluster:
    first = min(items, key=lambda item: (item.origin_id, item.pk))
    members = tuple(Member(item, _why(item, first)) for item in items)
    return Cluster(first.origin.label, members, len({item.origin_id for item in items}))


def _why(item: Evidence, first: Evidence) -> str:
    if item.origin_id == first.origin_id:
        return item.origin_why
    return " ".join(filter(None, [item.origin_why, f"Same owner as {first.source_name}."]))


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """What one source gives for a figure of the claim; `verdict` in words."""

    item: Evidence
    figure: str
    verdict: str


@dataclass(frozen=True, slots=True)
class FigureConflict:
    """A figure of the claim, and what the sources give for it, the earliest first."""

    claim: str
    rows: tuple[ShownFigure, ...]


def conflicts(items: Iterable[Evidence], *, version: int) -> list[FigureConflict]:
    """The claim's figures that a source contradicts, each with every source that gives it.

    What was retracted, has fallen, or was judged on another version of the claim is left out.
    """
    found: dict[str, list[ShownFigure]] = defaultdict(list)
    disputed = set()
    for item in sorted(items, key=lambda item: (item.as_of, item.pk)):
        if item.retracted or item.standing in Evidence.FALLEN or item.judged_version != version:
            continue
        for pair in item.figures:
            found[pair["claim"]].append(ShownFigure(item, pair["passage"], _VERDICTS[pair["verdict"]]))
            if pair["verdict"] == "conflicts":
                disputed.add(pair["claim"])
    return [FigureConflict(figure, tuple(rows)) for figure, rows in found.items() if figure in disputed]
