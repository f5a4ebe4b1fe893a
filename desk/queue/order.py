"""The order of the queue: flags of one article and one claim together, the heaviest first, and which comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Case, Exists, IntegerField, OuterRef, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from claims.models import Appearance, Evidence, Publication, Tier
from desk.queue.lanes import ALL, Lane, waiting
from desk.queue.weight import KIND, Waiting, weight

MOST = 300
"""So many are put in order at once: of more, those of the heavier kinds, the longest waiting first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A flag in the queue."""

    uuid: UUID
    claim: int
    article: int | None
    weight: int


def in_order(places: Iterable[Place]) -> list[Place]:
    """The heaviest flag first, behind it the rest of its claim, then of its article; then the next article alike.

    So a reviewer reads up on a claim once. Flags of equal weight keep the order they came in.
    """
    given = list(places)
    of_article: dict[Any, int] = {}
    of_claim: dict[int, int] = {}
    for place in given:
        key = _group(place)
        of_article[key] = max(place.weight, of_article.get(key, 0))
        of_claim[place.claim] = max(place.weight, of_claim.get(place.claim, 0))
    groups = {key: number for number, key in enumerate(sorted(of_article, key=lambda key: -of_article[key]))}
    claims = {key: number for number, key in enumerate(sorted(of_claim, key=lambda key: -of_claim[key]))}
    return sorted(given, key=lambda place: (groups[_group(place)], claims[place.claim], -place.weight))


def _group(place: Place) -> tuple[str, int]:
    """Its article; a claim without one stands for itself."""
    return ("claim", place.claim) if place.article is None else ("article", place.article)


@dataclass(slots=True)
class Line:
    """The flags of a lane in a reader's order, and the addresses of the pages that show them."""

    user: User
    lane: Lane
    places: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = _read(self.user, self.lane)

    def number(self, uuid: UUID) -> int:
        """At which place a flag stands, from 1; 0 where it does not wait here."""
        return next((number for number, place in enumerate(self.places, 1) if place.uuid == uuid), 0)

    def beside(self, uuid: UUID, step: int) -> UUID | None:
        """The flag one further (1) or one back (-1); None at the end. From outside it is the first."""
        at = self.number(uuid) - 1
        if at < 0:
            return self.places[0].uuid if self.places and step > 0 else None
        return self.places[at + step].uuid if 0 <= at + step < len(self.places) else None

    def after(self, uuid: UUID) -> UUID | None:
        """Read the line again after a decision: the flag itself where it waits still, else the next that does."""
        before, at = [place.uuid for place in self.places], max(self.number(uuid) - 1, 0)
        self.places = _read(self.user, self.lane)
        now = [place.uuid for place in self.places]
        following = [uuid, *before[at:], *reversed(before[:at]), *now]
        return next((each for each in following if each in now), None)

    def address(self, uuid: UUID | None) -> str:
        """The page of a flag, in this lane; of none, the queue's own."""
        path = reverse("desk:flag", args=[uuid]) if uuid else reverse("desk:queue")
        return path if self.lane is ALL else f"{path}?lane={self.lane.name}"


def _read(user: User, lane: Lane) -> list[Place]:
    """The places of a lane in order: one statement, of at most MOST rows."""
    rank = Case(*(When(kind=kind, then=Value(-points)) for kind, points in KIND.items()), output_field=IntegerField())
    records = Evidence.objects.filter(claim=OuterRef("claim"), tier=Tier.RECORD, retracted=False)
    article = Appearance.objects.filter(claim=OuterRef("claim")).order_by("pk").values("article")[:1]
    rows = waiting(user).filter(lane.holds(user)).order_by(rank, "raised_at", "pk")
    facts = rows.values(
        "uuid", "claim", "kind", "from_status", "to_status", "counted", "raised_at", "claim__publication",
        "claim__due_on", has_record=Exists(records), article=Subquery(article),
    )  # fmt: skip
    now = timezone.now()
    return in_order(
        Place(row["uuid"], row["claim"], row["article"], weight(_waiting(row, now))) for row in facts[:MOST]
    )


def _waiting(row: Mapping[str, Any], now: datetime) -> Waiting:
    due = row["claim__due_on"]
    return Waiting(
        kind=row["kind"],
        from_status=row["from_status"],
        to_status=row["to_status"],
        is_published=row["claim__publication"] == Publication.PUBLISHED,
        has_record=row["has_record"],
        counted=len(row["counted"]),
        days_to_due=None if due is None else (due - now.date()).days,
        days_waiting=(now - row["raised_at"]).days,
    )
