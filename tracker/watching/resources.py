"""What people do about the watch: start it, change what is read, pause it, read now, choose its rhythm.

Each deed asks for a permission on the source's desk, stands in the source's history, and takes effect at once: an
answer that is under way for the old address, selector or rhythm is not written any more.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims import audit
from claims.models import Claim, Source
from claims.permissions import require
from claims.services.base import InvalidInput
from tracker.fetching.rendering import FLOOR_S
from tracker.models import PollingPolicy, Resource, Watch
from tracker.watching import registry
from tracker.watching.polling_policy import polling_of

PAUSED = "paused"
"""The error code of a resource that a person paused."""

# Who asks us to wait is not asked again because somebody is in a hurry (RFC 9110 §10.2.3, RFC 6585 §4).
ASKS_US_TO_WAIT = frozenset({"http-429", "http-503"})


@transaction.atomic
def watch(
    *,
    by: Any,
    source: Source,
    url: str,
    kind: str = "html",
    part: str = "main",
    selector: str = "",
    rendered: bool = False,
) -> Resource:
    """Poll an address for a source from now on.

    Raises PermissionDenied; InvalidInput for an address, kind, part or selector that is none, for scripts that nobody
    can run, and for an address that is watched already.
    """
    require(by, "watch", source.desk)
    url = url.strip()
    if known := Resource.objects.filter(url=url).select_related("source").first():
        where = f"for {known.source}" if known.source.desk_id == source.desk_id else "by another desk"
        raise InvalidInput("url", f"it is watched already, {where}.")
    resource = registry.watch_url(source=source, url=url, kind=kind, part=part, selector=selector, rendered=rendered)
    _record(by, source, "watched", {"url": url, "kind": kind, **_what(resource)})
    return resource


@transaction.atomic
def change_selector(
    *, by: Any, resource: Resource, part: str, selector: str = "", rendered: bool | None = None
) -> Resource:
    """Read another part of a resource from now on, or read it after its scripts ran; it is read anew, whatever its
    validators said.

    Raises PermissionDenied; InvalidInput for what does not fit its kind, and for scripts that nobody can run.
    """
    require(by, "watch", resource.source.desk)
    before = _what(resource)
    registry.change_selector(resource=resource, part=part, selector=selector, rendered=rendered)
    if resource.next_poll_at is not None:
        _rewrite(resource, next_poll_at=timezone.now())
    _record(
        by,
        resource.source,
        "selector changed",
        {"url": resource.url, "before": before, "after": _what(resource)},
    )
    return resource


def _what(resource: Resource) -> dict[str, Any]:
    """What is read of it, for the history."""
    rendered = {"rendered": True} if resource.rendered else {}
    return {"part": resource.part, "selector": resource.selector, **rendered}


@transaction.atomic
def pause(*, by: Any, resource: Resource, reason: str = "") -> Resource:
    """Poll it no more until somebody resumes it. Raises PermissionDenied; InvalidInput where it is not polled."""
    require(by, "watch", resource.source.desk)
    resource.refresh_from_db()
    if resource.next_poll_at is None:
        raise InvalidInput("resource", "it is not polled now, so there is nothing to pause.")
    said = f"Paused by {audit.name_of(by)}{f': {reason.strip()}' if reason.strip() else '.'}"
    _rewrite(resource, next_poll_at=None, error_code=PAUSED, error=said[:500])
    _record(by, resource.source, "paused", {"url": resource.url, "reason": reason.strip()})
    return resource


@transaction.atomic
def resume(*, by: Any, resource: Resource) -> Resource:
    """Poll it again, at once: what was paused, what had ended, what was set aside.

    Raises PermissionDenied; InvalidInput for what is polled already or is only ever sent to us.
    """
    require(by, "watch", resource.source.desk)
    resource.refresh_from_db()
    if resource.kind == Resource.Kind.PUSHED:
        raise InvalidInput("resource", "it is sent to us and never polled.")
    if resource.next_poll_at is not None and not resource.attempts:
        raise InvalidInput("resource", "it is polled already.")
    _rewrite(resource, next_poll_at=timezone.now(), error_code="", error="", failures=0, attempts=0)
    _record(by, resource.source, "resumed", {"url": resource.url})
    return resource


@transaction.atomic
def poll_now(*, by: Any, resource: Resource) -> Resource:
    """Let the next sweep read it, within seconds.

    Raises PermissionDenied; InvalidInput where it was read less than its floor ago, where its host asked us to wait,
    and where it is not polled.
    """
    require(by, "watch", resource.source.desk)
    resource.refresh_from_db()
    if resource.next_poll_at is None:
        raise InvalidInput("resource", "it is not polled now. Resume it first.")
    now = timezone.now()
    soonest = soonest_poll(resource, polling_of(resource.source))
    if soonest and soonest > now:
        raise InvalidInput("resource", f"it may be read again from {soonest:%H:%M:%S} UTC on.")
    if resource.next_poll_at > now:
        Resource.objects.filter(pk=resource.pk).update(next_poll_at=now)
        resource.next_poll_at = now
    return resource


def soonest_poll(resource: Resource, polling: PollingPolicy) -> datetime | None:
    """From when on somebody may have it read out of turn; None: at once."""
    if resource.error_code in ASKS_US_TO_WAIT:
        return resource.next_poll_at
    floor_s = max(polling.floor_s, FLOOR_S if resource.rendered else 0)
    return resource.polled_at + timedelta(seconds=floor_s) if resource.polled_at else None


@transaction.atomic
def hold_against(*, by: Any, source: Source, claims: Iterable[Claim]) -> None:
    """Let claims watch a source, so that what is read there is held against them. Raises PermissionDenied."""
    for claim in claims:
        require(by, "watch", source.desk)
        require(by, "watch", claim.desk)
        _, is_new = Watch.objects.get_or_create(claim=claim, source=source)
        if is_new:
            _record(by, source, "held against a claim", {"claim": str(claim.uuid), "text": claim.text})


@transaction.atomic
def let_go(*, by: Any, source: Source, claim: Claim) -> None:
    """A claim watches a source no more; the evidence found so far stays. Raises PermissionDenied."""
    require(by, "watch", source.desk)
    if Watch.objects.filter(source=source, claim=claim).delete()[0]:
        _record(by, source, "no longer held against a claim", {"claim": str(claim.uuid), "text": claim.text})


def _rewrite(resource: Resource, **facts: Any) -> None:
    """Write to a resource and take it from whoever leases it: what they bring back is not written."""
    facts = {"lease_id": None, "leased_until": None, **facts}
    Resource.objects.filter(pk=resource.pk).update(**facts)
    for name, value in facts.items():
        setattr(resource, name, value)


def _record(by: Any, source: Source, action: str, payload: dict[str, Any]) -> None:
    audit.append(subject=source, action=action, by=by, payload=payload, visibility="staff")
