"""Stored pages: a snapshot as it was read, so that its words can be quoted without reading its bytes again."""

from tracker.evidence.ownership import ownerships
from tracker.evidence.propose import PageReading, said_at
from tracker.evidence.told import vouched_key
from tracker.extract.documents import Document
from tracker.models import Snapshot


def stored_page(snapshot: Snapshot) -> PageReading:
    """The reading of a stored snapshot, as far as it is kept. Its resource, source and desk are set."""
    return page_of(snapshot, stored_document(snapshot))


def stored_document(snapshot: Snapshot) -> Document:
    """What was read in a stored snapshot, as far as it is kept."""
    return Document(
        text=snapshot.text,
        title=snapshot.title,
        language=snapshot.language,
        published_on=snapshot.published_on,
        modified_at=None,
        canonical_url="",
        site_name="",
    )


def page_of(snapshot: Snapshot, document: Document) -> PageReading:
    """The reading of a snapshot with what was read in it."""
    fetched = snapshot.resource.snapshots.filter(came_by=Snapshot.CameBy.FETCHED, pk__lt=snapshot.pk)
    before = fetched.exclude(text="").order_by("-pk").values_list("fetched_at", flat=True).first()
    as_of = said_at(snapshot, document, before=before)
    whose = ownerships([snapshot])[snapshot.pk]
    return PageReading(snapshot, document, whose, as_of, vouched=vouched_key(snapshot) is not None)
