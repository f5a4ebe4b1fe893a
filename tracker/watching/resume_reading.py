"""Taking up again what was set aside: stored answers whose reading failed, or took its worker down."""

from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from claims import audit
from claims.permissions import require
from claims.services import InvalidInput
from claims.users import Principal
from tracker.models import Snapshot
from tracker.snapshots import set_aside

_NAMED = 20  # addresses that one entry of the history names


@transaction.atomic
def resume_reading(*, by: Principal, snapshots: "QuerySet[Snapshot]") -> int:
    """Have stored answers that wait read at once; how many. It stands in the history of each source.

    Raises PermissionDenied where the user is no reviewer of the desk of any of them; InvalidInput where nothing waits.
    """
    # By the sources' keys, not by their names: whoever locks several locks them in one order.
    rows = list(snapshots.select_related("resource__source__desk").order_by("resource__source_id", "pk"))
    if not rows:
        raise InvalidInput("snapshot", "it waits no more. Read the page again.")
    for source, waiting in groupby(rows, key=lambda row: row.resource.source):
        require(by, "resume_reading", source.desk)
        audit.lock(source)
        urls = sorted({row.resource.url for row in waiting})
        payload = {"urls": urls[:_NAMED], "addresses": len(urls)}
        audit.append(subject=source, action="reading resumed", by=by, payload=payload, visibility="staff")
    return set_aside.resume(Snapshot.objects.filter(pk__in=[row.pk for row in rows]))
