"""What was corrected of an article since readers could see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claims import audit
from claims.models import Article, AuditEntry, Publication
from claims.presentation.days import day_in_words
from public.timeline import while_published

TOLD = ("corrected", "revised")

NAMES: Mapping[str, str] = {
    "title": "Title",
    "url": "Address",
    "language": "Language",
    "published_on": "Published on",
    "seen_via": "Found via",
    "summary": "Summary",
    "invented": "Invented for demonstration",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What a part of an article said before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """When it was corrected, what and why; without any of it where the entry was removed from the record."""

    at: datetime
    changes: tuple[Changed, ...]
    reason: str


def corrections(article: Article) -> list[Correction]:
    """The corrections of a published article, the latest first; none of a draft. One query."""
    if article.publication != Publication.PUBLISHED:
        return []
    entries = audit.entries_of(article).filter(action__in=("published", "withdrawn", *TOLD))
    return [_correction(entry) for entry in while_published(entries) if entry.action in TOLD][::-1]


def _correction(entry: AuditEntry) -> Correction:
    payload = entry.payload or {}
    before, after = payload.get("before", {}), payload.get("after", {})
    if entry.action == "corrected":  # a typo in the title; its reason is the desk's
        before, after = {"title": before}, {"title": after}
    changes = tuple(
        Changed(NAMES[name], _in_words(before.get(name)), _in_words(after[name])) for name in NAMES if name in after
    )
    return Correction(entry.at, changes, payload.get("reason", "") if entry.action == "revised" else "")


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return day_in_words(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value or "")
