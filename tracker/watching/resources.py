"""Which addresses are watched, and when people want them read: start, pause, resume, read now.

Each verb of a person asks for a permission on the source's desk, stands in the source's history, and takes effect at
once: an answer that is under way for the old address, selector or interval is not written any more. Beside the writer
of polls (`polling/writer.py`), only this module says when a resource is polled next.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from claims import audit
from claims.models import Source
from claims.permissions import require
from claims.services.base import InvalidInput
from claims.services.sources import host_of
from claims.users import Principal
from tracker.extract.documents import Entry
from tracker.fetching.rendering import FLOOR_S
from tracker.models import NO_ERROR, PollingPolicy, Resource
from tracker.scheduling.next_poll import asks_to_wait, first_wait_s
from tracker.watching.listings import NO_PUBLISHERS, Publishers, named_publisher, note_listed_by_own, owns
from tracker.watching.selectors import check_selection, select

_RNG = random.SystemRandom()
_AT_ONCE = 500
_LISTS = (Resource.Kind.FEED, Resource.Kind.SITEMAP)
_LONGEST_URL = 2_000
# Between the first polls of an import whose source asks for no spacing.
_LEAST_STEP_S = 0.1


@transaction.atomic
def watch(
    *,
    by: Principal,
    source: Source,
    url: str,
    kind: str = "html",
    part: str = "main",
    selector: str = "",
    rendered: bool = False,
) -> Resource:
    """Poll an address for a source from now on.

    An address that another source's list led to goes on as it is watched; that its own host's source watches it, too,
    is remembered, and its words have that source's tier. Raises PermissionDenied; InvalidInput for an address, kind,
    part or selector that is none, for scripts that nobody can run, and for an address that is watched already.
    """
    require(by, "watch", source.desk)
    audit.lock(source)
    url = url.strip()
    if known := Resource.objects.filter(url=url).select_related("source").first():
        if known.source_id != source.pk and not known.listed_by_own and owns(source, url):
            _record(by, source, "watched", {"url": url, "kind": known.kind, **_what(known)})
            return watch_url(source=source, url=url)
        where = f"for {known.source}" if known.source.desk_id == source.desk_id else "by another desk"
        raise InvalidInput("url", f"it is watched already, {where}.")
    resource = watch_url(source=source, url=url, kind=kind, part=part, selector=selector, rendered=rendered)
    _record(by, source, "watched", {"url": url, "kind": kind, **_what(resource)})
    return resource


def watch_url(
    *,
    source: Source,
    url: str,
    kind: str = "html",
    part: str = "main",
    selector: str = "",
    rendered: bool = False,
    feed: Resource | None = None,
) -> Resource:
    """Watch an address for a source: it is polled at once, unless its kind says that it is sent to us. An address that
    is watched already comes back as it is.

    `part` and `selector` say what of a document is read, `rendered` whether its scripts are run first
    (docs/watching.md). Raises InvalidInput for an address, a kind, a part or a selector that is none, and for scripts
    that nobody can run.
    """
    _, host = host_of(url)
    check_selection(kind=kind, part=part, selector=selector, rendered=rendered)
    PollingPolicy.objects.get_or_create(source=source)
    resource, _ = Resource.objects.get_or_create(
        url=url,
        defaults={
            "source": source,
            "host": host,
            "kind": kind,
            "part": part,
            "selector": selector,
            "rendered": rendered,
            "feed": feed,
            "next_poll_at": None if kind == Resource.Kind.PUSHED else timezone.now(),
        },
    )
    if resource.source_id != source.pk and not resource.listed_by_own and owns(source, url):
        note_listed_by_own(source, [url])
        resource.listed_by_own = True
    return resource


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of addresses: how many are new, how many were polled already, and why some are refused."""

    added: int
    known: int
    refused: list[tuple[str, str]]


def watch_urls(
    *,
    source: Source,
    urls: Iterable[str],
    kind: str = "html",
    feed: Resource | None = None,
    publishers: Publishers = NO_PUBLISHERS,
) -> Imported:
    """Poll many addresses for a source. Their first polls are spread, so that an import does not march in step: over
    the time that the source's spacing asks for so many, at most its interval; a few are polled nearly at once.

    `publishers` are whom a list names as an item's publisher. A bad address does not hide the others: it is named with
    its reason. Raises InvalidInput for a kind that is none.
    """
    check_selection(kind=kind, part="main", selector="")
    wanted, refused = _sorted_out(urls)
    policy, _ = PollingPolicy.objects.get_or_create(source=source)
    known = 0
    rows: list[Resource] = []
    now = timezone.now()
    for chunk in _chunks(wanted):
        there = dict(Resource.objects.filter(url__in=chunk).values_list("url", "source_id"))
        known += len(there)
        note_listed_by_own(source, [url for url, source_id in there.items() if source_id != source.pk])
        rows += [
            Resource(source=source, url=url, host=wanted[url], kind=kind, feed=feed, **named_publisher(publishers, url))
            for url in chunk
            if url not in there
        ]
    span_s = min(policy.interval_s, (len(rows) - 1) * max(policy.spacing_s, _LEAST_STEP_S))
    for row in rows:
        row.next_poll_at = now + timedelta(seconds=first_wait_s(span_s, rng=_RNG))
    # Another worker may be adding the same: whoever comes first stays.
    Resource.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    return Imported(added=len(rows), known=known, refused=refused)


def _chunks(urls: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(urls)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk


def _sorted_out(urls: Iterable[str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The addresses that can be polled, each with its host and once; and the others, each with a reason."""
    wanted: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    for url in urls:
        try:
            if len(url) > _LONGEST_URL:
                raise InvalidInput("url", f"an address has at most {_LONGEST_URL} characters.")
            wanted[url] = host_of(url)[1]
        except InvalidInput as refusal:
            refused.append((url[:_LONGEST_URL], str(refusal)))
    return wanted, refused


def add_entries(feed: Resource, entries: Iterable[Entry]) -> int:
    """Make the entries of a feed resources of their own, each of its kind; how many are new.

    They are polled as the feed's source asks; whose words they are `tracker.evidence.ownership` says: those of whom the
    feed names as an item's publisher, with no better tier than whoever owns the host reached.
    A list that is an entry of a list lists no further lists: an index of sitemaps is one level deep (sitemaps.org).
    """
    urls: dict[str, list[str]] = defaultdict(list)
    publishers: dict[str, tuple[str, str]] = {}
    for entry in entries:
        if feed.feed_id is None or entry.kind not in _LISTS:
            urls[entry.kind].append(entry.url)
            publishers[entry.url] = (entry.publisher, entry.publisher_url)
    return sum(
        watch_urls(source=feed.source, urls=listed, kind=kind, feed=feed, publishers=publishers).added
        for kind, listed in urls.items()
    )


@transaction.atomic
def change_selector(
    *, by: Principal, resource: Resource, part: str, selector: str = "", rendered: bool | None = None
) -> Resource:
    """Read another part of a resource from now on, or read it after its scripts ran; it is read anew, whatever its
    validators said.

    Raises PermissionDenied; InvalidInput for what does not fit its kind, and for scripts that nobody can run.
    """
    require(by, "watch", resource.source.desk)
    audit.lock(resource.source)
    before = _what(resource)
    select(resource=resource, part=part, selector=selector, rendered=rendered)
    rewrite(resource)
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
def pause(*, by: Principal, resource: Resource, reason: str = "") -> Resource:
    """Poll it no more until somebody resumes it. Raises PermissionDenied; InvalidInput where it is not polled."""
    require(by, "watch", resource.source.desk)
    audit.lock(resource.source)
    resource.refresh_from_db()
    if resource.next_poll_at is None:
        raise InvalidInput("resource", "it is not polled now, so there is nothing to pause.")
    said = f"Paused by {audit.name_of(by)}{f': {reason.strip()}' if reason.strip() else '.'}"
    rewrite(resource, next_poll_at=None, paused=said[:500], **NO_ERROR)
    _record(by, resource.source, "paused", {"url": resource.url, "reason": reason.strip()})
    return resource


@transaction.atomic
def resume(*, by: Principal, resource: Resource) -> Resource:
    """Poll it again, at once: what was paused, what had ended, what was set aside.

    Raises PermissionDenied; InvalidInput for what is polled already or is only ever sent to us.
    """
    require(by, "watch", resource.source.desk)
    audit.lock(resource.source)
    resource.refresh_from_db()
    if resource.kind == Resource.Kind.PUSHED:
        raise InvalidInput("resource", "it is sent to us and never polled.")
    if resource.next_poll_at is not None and not resource.attempts:
        raise InvalidInput("resource", "it is polled already.")
    rewrite(resource, next_poll_at=timezone.now(), paused="", failures=0, attempts=0, **NO_ERROR)
    _record(by, resource.source, "resumed", {"url": resource.url})
    return resource


@transaction.atomic
def poll_now(*, by: Principal, resource: Resource) -> Resource:
    """Let the next sweep read it, within seconds.

    Raises PermissionDenied; InvalidInput where it was read less than its floor ago, where its host asked us to wait,
    and where it is not polled.
    """
    require(by, "watch", resource.source.desk)
    audit.lock(resource.source)
    resource.refresh_from_db()
    if resource.next_poll_at is None:
        raise InvalidInput("resource", "it is not polled now. Resume it first.")
    now = timezone.now()
    soonest = soonest_poll(resource, PollingPolicy.of(resource.source))
    if soonest and soonest > now:
        raise InvalidInput("resource", f"it may be read again from {soonest:%H:%M:%S} UTC on.")
    poll_by(resource, at=now)
    resource.refresh_from_db()
    return resource


def soonest_poll(resource: Resource, polling: PollingPolicy) -> datetime | None:
    """From when on somebody may have it read out of turn; None: at once."""
    if asks_to_wait(resource.error_code):
        return resource.next_poll_at
    floor_s = max(polling.floor_s, FLOOR_S if resource.rendered else 0)
    return resource.polled_at + timedelta(seconds=floor_s) if resource.polled_at else None


def poll_by(resource: Resource, *, at: datetime) -> None:
    """Have a resource that is polled asked at `at`, unless it is to be asked earlier."""
    polled = Resource.objects.filter(pk=resource.pk, next_poll_at__isnull=False)
    polled.update(next_poll_at=Least(F("next_poll_at"), at))


def poll_within(*, source: Source, interval_s: int) -> None:
    """Spread over an interval the polls that were planned by a longer one. What fails keeps its backoff."""
    now = timezone.now()
    late = now + timedelta(seconds=1.1 * interval_s)
    rows = list(Resource.objects.filter(source=source, next_poll_at__gt=late, failures=0).only("pk", "next_poll_at"))
    for row in rows:
        row.next_poll_at = now + timedelta(seconds=first_wait_s(interval_s, rng=_RNG))
    Resource.objects.bulk_update(rows, ["next_poll_at"], batch_size=_AT_ONCE)


def rewrite(resource: Resource, **facts: Any) -> None:
    """Write to a resource and take it from whoever leases it: what they bring back is not written. Where it is polled,
    it is polled at once.
    """
    if resource.next_poll_at is not None:
        facts = {"next_poll_at": timezone.now(), **facts}
    facts = {"lease_id": None, "leased_until": None, **facts}
    Resource.objects.filter(pk=resource.pk).update(**facts)
    for name, value in facts.items():
        setattr(resource, name, value)


def _record(by: Principal, source: Source, action: str, payload: dict[str, Any]) -> None:
    audit.append(subject=source, action=action, by=by, payload=payload, visibility="staff")
