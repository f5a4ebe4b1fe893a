"""What type of document a watched address holds (court ruling, model card, filing), as a reviewer names it."""

from django.db import transaction

from claims import audit, services
from claims.models import Evidence
from claims.permissions import may, require
from claims.services.base import require_text
from claims.services.documents import document_type
from claims.users import Principal
from tracker.models import Resource


@transaction.atomic
def name_document(*, by: Principal, resource: Resource, document: str, reason: str) -> Resource:
    """Say of what type a watched address is: what is read there counts as such from now on, and so do the items that
    were read there, whose claims are weighed again. Empty: it is of no particular type.

    Raises PermissionDenied, InvalidInput.
    """
    require(by, "name_document", resource.source.desk)
    require_text("reason", reason)
    name = document_type(document)
    before, resource.document = resource.document, name
    Resource.objects.filter(pk=resource.pk).update(document=name)
    payload = {"url": resource.url, "before": before, "after": name, "reason": reason}
    audit.append(subject=resource.source, action="document named", by=by, payload=payload, visibility="staff")
    read = Evidence.objects.filter(url=resource.url).exclude(basis=Evidence.Basis.TOLD).select_related("claim__desk")
    for item in read.order_by("claim_id", "pk"):
        if may(by, "name_document", item.claim.desk):
            services.name_document(by=by, evidence=item, document=name, reason=reason)
    return resource
