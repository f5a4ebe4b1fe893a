"""Pages that were sent to us: kept as snapshots, and processed like any other.

What is sent is only as good as the key's holder: nobody but they saw the page. So the address must be on a host of the
key's source, and what comes of it is told evidence, until we have read the page ourselves: that is tried at once. Where
a reviewer vouches for the key, its pages count as read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from claims.services import source_of_url
from claims.services.base import InvalidInput
from claims.services.sources import address_of
from tracker.models import NO_ERROR, Body, IngestKey, Resource, Snapshot
from tracker.snapshots import bodies, envelopes
from tracker.snapshots.envelopes import ContentType, Sent
from tracker.watching.resources import watch_url

CLOCKS_DIFFER = timedelta(minutes=5)
"""A sender's clock may be ahead of ours by so much."""

MOST_WAITING = 500
"""Pages of one source that may wait to be processed. A scraper that is faster is asked to come later."""


class Refused(Exception):
    """What is sent contradicts what is known, or comes too fast; the message says what to do."""


class ContentConflict(Refused):
    """The page is not taken in its present state."""


class Busy(Refused):
    """Too much waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """What a scraper read: the content of an address at one moment."""

    url: str
    content: str
    content_type: ContentType
    retrieved_at: datetime
    title: str = ""


def receive(*, key: IngestKey, page: SentPage, now: datetime) -> tuple[Snapshot, bool]:
    """The snapshot of a page that was sent, and whether it is new. The same page sent again comes back as it is.

    Raises InvalidInput for an address that is not the source's, or a time or content that cannot be; ContentConflict
    where the page is polled, or was read later already; Busy.
    """
    url = _checked_url(page.url, key)
    if page.retrieved_at > now + CLOCKS_DIFFER:
        raise InvalidInput("retrieved_at", "it lies in the future. Send UTC, or the offset of your clock.")
    if not page.content.strip():
        raise InvalidInput("content", "it is empty. A page that is not there is not sent.")
    if len(page.content.encode()) > envelopes.MAX_CONTENT_BYTES:
        raise InvalidInput("content", f"at most {envelopes.MAX_CONTENT_BYTES:,} bytes of UTF-8.")
    sent = Sent(url=url, content_type=page.content_type, content=page.content, title=page.title, sent_by=key.name)
    waiting = Snapshot.objects.filter(processed_at=None, resource__source=key.source_id)
    if waiting.count() >= MOST_WAITING:
        raise Busy(f"{MOST_WAITING} pages of this source wait to be read. Come back later.")
    resource = watch_url(source=key.source, url=url, kind=Resource.Kind.PUSHED)
    body = bodies.store(envelopes.pack(sent))
    return _keep(resource, key=key, body=body, at=min(page.retrieved_at, now))


def _checked_url(url: str, key: IngestKey) -> str:
    """The address as we write it, without fragment, where its host is the key's source's."""
    plain = address_of(url).url
    if (owner := source_of_url(plain)) is None or owner.pk != key.source_id:
        raise InvalidInput("url", f"its host is none of {key.source}'s. Register it there, or use its owner's key.")
    return plain


@transaction.atomic
def _keep(resource: Resource, *, key: IngestKey, body: Body, at: datetime) -> tuple[Snapshot, bool]:
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if current.kind != Resource.Kind.PUSHED and current.next_poll_at is not None:
        raise ContentConflict("url: this page is polled. Pause its polling, and what you send takes its place.")
    sent = current.snapshots.filter(came_by=Snapshot.CameBy.KEY)
    latest = sent.select_related("body").order_by("-pk").first()
    if latest and latest.body_id == body.pk:
        Resource.objects.filter(Q(read_at=None) | Q(read_at__lt=at), pk=current.pk).update(read_at=at)
        return latest, False
    if again := current.snapshots.filter(body=body, fetched_at=at).select_related("body").first():
        return again, False
    if latest and at < latest.fetched_at:
        moment = latest.fetched_at.isoformat()
        raise ContentConflict(f"retrieved_at: the page is known as it was read at {moment}; send what was read later.")
    facts = {"kind": Resource.Kind.PUSHED, "part": Resource.Part.MAIN, "selector": ""}
    well = {"paused": "", "failures": 0, **NO_ERROR}
    Resource.objects.filter(pk=current.pk).update(**facts, **well, source=key.source_id, read_at=at)
    snapshot = Snapshot.objects.create(
        resource=current,
        body=body,
        final_url=current.url,
        charset="utf-8",
        fetched_at=at,
        came_by=Snapshot.CameBy.KEY,
        key=key,
    )
    return snapshot, True
