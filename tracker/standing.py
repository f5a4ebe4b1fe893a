"""Standing evidence: every quote is sought again in every later snapshot of its page."""

from claims import services
from claims.models import Claim, Evidence
from tracker.extract.anchors import Selector, locate
from tracker.extract.documents import Document
from tracker.models import Snapshot


def check_quotes(snapshot: Snapshot, document: Document) -> set[Claim]:
    """Seek the page's quotes in its new text; gives the claims whose evidence no longer stands as it did.

    A page that shows only a part of itself (a paywall) cannot say that a sentence is gone.
    """
    touched: set[Claim] = set()
    for item in Evidence.objects.filter(url=snapshot.resource.url).select_related("claim"):
        standing = locate(
            Selector(item.quote, item.prefix, item.suffix), document.text, language=document.language or "en"
        )
        if standing.state == "gone" and document.paywalled:
            continue
        wording = standing.wording if standing.state == "altered" else ""
        if (item.standing, item.standing_wording) != (standing.state, wording):
            touched.add(item.claim)
        services.set_standing(evidence=item, standing=standing.state, wording=wording, at=snapshot.fetched_at)
    return touched
