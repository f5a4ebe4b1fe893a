"""The passages that a flag rests on, as the queue shows them: the few that decide in short, the rest beneath a fold."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from claims.models import Evidence, Flag
from claims.parties import UNATTRIBUTED
from claims.presentation.clusters import FigureConflict, clusters, conflicts
from claims.presentation.excerpts import at_quote, excerpt
from claims.presentation.html import figure_spans, marked, web_link

MOST = 20
"""So many passages of a flag are shown; the claim's page has all."""

FIRST = 4
"""So many stand above the decision; the others are folded."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An item of evidence: its words around what decides, the whole of them where that is more, the address of its
    source at the quote, whether and why it was counted, and what it counts together with.
    """

    item: Evidence
    words: SafeString
    whole: SafeString | None
    link: str
    counted: bool
    why: str
    together: str

    @property
    def waits_for_voice(self) -> bool:
        """Whether it passes on somebody under no name, so that a person must say whose word it is."""
        return self.item.attributed_key == UNATTRIBUTED and not self.item.retracted


@dataclass(frozen=True, slots=True)
class Shown:
    """What a flag's page shows of its evidence. `listed`: how many items the flag lists in all."""

    passages: list[Passage]
    conflicts: list[FigureConflict]
    listed: int

    @property
    def first(self) -> list[Passage]:
        return self.passages[:FIRST]

    @property
    def further(self) -> list[Passage]:
        return self.passages[FIRST:]

    @property
    def pks(self) -> list[int]:
        """The items shown, which the forms of the page offer."""
        return [passage.item.pk for passage in self.passages]

    @property
    def voiceless(self) -> list[int]:
        """The same, those first whose word nobody has said."""
        first = sorted(self.passages, key=lambda passage: not passage.waits_for_voice)
        return [passage.item.pk for passage in first]


def shown(flag: Flag, viewer: Any) -> Shown:
    """The first items that a flag lists, those that were counted first: one statement, whatever the flag lists."""
    listed = [(str(uuid), True, why) for uuid, why in flag.counted]
    listed += [(str(uuid), False, why) for uuid, why in flag.not_counted]
    rows = Evidence.objects.visible_to(viewer).filter(
        claim=flag.claim_id, uuid__in=[uuid for uuid, *_ in listed[:MOST]]
    )
    items = {str(item.uuid): item for item in rows.select_related("origin")}
    together = {
        member.item.pk: cluster.why for cluster in clusters(items.values()) for member in cluster.members if cluster.why
    }
    passages = [
        _passage(items[uuid], counted=counted, why=why, together=together.get(items[uuid].pk, ""))
        for uuid, counted, why in listed
        if uuid in items
    ]
    return Shown(passages, conflicts(items.values(), version=flag.claim.version), len(listed))


def _passage(item: Evidence, *, counted: bool, why: str, together: str) -> Passage:
    decide = [*item.deciding, *figure_spans(item.quote, item.figures)]
    words, spans = excerpt(item.quote, decide)
    whole = marked(item.quote, decide) if words != item.quote else None
    link = at_quote(web_link(item.url), item.quote)
    return Passage(item, marked(words, spans), whole, link, counted, why, together)
