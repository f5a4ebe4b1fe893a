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
from claims.models import AuditEntry, Claim
from claims.permissions import may
from desk.frame import show
from desk.history_words import KEYS, Change, changes_of, payload_in_words
from desk.records.claim_addresses import our_claim

ON_A_PAGE = 50
SHOWN_APART = {"before", "after", "fields", "facts"}
OF_A_PROPOSAL = {"from", "to", "kind"}
"""What the statuses of a flag's entry, or its reasons, say already."""


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
    statuses = _statuses(entry.action, payload)
    changes = () if statuses else changes_of(entry)
    hidden = SHOWN_APART | KEYS | (OF_A_PROPOSAL if entry.action.startswith("flag ") or statuses else set())
    return Row(entry, statuses, changes, payload_in_words(entry, *hidden))


def _statuses(action: str, payload: dict[str, Any]) -> tuple[str, str] | None:
    """The statuses that an entry led from and to, or that a flag proposes."""
    if action == "status changed" and payload.get("before"):
        return str(payload["before"]), str(payload["after"])
    if action.startswith("flag ") and payload.get("from") and payload.get("to"):
        return str(payload["from"]), str(payload["to"])
    return None


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
