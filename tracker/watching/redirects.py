"""What people decide about addresses that have moved for good.

A redirect within a host is followed by itself; one to another host waits for a person, for whose words count how much
belongs to the owner of a host. Accepting gives nothing away: what is read at the new host has the tier of the source
that owns it, or none.
"""

from typing import Any

from django.db import transaction

from claims import audit
from claims.permissions import require
from claims.services.base import InvalidInput
from claims.services.sources import source_of_url
from claims.users import Principal
from tracker.models import Resource
from tracker.scheduling.redirects import STAYS, host_and_port, is_downgrade, poll_address
from tracker.watching.resources import rewrite
from tracker.watching.selectors import NO_VALIDATORS


def in_words(resource: Resource) -> str:
    """What became of its address; empty where nothing did."""
    if resource.move_waits and is_downgrade(resource.url, resource.moved_to):
        return f"It redirects for good to {resource.moved_to}, plain http, where it is not followed for good."
    if resource.move_waits:
        owner = source_of_url(resource.moved_to)
        whose = f"which belongs to {owner}" if owner else "which belongs to no source we know"
        return f"It has moved for good to {resource.moved_to}, {whose}. Accept the new address, or let it be."
    return f"It is read at {resource.moved_to} now." if poll_address(resource) != resource.url else ""


@transaction.atomic
def accept_move(*, by: Principal, resource: Resource) -> Resource:
    """Read it at its new address from now on; evidence keeps the address it was quoted from.

    Raises PermissionDenied; InvalidInput where no move waits, and where it leads from https to http.
    """
    require(by, "watch", resource.source.desk)
    audit.lock(resource.source)
    resource = _locked(resource)
    if not resource.move_waits:
        raise InvalidInput("resource", "no move to another host waits to be accepted.")
    if is_downgrade(resource.url, resource.moved_to):
        raise InvalidInput("resource", "its new address is plain http, where anybody on the way can change the words.")
    return _write(by, resource, "move accepted", accepted_host=host_and_port(resource.moved_to), move_waits=False)


@transaction.atomic
def undo_move(*, by: Principal, resource: Resource) -> Resource:
    """Ask the old address again, whatever move was remembered.

    Raises PermissionDenied; InvalidInput where none was.
    """
    require(by, "watch", resource.source.desk)
    audit.lock(resource.source)
    resource = _locked(resource)
    if not resource.moved_to:
        raise InvalidInput("resource", "no move is remembered.")
    return _write(by, resource, "move undone", accepted_host="", **STAYS._asdict())


def _locked(resource: Resource) -> Resource:
    return Resource.objects.select_for_update(of=("self",)).select_related("source__desk").get(pk=resource.pk)


def _write(by: Principal, resource: Resource, action: str, **facts: Any) -> Resource:
    """Write, take the resource from whoever is asking the other address just now, and let it be asked at once."""
    payload = {"url": resource.url, "moved_to": resource.moved_to}
    rewrite(resource, **facts, **NO_VALIDATORS)
    audit.append(subject=resource.source, action=action, by=by, payload=payload, visibility="staff")
    return resource
