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
        if snapshot.came_by == Snapshot.CameBy.KEY:
            sent = envelopes.unpack(content)
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


def keep_wishes(resource: Resource, feed: Feed) -> None:
    """Write down how long the publisher of a list asks its readers to wait (`Resource.ttl_s`)."""
    if resource.ttl_s != feed.ttl_s:
        Resource.objects.filter(pk=resource.pk).update(ttl_s=feed.ttl_s)
        resource.ttl_s = feed.ttl_s
