"""Reading at once what was told: a page that a person named, and one that others sent to us.

A page is looked for among the stored snapshots that we fetched; else it is fetched through the one door, outside every
transaction. Its words found there, an item is read from then on and its page is watched, so that they are followed.
"""

import logging
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.utils import timezone

from claims import audit, services
from claims.models import Evidence, Source
from claims.services import reading
from claims.services.base import InvalidInput, lock_claim
from net.errors import FetchError
from net.messages import FetchResult
from tracker.evidence import quotes
from tracker.evidence.leads import let_go_quoted
from tracker.evidence.propose import PageReading
from tracker.evidence.stored_pages import page_of, stored_page
from tracker.evidence.told import ECHO, NOT_THERE, may_be_read
from tracker.extract.anchors import PageText
from tracker.extract.documents import Document, Unreadable
from tracker.extract.isolation import Kind as ReadableKind
from tracker.extract.selectors import PARTS
from tracker.extract.sniff import kind_of
from tracker.match.reflected import is_reflected
from tracker.models import Body, Resource, Snapshot
from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble
from tracker.watching.discovery.asking import ask
from tracker.watching.discovery.preview import reader
from tracker.watching.resources import watch_url

log = logging.getLogger(__name__)

MOST_SNAPSHOTS = 30
"""So many stored snapshots of a page are searched, the latest first."""

HELD_FOR = timedelta(minutes=5)
"""A worker has a page to itself for so long; killed, another reads it then."""

NO_ADDRESS = "It has no address, so that there is nothing to read."
NOBODYS = "Its host belongs to no source of the claim’s desk. Record its source, then have it read."


def read_now(evidence: Evidence) -> Evidence:
    """Try to find the words of a told item on its page; the item as it is afterwards, its claim weighed again.

    `basis` is “read” where they were found, else `basis_why` says why not. Takes up to half a minute; call it outside a
    transaction.
    """
    item = quotes.with_claims(Evidence.objects.filter(pk=evidence.pk)).get()
    if item.is_told:
        if why := _read(item):
            reading.note_unread(evidence=item, why=why)
        else:
            services.apply_finding(claim=item.claim)
    return Evidence.objects.select_related("origin", "claim__desk").get(pk=evidence.pk)


def _read(item: Evidence) -> str:
    """Mark the item as read; or why it cannot be, in words."""
    if not item.url:
        return NO_ADDRESS
    try:
        source = services.source_of_url(item.url)
    except InvalidInput as refusal:
        return str(refusal)
    if source is None or not may_be_read(item, source):
        return NOBODYS
    if is_reflected(item.quote, [item.url], path_too=False):
        return ECHO
    resource = Resource.objects.filter(url=_plain(item.url)).first()
    if resource and _found_in_stored(resource, item):
        return ""
    found = _fetched(_plain(item.url), resource)
    if isinstance(found, str):
        return found
    return _found_in_answer(item, source, *found)


def _plain(url: str) -> str:
    """The address without its fragment, which no server is asked for."""
    return url.partition("#")[0]


def _found_in_stored(resource: Resource, item: Evidence) -> bool:
    """Whether a stored snapshot that we fetched has the words. What became of them since is noted, too."""
    fetched = resource.snapshots.filter(came_by=Snapshot.CameBy.FETCHED).exclude(text="")
    stored = list(fetched.select_related("body", "resource__source__desk").order_by("-pk")[:MOST_SNAPSHOTS])
    for snapshot in stored:
        if _found(stored_page(snapshot), item):
            if snapshot != stored[0]:
                _follow_up(stored_page(stored[0]), item)
            return True
    return False


def _found(page: PageReading, item: Evidence) -> bool:
    """Whether the page has the words; then the item is read."""
    if not may_be_read(item, page.source) or page.reflects(item.quote):
        return False
    sought = quotes.seek(page, [item])
    if sought[0].place.state not in ("standing", "moved"):
        return False
    with transaction.atomic():
        lock_claim(item.claim)
        quotes.note_quotes(page, sought)
        let_go_quoted(item)
    return True


def _follow_up(page: PageReading, item: Evidence) -> None:
    """What became of the words in a later reading of the page."""
    read = quotes.with_claims(Evidence.objects.filter(pk=item.pk)).get()
    sought = quotes.seek(page, [read])
    with transaction.atomic():
        lock_claim(item.claim)
        quotes.note_quotes(page, sought)


def _fetched(url: str, resource: Resource | None) -> tuple[FetchResult, str, Document] | str:
    """The answer of an address, its kind and what is read in it; or why nothing is, in words."""
    try:
        result = ask(url)
    except FetchError as refusal:
        return refusal.sentence
    kind = kind_of(result.body, result.content_type)
    picks = resource is not None and resource.part in PARTS[kind]
    try:
        with reader() as extractor:
            found = extractor.extract(
                cast("ReadableKind", kind),
                result.body,
                url=result.final_url,
                charset=result.charset or None,
                part=resource.part if resource and picks else "main",
                selector=resource.selector if resource and picks else "",
            )
    except Unreadable as reason:
        return reason.sentence
    except RuntimeError:  # no reader can be started: this machine is at fault, which its operator must know
        log.exception("%r could not be read", url)
        return "The reader of pages cannot be started here just now. Tell the operator."
    if not isinstance(found, Document):
        return "A list of links stands at this address, which is never evidence."
    return result, kind, found


def _found_in_answer(item: Evidence, source: Source, result: FetchResult, kind: str, document: Document) -> str:
    """Keep an answer that has the words, and mark the item as read; or why not, in words."""
    text = PageText(document.text, document.language or "en")
    if quotes.follow(item, text).state not in ("standing", "moved"):
        return NOT_THERE
    resource = _watched(source, _plain(item.url), kind)
    try:
        snapshot = _keep(resource, result, bodies.store(result.body))
    except StorageTrouble as trouble:
        return f"The page answered, and the answer could not be kept here. {trouble.sentence}"
    return "" if _found(page_of(snapshot, document), item) else NOT_THERE


def _watched(source: Source, url: str, kind: str) -> Resource:
    """The resource at an address that evidence stands on; polled from now on, so that its words are followed."""
    if known := Resource.objects.filter(url=url).first():
        return known
    with transaction.atomic():
        resource = watch_url(source=source, url=url, kind=kind)
        payload = {"url": url, "kind": kind, "because": "told evidence was found there"}
        audit.append(subject=source, action="watched", by=None, payload=payload, visibility="staff")
    return resource


@transaction.atomic
def _keep(resource: Resource, result: FetchResult, body: Body) -> Snapshot:
    """The answer as a snapshot; the latest that we fetched, where it is the same."""
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    latest = current.snapshots.filter(came_by=Snapshot.CameBy.FETCHED).order_by("-pk").first()
    if latest and (latest.body_id, latest.final_url) == (body.pk, result.final_url):
        return latest
    return Snapshot.objects.create(
        resource=current,
        body=body,
        final_url=result.final_url,
        charset=result.charset,
        fetched_at=timezone.now(),
    )


# --- Pages that others sent to us -----------------------------------------------------------------------------------


def read_soon(resource: Resource) -> None:
    """Have a page that was sent to us read by ourselves, once: the next round does so (`read_sent_pages`)."""
    if resource.next_poll_at is None:
        Resource.objects.filter(pk=resource.pk).update(reread_at=timezone.now())


def read_sent_pages(*, now: datetime, limit: int = 20) -> int:
    """Read by ourselves, once, the pages that were sent to us and are due; how many were kept, to be processed.

    What cannot be read leaves its items told, with the reason.
    """
    kept = 0
    due = Resource.objects.filter(reread_at__lte=now).order_by("reread_at")
    for resource in due[:limit]:
        mine = Resource.objects.filter(pk=resource.pk, reread_at=resource.reread_at)
        if not mine.update(reread_at=now + HELD_FOR):
            continue  # another worker was faster
        found = _fetched(resource.url, resource)
        if isinstance(found, str):
            for item in quotes.evidence_on(resource).filter(basis=Evidence.Basis.TOLD):
                reading.note_unread(evidence=item, why=f"The page was sent to us; we could not read it: {found}")
        else:
            try:
                snapshot = _keep(resource, found[0], bodies.store(found[0].body))
            except StorageTrouble as trouble:
                log.warning("%r could not be kept. %s It is read again.", resource.url, trouble.sentence)
                continue  # its turn comes again when it is held no more
            Snapshot.objects.filter(pk=snapshot.pk).update(processed_at=None)
            kept += 1
        Resource.objects.filter(pk=resource.pk, reread_at=now + HELD_FOR).update(reread_at=None)
    return kept
