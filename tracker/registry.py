"""Adding resources: by hand, and from the feeds that list them."""

import contextlib
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from claims.models import Source
from claims.services.base import InvalidInput
from claims.services.sources import host_of
from tracker.extract.documents import Entry
from tracker.models import PollingPolicy, Resource


def watch_url(*, source: Source, url: str, kind: str = "html", feed: Resource | None = None) -> Resource:
    """Poll an address for a source, at once; an address that is polled already comes back as it is.

    Raises InvalidInput for an address that is none.
    """
    _, host = host_of(url)
    if kind not in Resource.Kind.values:
        raise InvalidInput("kind", f"one of {', '.join(Resource.Kind.values)}.")
    PollingPolicy.objects.get_or_create(
        source=source, defaults={"interval_s": settings.TRACKER_DEFAULT_INTERVAL_SECONDS}
    )
    resource, _ = Resource.objects.get_or_create(
        url=url,
        defaults={"source": source, "host": host, "kind": kind, "feed": feed, "next_poll_at": timezone.now()},
    )
    return resource


def add_entries(feed: Resource, entries: Iterable[Entry]) -> None:
    """Make the entries of a feed resources of their own.

    They are polled as the feed's source asks; the tier of what they say is that of whoever owns the host reached.
    """
    for entry in entries:
        with contextlib.suppress(InvalidInput):  # one bad link does not hide the others
            watch_url(source=feed.source, url=entry.url[:2000], feed=feed)
