"""The history of a claim as its desk reads it: what happened, who did it, and what became of which words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import audit
from claims.contracts import ContractError
from claims.models import AuditEntry, Claim
from claims.permissions import may
from claims.presentation.html import contract_in_words
from desk.frame import show
from desk.queue.exhibits import in_words
from desk.records.claim_addresses import our_claim

ON_A_PAGE = 50
SHOWN_APART = {"before", "after", "fields", "facts"}
KEYS = {
    "evidence",
    "flag",
    "comment",
    "attachment",
    "question",
    "copy_of",
    "keep",
    "other",
    "into",
    "sha256",
    "version",
}
"""What only programs read."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that had one value and has another."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: the statuses it led from and to, the fields it changed, and what else it says."""

    entry: AuditEntry
    statuses: tuple[str, str] | None
    changes: tuple[Change, ...]
    details: dict[str, str]


def latest_of(claim: Claim) -> QuerySet[AuditEntry]:
    """Every entry of a claim, the latest first."""
    return audit.entries_of(claim).order_by("-seq")


def rows(entries: Iterable[AuditEntry]) -> list[Row]:
    """Entries as pages show them."""
    return [_row(entry) for entry in entries]


def _row(entry: AuditEntry) -> Row:
    payload = entry.payload or {}
    before, after = payload.get("before"), payload.get("after")
    statuses = (str(before), str(after)) if entry.action == "status changed" and before else None
    changes = () if statuses else _changes(before, after)
    hidden = SHOWN_APART | KEYS
    details = {name.replace("_", " "): in_words(value) for name, value in payload.items() if name not in hidden}
    return Row(entry, statuses, changes, details)


def _changes(before: Any, after: Any) -> tuple[Change, ...]:
    """How `before` became `after`, field by field."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        before, after = {"": before}, {"": after}
    kind = str(after.get("kind", ""))
    pairs = [
        Change(name.replace("_", " "), _value(name, before.get(name), kind), _value(name, after.get(name), kind))
        for name in after
    ]
    return tuple(pair for pair in pairs if pair.before != pair.after)


def _value(name: str, value: Any, kind: str) -> str:
    if name == "settled_by" and kind:
        try:
            return contract_in_words(kind, value)
        except (ContractError, ValueError):
            return in_words(value)  # of an older form
    return in_words(value)


@require_safe
def claim_history(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Every entry of a claim of the reader's desks, page by page; 404 for any other."""
    claim = our_claim(request, uuid)
    page = Paginator(latest_of(claim), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "claim": claim,
        "page": page,
        "rows": rows(page.object_list),
        "redacts": may(request.user, "redact", claim.desk),
    }
    return show(request, "desk/claims/history.html", _("History"), context)
