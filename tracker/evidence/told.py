"""Told items whose words we find on a page that we fetched: they are read from then on. And the other way round."""

from django.db import transaction
from django.utils import timezone

from claims import services
from claims.models import Claim, Evidence, Source
from claims.services import reading
from claims.services.evidence_input import Descent, Quote
from tracker.evidence.propose import PageReading, title_at
from tracker.evidence.provenance import Provenance, propose_merges, provenance
from tracker.extract.anchors import Standing, make_selector
from tracker.models import IngestKey, Snapshot, Watch

NOT_THERE = "The page was read, and these words were not found on it."
ECHO = "The address itself holds these words: a page that gives back what it was asked for is never evidence."


def is_ours(snapshot: Snapshot) -> bool:
    """Whether we fetched it: nothing else makes an item read, or takes a read item's words away."""
    return snapshot.came_by == Snapshot.CameBy.FETCHED


def may_be_read(item: Evidence, source: Source | None) -> bool:
    """Whether an item may take the tier of a source: its own desk's, or one that its claim watches."""
    if source is None or source.desk_id == item.claim.desk_id:
        return True
    return Watch.objects.filter(claim=item.claim_id, source=source).exists()


def note_found(page: PageReading, item: Evidence, place: Standing) -> Evidence:
    """Write down that the words of a told or vouched item stand at `place` of a page that we fetched."""
    snapshot, document = page.snapshot, page.document
    selector = make_selector(document.text, place.start, place.end)
    copies = Provenance()
    if not item.attributed_key:
        copies = provenance(snapshot, document, item.claim, passage=selector.exact, stance=item.stance)
    found = reading.mark_read(
        evidence=item,
        quote=Quote(
            url=item.url,
            exact=item.quote,
            prefix=selector.prefix,
            suffix=selector.suffix,
            title=title_at(document, place.start),
            sha256=snapshot.body.sha256,
            language=document.language or "en",
            retrieved_at=snapshot.fetched_at,
            as_of=page.as_of,
        ),
        source=page.source,
        document=snapshot.resource.document,
        descent=Descent(origin=copies.origin, why=copies.why, carried_by=page.whose.carried_by),
    )
    propose_merges(found, copies)
    return found


def vouched_key(snapshot: Snapshot) -> IngestKey | None:
    """The key that sent a page, where a reviewer vouched for it by then and still does."""
    key = snapshot.key
    if key is None or key.vouched_at is None or snapshot.recorded_at < key.vouched_at:
        return None
    return key


@transaction.atomic
def distrust(key: IngestKey) -> list[Claim]:
    """Let what counted on the word for a key be told from now on; gives the claims of it, weighed again."""
    items = Evidence.objects.filter(basis=Evidence.Basis.VOUCHED, sender=key.uuid)
    claims = {item.claim for item in items.select_related("claim")}
    day = timezone.now().date().isoformat()
    for item in items:
        reading.mark_told(evidence=item, why=f"The scraper that sent it is not vouched for any more, since {day}.")
    for claim in sorted(claims, key=lambda claim: claim.pk):
        services.apply_finding(claim=claim)
    return list(claims)
