"""From a snapshot's stored bytes to what is read in them, by the kind of its resource and the part that is picked."""

from dataclasses import replace
from typing import cast

from tracker.extract.documents import Document, Feed, Unreadable
from tracker.extract.isolation import Extractor
from tracker.extract.isolation import Kind as ReadableKind
from tracker.extract.selectors import PARTS
from tracker.extract.sniff import kind_of
from tracker.models import Resource, Snapshot
from tracker.snapshots import bodies, envelopes


def read(snapshot: Snapshot, *, extractor: Extractor) -> Document | Feed | Unreadable:
    """The document, the list of links, or why there is neither. Reads the stored body; no network."""
    resource = snapshot.resource
    try:
        content = bodies.load(snapshot.body)
        kind, title = str(resource.kind), ""
        if sent := _sent(resource, content):
            kind, content, title = sent.kind, sent.content.encode(), sent.title
        elif kind == Resource.Kind.PUSHED:
            kind = kind_of(content, "text/plain")
        picks = resource.part in PARTS[kind]
        found = extractor.extract(
            cast("ReadableKind", kind),
            content,
            url=snapshot.final_url,
            charset=snapshot.charset or None,
            part=resource.part if picks else "main",
            selector=resource.selector if picks else "",
        )
    except Unreadable as reason:
        return reason
    return replace(found, title=title) if title and isinstance(found, Document) else found


def sender_of(snapshot: Snapshot) -> str:
    """Who sent us the page, by the name of their key; empty where we read it ourselves."""
    if snapshot.resource.kind != Resource.Kind.PUSHED:
        return ""
    sent = _sent(snapshot.resource, bodies.load(snapshot.body))
    return sent.sent_by if sent else ""


def _sent(resource: Resource, content: bytes) -> envelopes.Sent | None:
    """The page that was sent. None where it was polled, as a page that is sent now may have been before."""
    if resource.kind != Resource.Kind.PUSHED:
        return None
    try:
        return envelopes.unpack(content)
    except Unreadable:
        return None


def keep_wishes(resource: Resource, feed: Feed) -> None:
    """Write down how long the publisher of a list asks its readers to wait (`Resource.ttl_s`)."""
    if resource.ttl_s != feed.ttl_s:
        Resource.objects.filter(pk=resource.pk).update(ttl_s=feed.ttl_s)
        resource.ttl_s = feed.ttl_s
