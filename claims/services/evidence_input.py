"""What is given to add evidence or to judge it: the words, what they mean, how they came; and what is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from claims.models import Evidence, Origin, Source
from claims.services.base import InvalidInput

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
CLOCKS_DIFFER = timedelta(minutes=5)
"""A clock that is right may be ahead of ours by so much."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words, where they stand, and when they were read there (W3C TextQuoteSelector with its page).

    `url` is empty for words that have no address.
    """

    url: str
    exact: str
    prefix: str = ""
    suffix: str = ""
    title: str = ""
    sha256: str = ""
    language: str = "en"
    retrieved_at: datetime = field(default_factory=timezone.now)
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class JudgementInput:
    """What the words mean for the claim, and who judged so (`assessor` empty: a person).

    `figures` pair a figure of the claim with the quote's: {"claim", "passage", "verdict"}, the verdict one of
    agrees, conflicts, open. `judged_version` is the version of the claim that was judged, 0 for the present one.
    """

    stance: str
    score: float = 1.0
    reasons: tuple[str, ...] = ()
    deciding: tuple[tuple[int, int], ...] = ()
    attributed_to: str = ""
    attributed_key: str = ""
    assessor: str = ""
    language_read: bool = True
    figures: tuple[Mapping[str, str], ...] = ()
    judged_version: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """How words reached the desk that the tracker did not read itself.

    `kind` is one of Evidence.ToldAs, `by` says who told them and `confidential_source` whom they go back to, both for
    the staff alone; `document` is the type of document as it was told, which never counts. `sender` is the ingest key
    that sent them.
    """

    kind: str = Evidence.ToldAs.PAGE
    on: date | None = None
    by: str = ""
    document: str = ""
    attachment_sha256: str = ""
    confidential_source: str = ""
    sender: UUID | None = None


@dataclass(frozen=True, slots=True)
class Descent:
    """Where words come from, beyond the source at whose address they stand.

    `origin` is the earliest origin that they copy, `why` says so in words; None: their own, or that of
    `first_published_by` where the page republishes another source. `mouth` is whose reprint it is, where it copies
    (`claims.parties.mouth_of`); "": that of whoever published it. `carried_by` printed it, where that is not its
    source.
    """

    origin: Origin | None = None
    why: str = ""
    first_published_by: Source | None = None
    mouth: str = ""
    carried_by: Source | None = None


A_PAGE = Told()
"""What words with an address are, where nothing else is said of how they came."""

NO_DESCENT = Descent()
"""Words that copy none, at the address of whoever published them."""


def check_judgement(judgement: JudgementInput) -> None:
    """Refuse a stance or a score that is none. Raises InvalidInput."""
    if judgement.stance not in Evidence.Stance.values:
        raise InvalidInput("stance", f"one of {', '.join(Evidence.Stance.values)}.")
    if not 0 <= judgement.score <= 1:
        raise InvalidInput("score", "a number from 0 to 1.")


def check_moments(quote: Quote, *, told_on: date | None = None, zone: str = "UTC") -> None:
    """Refuse what cannot have been read or said yet. A day begins at midnight in the time zone of the desk.

    Raises InvalidInput.
    """
    now = timezone.now() + CLOCKS_DIFFER
    for name, moment in (("retrieved_at", quote.retrieved_at), ("as_of", quote.as_of)):
        if moment is not None and moment > now:
            raise InvalidInput(name, "it lies in the future. Give the time when it was, in UTC or with its offset.")
    if told_on is not None and told_on > now.astimezone(ZoneInfo(zone)).date():
        raise InvalidInput("told_on", "it lies in the future. Give the day when it was told.")


def check_told(quote: Quote, told: Told, *, zone: str) -> None:
    """Refuse told words without the address that a page has, or of another time. Raises InvalidInput."""
    if told.kind not in Evidence.ToldAs.values:
        raise InvalidInput("told_as", f"one of {', '.join(Evidence.ToldAs.values)}.")
    if not quote.url and told.kind == Evidence.ToldAs.PAGE:
        raise InvalidInput("url", "a page has an address. Give it, or say in `told_as` how it was told.")
    if told.attachment_sha256 and not _SHA256.fullmatch(told.attachment_sha256):
        raise InvalidInput("attachment_sha256", "64 hexadecimal digits: the sha256 of the file that the desk keeps.")
    check_moments(quote, told_on=told.on, zone=zone)
