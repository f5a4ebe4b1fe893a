"""Standing evidence: every quote is sought again in every later snapshot of its page."""

from datetime import datetime

from claims import services
from claims.models import Claim, Evidence
from tracker.extract.anchors import Selector, locate
from tracker.extract.documents import Document
from tracker.models import Resource, Snapshot


def check_quotes(snapshot: Snapshot, document: Document) -> set[Claim]:
    """Seek the page's quotes in its new text; gives the claims that rest on the page, to be weighed again.

    All of them, not only those whose quotes changed just now: a worker that died between this and the weighing must
    not swallow a loss. A page that shows only a part of itself (a paywall) cannot say that a sentence is gone.
    """
    items = Evidence.objects.filter(url=snapshot.resource.url).select_related("claim")
    for item in items:
        quote = Selector(item.quote, item.prefix, item.suffix)
        found = locate(quote, document.text, language=document.language or "en")
        if found.state == "gone" and document.paywalled:
            continue
        wording = found.wording if found.state == "altered" else ""
        services.set_standing(evidence=item, standing=found.state, wording=wording, at=snapshot.fetched_at)
    return {item.claim for item in items}


def mark_online(resource: Resource, *, online: bool, at: datetime) -> None:
    """Say of the page's evidence that it is no longer online, or that it is again. It keeps counting either way: a
    page that answers 404 has not taken its words back.
    """
    standing = Evidence.Standing
    before, after = (standing.OFFLINE, standing.STANDING) if online else (standing.STANDING, standing.OFFLINE)
    for item in Evidence.objects.filter(url=resource.url, standing=before).select_related("claim"):
        services.set_standing(evidence=item, standing=after, at=at)
