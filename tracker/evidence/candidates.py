"""Which claims the passages of a page are judged against."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.models import Claim, Source
from claims.querysets import ClaimQuerySet
from tracker.assess.symbolic import is_english
from tracker.evidence.claim_index import shared_index
from tracker.extract.languages import language_of
from tracker.extract.passages import Passage
from tracker.match.index import FLOOR, ClaimIndex
from tracker.match.page import candidates_of
from tracker.match.segment import Entry

log = logging.getLogger(__name__)

MatchedClaims = Sequence[tuple[Claim, Passage]]
Near = tuple[float, int, Passage]
"""The weight of what they share, the claim's id, the passage."""

PASSAGES = 10_000
"""Of so many new passages of a page claims are sought: a book of two hundred pages. Pages made to keep a worker busy
have more."""

PAIRS = 2_000
"""So many pairs of a page are judged at most, those that share the most: a minute of a judge's time."""

PAIRS_OF_A_CLAIM = 40
"""So many passages of a page are judged for one claim at most: a claim of everyday words shares them with every passage
of every page, and would have a worker to itself.
"""


FLOOR_ABROAD = 0.1
"""The share of a claim's weight that a passage in another language must hold: names and figures are all they share."""


@dataclass(frozen=True, slots=True)
class ClaimScope:
    """The claims that the pages of a source are held against; false where there are none. With a `desk`, of the index
    only the claims of that desk. `languages` are those that the claims are known to be in, besides English.
    """

    index: ClaimIndex
    desk: int | None = None
    languages: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return len(self.index) > 0


def scopes_of(sources: Iterable[Source]) -> dict[int, ClaimScope]:
    """The claims that each of these sources is held against, as the record is now, by the sources' keys.

    A source that is open to all is held against every claim of its desk, through the shared index; any other against
    the claims that watch it, which are few. Call it outside a transaction: the first use of the shared index makes it.
    """
    desks: dict[int, int] = {}
    watched: dict[int, list[Entry]] = {}
    for source in sources:
        policy = getattr(source, "polling", None)
        if policy and policy.open_to_all:
            desks[source.pk] = source.desk_id
        else:
            watched[source.pk] = []
    index = shared_index().refreshed() if desks else ClaimIndex()
    rows = _live().filter(watches__source__in=watched).values_list("watches__source", "pk", "text")
    for source_id, pk, text in rows if watched else ():
        watched[source_id].append(Entry(pk, text))
    found = {source_id: ClaimScope(index, desk_id) for source_id, desk_id in desks.items()}
    return found | {source_id: _scope_of(entries) for source_id, entries in watched.items()}


def _scope_of(entries: Sequence[Entry]) -> ClaimScope:
    languages = {language_of(entry.text, stated="en") for entry in entries}
    return ClaimScope(ClaimIndex.build(entries), languages=frozenset(languages - {"en"}))


def match_claims(scope: ClaimScope, title: str, passages: Sequence[Passage], *, language: str = "en") -> MatchedClaims:
    """The claims that each passage of a page may bear on, at most twenty a passage and `PAIRS` a page. Only claims that
    a passage touches are loaded. Of claims and pages in two languages less must be shared: `language` is the page's.
    """
    if len(passages) > PASSAGES:
        log.warning("%r has %d new passages: the first %d are read.", title, len(passages), PASSAGES)
    read = passages[:PASSAGES]
    near = _near(scope, title, read, floor=FLOOR)
    if scope.languages or not is_english(language):
        known = {(claim_id, passage.start, passage.end) for _, claim_id, passage in near}
        abroad = _near(scope, title, read, floor=FLOOR_ABROAD)
        abroad = [
            (weight, key, passage) for weight, key, passage in abroad if (key, passage.start, passage.end) not in known
        ]
        near += _in_two_languages(abroad, language)
    found = _likeliest(near)
    if not found:
        return []
    claims = _live().with_speakers().in_bulk({claim_id for _, claim_id, _ in found})
    return [(claims[claim_id], passage) for _, claim_id, passage in found if claim_id in claims]


def _near(scope: ClaimScope, title: str, passages: Sequence[Passage], *, floor: float) -> list[Near]:
    each = candidates_of(scope.index, [p.text for p in passages], title=title, group=scope.desk, floor=floor)
    return [
        (weight, claim_id, passage)
        for passage, claims_near in zip(passages, each, strict=True)
        for claim_id, weight in claims_near
    ]


def _in_two_languages(near: Sequence[Near], language: str) -> list[Near]:
    """Those of which the claim is in another language than the page."""
    rows = _live().filter(pk__in={claim_id for _, claim_id, _ in near}).values_list("pk", "text", "language")
    page = _primary(language)
    others = {pk for pk, text, stated in rows if _primary(language_of(text, stated=stated)) != page}
    return [each for each in near if each[1] in others]


def _primary(language: str) -> str:
    return language.lower().partition("-")[0] or "en"


def _likeliest(near: list[Near]) -> list[Near]:
    """Those that share the most, the shorter first; at most `PAIRS`, and of one claim `PAIRS_OF_A_CLAIM`."""
    taken: Counter[int] = Counter()
    likeliest: list[Near] = []
    for pair in sorted(near, key=lambda pair: (-pair[0], pair[2].sentence_count)):
        if taken[pair[1]] < PAIRS_OF_A_CLAIM:
            taken[pair[1]] += 1
            likeliest.append(pair)
            if len(likeliest) == PAIRS:
                break
    return likeliest


def _live() -> ClaimQuerySet:
    return Claim.objects.exclude(publication="withdrawn")
