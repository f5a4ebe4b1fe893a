"""Leads that people dismissed, as rows for training: each says neither for nor against its claim.

One that was made evidence is among the rows already, as evidence that a person judged.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef

from claims.exports import SET
from claims.models import Evidence
from tracker.evidence.lead_decisions import EMPTIED
from tracker.models import Lead


def dismissed(since: datetime | None) -> Iterator[dict[str, Any]]:
    """One row a lead, judged on the claim's present wording. Left out are leads that were emptied, and pages of which
    an item of the claim was taken down.
    """
    hidden = Evidence.objects.filter(
        claim=OuterRef("claim"), url=OuterRef("resource__url"), visibility=Evidence.Visibility.STAFF
    )
    leads = Lead.objects.filter(state=Lead.State.DISMISSED, claim_version=F("claim__version")).exclude(quote=EMPTIED)
    leads = leads.filter(~Exists(hidden)).select_related("claim", "resource", "snapshot").defer("snapshot__text")
    for lead in (leads.filter(decided_at__gte=since) if since else leads).order_by("pk").iterator():
        yield _row(lead)


def _row(lead: Lead) -> dict[str, Any]:
    return {
        "id": str(lead.uuid),
        "set": SET,
        "page": lead.resource.url,
        "claim": lead.claim.text,
        "passage": lead.quote,
        "title": lead.snapshot.title,
        "kind": lead.claim.kind,
        "language": lead.snapshot.language or "en",
        "label": "neutral",
        "by": "lead",
        "at": lead.decided_at.isoformat() if lead.decided_at else "",
        "assessor": lead.assessor,
        "judged": lead.stance,
    }
