"""What a reader of claims or changes asks for: the same words in API and feeds. Unknown words are refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from claims.models import Appearance, Change, Claim, Publication
from claims.services import InvalidInput
from claims.statuses import Status

M = TypeVar("M", bound=Model)

FILTERS = frozenset({"status", "claim", "article", "speaker"})
MOST = 200


def refuse_unknown(params: QueryDict, known: Collection[str]) -> None:
    """Raises InvalidInput naming the first parameter that nobody knows, or that is given twice."""
    for name in params:
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            raise InvalidInput(name, f"unknown query parameter; known here: {names}.")
        if len(params.getlist(name)) > 1:
            raise InvalidInput(name, "given more than once.")


def whole_number(params: QueryDict, name: str, *, default: int, most: int, least: int = 0) -> int:
    """A parameter as a whole number between `least` and `most`. Raises InvalidInput."""
    text = params.get(name, "")
    if not text:
        return default
    # isdecimal() also takes other scripts' digits, which int() reads; the length keeps huge numbers out of int().
    if not text.isdecimal() or len(text) > 19 or not least <= int(text) <= most:
        raise InvalidInput(name, f"a whole number from {least} to {most}.")
    return int(text)


def _reference(value: str, prefix: str = "") -> Q:
    """A record by its identifier or its slug."""
    try:
        return Q(**{f"{prefix}uuid": UUID(value)})
    except ValueError:
        return Q(**{f"{prefix}slug": value})


def _statuses(text: str) -> tuple[str, ...]:
    wanted = tuple(text.split(",")) if text else ()
    if not set(wanted) <= set(Status):
        raise InvalidInput("status", f"one or more, separated by commas, of {', '.join(Status)}.")
    return wanted


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text) if text else None
        known = moment is not None and moment.tzinfo is not None and bool(moment.astimezone(UTC))
    except (ValueError, OverflowError):  # the first and last day of the calendar, seen from elsewhere
        moment, known = None, False
    if text and not known:
        raise InvalidInput("changed_since", "a time as in 2026-11-23T09:00:00Z (RFC 3339; write + as %2B).")
    return moment


@dataclass(frozen=True, slots=True)
class Selection:
    """The claims, or the changes of claims, that a reader asked for; empty fields ask for all."""

    statuses: tuple[str, ...] = ()
    claim: str = ""
    article: str = ""
    speaker: str = ""
    changed_since: datetime | None = None

    @classmethod
    def read(cls, params: QueryDict) -> Self:
        """From query parameters. Raises InvalidInput."""
        for name in ("claim", "article", "speaker"):
            if "\x00" in params.get(name, ""):
                raise InvalidInput(name, "an identifier or a slug.")
        return cls(
            statuses=_statuses(params.get("status", "")),
            claim=params.get("claim", ""),
            article=params.get("article", ""),
            speaker=params.get("speaker", ""),
            changed_since=_moment(params.get("changed_since", "")),
        )

    @property
    def is_of_changes_alone(self) -> bool:
        """Whether which changes it selects is told by the changes themselves, not by what the record says today."""
        return not (self.claim or self.article or self.speaker)

    def claims(self, rows: QuerySet[Claim], viewer: Any) -> QuerySet[Claim]:
        """The claims asked for, among those given."""
        if self.statuses:
            rows = rows.filter(status__in=self.statuses)
        if self.changed_since:
            rows = rows.filter(changed_at__gte=self.changed_since)
        return self._of_records(rows, "", viewer)

    def changes(self, rows: QuerySet[Change], viewer: Any) -> QuerySet[Change]:
        """The changes asked for, among those given: of a status, those into it and out of it.

        A withdrawal is told whatever was asked for, so that everybody takes down what they hold. Other tombstones match
        no filter: whose claim it was, and in which article, may not be found out by asking.
        """
        if not self.statuses and self.is_of_changes_alone:
            return rows
        asked = rows.filter(claim__publication=Publication.PUBLISHED)
        if self.statuses:
            into, out = Q(content__status__in=self.statuses), Q(content__before__in=self.statuses)
            asked = asked.filter(into | out)
        asked = self._of_records(asked, "claim__", viewer)
        return rows.filter(Q(event="withdrawn") | Q(pk__in=asked.order_by().values("pk")))

    def _of_records(self, rows: QuerySet[M], claim: str, viewer: Any) -> QuerySet[M]:
        """Those of the claim, the article and the speaker asked for; `claim` leads from a row to its claim."""
        if self.claim:
            rows = rows.filter(_reference(self.claim, claim))
        if self.article:
            named = Appearance.objects.filter(_reference(self.article, "article__"), claim=OuterRef(f"{claim}pk"))
            rows = rows.filter(Exists(named.in_articles_of(viewer)))
        if self.speaker:
            organisation = _reference(self.speaker, f"{claim}speaker_organisation__")
            rows = rows.filter(organisation | _reference(self.speaker, f"{claim}speaker_person__"))
        return rows
