"""What type of document an item is (court ruling, model card, filing), as a reviewer names it: contracts ask for it.

What a journalist, a key or a scraper says of it stands beside the item as told, and counts for nothing.
"""

from django.db import transaction

from claims import audit
from claims.models import Evidence
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.decisions import apply_finding
from claims.users import Principal

MAX_CHARS = 100


def document_type(name: str) -> str:
    """The name of a type of document as it is kept; empty: of no particular type. Raises InvalidInput."""
    words = " ".join(name.split())
    if len(words) > MAX_CHARS:
        raise InvalidInput("document", f"at most {MAX_CHARS} characters, as in “court ruling”.")
    return words


@transaction.atomic
def name_document(*, by: Principal, evidence: Evidence, document: str, reason: str) -> Evidence:
    """Say of what type an item is that the tracker read; its claim is weighed again.

    Raises PermissionDenied; InvalidInput for an item that is told still.
    """
    claim = lock_claim(evidence.claim)
    require(by, "name_document", claim.desk)
    require_text("reason", reason)
    name = document_type(document)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if current.is_told:
        raise InvalidInput("evidence", "it was told and is not read yet: have it read first.")
    if current.document == name:
        return current
    before, current.document = current.document, name
    current.save(update_fields=["document"])
    payload = {"evidence": str(current.uuid), "before": before, "after": name, "reason": reason}
    facts = audit.facts_of(current, "document")
    audit.append(subject=claim, action="document named", by=by, payload=payload, visibility="staff", facts=facts)
    apply_finding(claim=claim)
    return current
