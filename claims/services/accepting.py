"""When evidence becomes public: a person accepts it or decides a flag that lists it, or automation counts it.

What a person adds is accepted by being added. What is public stays so; what was taken down does not come back this way.
"""

from collections.abc import Iterable

from django.db import transaction

from claims import audit
from claims.models import Claim, Evidence, Flag
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim
from claims.users import Principal


@transaction.atomic
def accept_evidence(*, by: Principal, evidence: Evidence) -> Evidence:
    """Make an item public that the machine found; where its claim is published its readers see it from now on.

    Raises PermissionDenied; InvalidInput for an item that is public, retracted, or was taken down.
    """
    claim = lock_claim(evidence.claim)
    require(by, "judge_evidence", claim.desk)
    current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if current.retracted:
        raise InvalidInput("evidence", "it was retracted: it is not shown.")
    if current.visibility != Evidence.Visibility.PENDING:
        taken_down = current.visibility == Evidence.Visibility.STAFF
        raise InvalidInput("evidence", "it was taken down." if taken_down else "it is public already.")
    make_public(claim, [str(current.uuid)], by=by)
    current.refresh_from_db()
    return current


def make_public(claim: Claim, uuids: Iterable[str], *, by: Principal) -> None:
    """Make those of these items public that wait for it, in the caller's transaction, the claim locked."""
    waiting = Evidence.objects.filter(
        claim=claim, uuid__in=list(uuids), visibility=Evidence.Visibility.PENDING, retracted=False
    )
    for item in waiting.order_by("pk"):
        item.visibility = Evidence.Visibility.PUBLIC
        item.save(update_fields=["visibility"])
        payload = {"evidence": str(item.uuid), "stance": item.stance, "source": item.source_name, "basis": item.basis}
        facts = audit.facts_of(item, "visibility")
        audit.append(subject=claim, action="evidence accepted", by=by, payload=payload, facts=facts)


def listed(flag: Flag) -> list[str]:
    """The items that a flag lists, counted or not."""
    return [uuid for uuid, *_ in (*flag.counted, *flag.not_counted)]
