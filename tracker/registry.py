"""Adding resources: by hand, and from the feeds that list them."""

import contextlib
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.models import Source
from claims.services.base import InvalidInput
from claims.services.sources import host_of
from tracker.extract.documents import Entry
from tracker.extract.selectors import InvalidSelector, check_part
from tracker.models import PollingPolicy, Resource, Snapshot


def watch_url(
    *,
    source: Source,
    url: str,
    kind: str = "html",
    part: str = "main",
    selector: str = "",
    feed: Resource | None = None,
) -> Resource:
    """Poll an address for a source, at once; an address that is polled already comes back as it is.

    `part` and `selector` say what of a document is read (docs/watching.md). Raises InvalidInput for an address, a
    kind, a part or a selector that is none.
    """
    _, host = host_of(url)
    _check(kind=kind, part=part, selector=selector)
    PollingPolicy.objects.get_or_create(
        source=source, defaults={"interval_s": settings.TRACKER_DEFAULT_INTERVAL_SECONDS}
    )
    resource, _ = Resource.objects.get_or_create(
        url=url,
        defaults={
            "source": source,
            "host": host,
            "kind": kind,
            "part": part,
            "selector": selector,
            "feed": feed,
            "next_poll_at": timezone.now(),
        },
    )
    return resource


def change_selector(*, resource: Resource, part: str, selector: str = "") -> Resource:
    """Read another part of a resource from now on, beginning with the content that is stored of it.

    Its validators are forgotten, so that its publisher sends the whole anew. Quotes that the new part does not show
    are out of sight, not withdrawn (`standing`). Raises InvalidInput for a part or selector that does not fit its kind.
    """
    _check(kind=resource.kind, part=part, selector=selector)
    if (resource.part, resource.selector) == (part, selector):
        return resource
    facts = {"part": part, "selector": selector, "etag": "", "last_modified": "", "validated_url": ""}
    with transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(**facts)
        if latest := resource.snapshots.order_by("-pk").first():
            # The same bytes once more in a row, as polling never stores them: so a reading is known for a re-reading.
            Snapshot.objects.create(
                resource=resource,
                body_id=latest.body_id,
                final_url=latest.final_url,
                charset=latest.charset,
                fetched_at=latest.fetched_at,
            )
    for name, value in facts.items():
        setattr(resource, name, value)
    return resource


def _check(*, kind: str, part: str, selector: str) -> None:
    if kind not in Resource.Kind.values:
        raise InvalidInput("kind", f"one of {', '.join(Resource.Kind.values)}.")
    try:
        check_part(kind=kind, part=part, selector=selector)
    except InvalidSelector as refusal:
        raise InvalidInput(refusal.field, refusal.remedy) from refusal


def add_entries(feed: Resource, entries: Iterable[Entry]) -> None:
    """Make the entries of a feed resources of their own.

    They are polled as the feed's source asks; the tier of what they say is that of whoever owns the host reached.
    """
    for entry in entries:
        with contextlib.suppress(InvalidInput):  # one bad link does not hide the others
            watch_url(source=feed.source, url=entry.url[:2000], feed=feed)
