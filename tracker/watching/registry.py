"""Adding resources: by hand, and from the feeds that list them."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.models import Source
from claims.services.base import InvalidInput
from claims.services.sources import host_of
from tracker.extract.documents import Entry
from tracker.extract.selectors import InvalidSelector, check_part
from tracker.fetching.rendering import is_offered
from tracker.models import PollingPolicy, Resource, Snapshot
from tracker.scheduling.backoff import first_poll_after

_RNG = random.SystemRandom()
_AT_ONCE = 500
_LISTS = (Resource.Kind.FEED, Resource.Kind.SITEMAP)
_LONGEST_URL = 2_000
# Between the first polls of an import whose source asks for no spacing.
_LEAST_STEP_S = 0.1


def watch_url(
    *,
    source: Source,
    url: str,
    kind: str = "html",
    part: str = "main",
    selector: str = "",
    rendered: bool = False,
    feed: Resource | None = None,
) -> Resource:
    """Poll an address for a source, at once; an address that is polled already comes back as it is.

    `part` and `selector` say what of a document is read, `rendered` whether its scripts are run first
    (docs/watching.md). Raises InvalidInput for an address, a kind, a part or a selector that is none, and for scripts
    that nobody can run.
    """
    _, host = host_of(url)
    _check(kind=kind, part=part, selector=selector, rendered=rendered)
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
            "rendered": rendered,
            "feed": feed,
            "next_poll_at": timezone.now(),
        },
    )
    return resource


def change_selector(*, resource: Resource, part: str, selector: str = "", rendered: bool | None = None) -> Resource:
    """Read another part of a resource from now on, beginning with the content that is stored of it; with `rendered`,
    run its scripts first, or no more, from its next answer on.

    Its validators are forgotten, so that its publisher sends the whole anew. Quotes that the new part does not show
    are out of sight, not withdrawn (`standing`). Raises InvalidInput for what does not fit its kind, and for scripts
    that nobody can run.
    """
    rendered = resource.rendered if rendered is None else rendered
    _check(kind=resource.kind, part=part, selector=selector, rendered=rendered and not resource.rendered)
    another_part = (resource.part, resource.selector) != (part, selector)
    if not another_part and resource.rendered == rendered:
        return resource
    validators = {"etag": "", "last_modified": "", "validated_url": ""}
    facts = {"part": part, "selector": selector, "rendered": rendered, **validators}
    with transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(**facts)
        if another_part and (latest := resource.snapshots.order_by("-pk").first()):
            # The same bytes once more in a row, as polling never stores them: so a reading is known for a re-reading.
            Snapshot.objects.create(
                resource=resource,
                body_id=latest.body_id,
                final_url=latest.final_url,
                charset=latest.charset,
                rendered=latest.rendered,
                fetched_at=latest.fetched_at,
            )
    for name, value in facts.items():
        setattr(resource, name, value)
    return resource


def _check(*, kind: str, part: str, selector: str, rendered: bool = False) -> None:
    if kind not in Resource.Kind.values:
        raise InvalidInput("kind", f"one of {', '.join(Resource.Kind.values)}.")
    try:
        check_part(kind=kind, part=part, selector=selector)
    except InvalidSelector as refusal:
        raise InvalidInput(refusal.field, refusal.remedy) from refusal
    if rendered and kind != Resource.Kind.HTML:
        raise InvalidInput("rendered", "only pages have scripts that could be run.")
    if rendered and not is_offered():
        raise InvalidInput("rendered", "no rendering service is set up here; docs/operations.md says how.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of addresses: how many are new, how many were polled already, and why some are refused."""

    added: int
    known: int
    refused: list[tuple[str, str]]


def watch_urls(*, source: Source, urls: Iterable[str], kind: str = "html", feed: Resource | None = None) -> Imported:
    """Poll many addresses for a source. Their first polls are spread, so that an import does not march in step: over
    the time that the source's spacing asks for so many, at most its interval; a few are polled nearly at once.

    A bad address does not hide the others: it is named with its reason. Raises InvalidInput for a kind that is none.
    """
    _check(kind=kind, part="main", selector="")
    wanted, refused = _sorted_out(urls)
    policy, _ = PollingPolicy.objects.get_or_create(
        source=source, defaults={"interval_s": settings.TRACKER_DEFAULT_INTERVAL_SECONDS}
    )
    known = 0
    rows: list[Resource] = []
    now = timezone.now()
    for chunk in _chunks(wanted):
        there = set(Resource.objects.filter(url__in=chunk).values_list("url", flat=True))
        known += len(there)
        rows += [
            Resource(source=source, url=url, host=wanted[url], kind=kind, feed=feed)
            for url in chunk
            if url not in there
        ]
    span_s = min(policy.interval_s, (len(rows) - 1) * max(policy.spacing_s, _LEAST_STEP_S))
    for row in rows:
        row.next_poll_at = now + timedelta(seconds=first_poll_after(span_s, rng=_RNG))
    # Another worker may be adding the same: whoever comes first stays.
    Resource.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    return Imported(added=len(rows), known=known, refused=refused)


def _chunks(urls: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(urls)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk


def _sorted_out(urls: Iterable[str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The addresses that can be polled, each with its host and once; and the others, each with a reason."""
    wanted: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    for url in urls:
        try:
            if len(url) > _LONGEST_URL:
                raise InvalidInput("url", f"an address has at most {_LONGEST_URL} characters.")
            wanted[url] = host_of(url)[1]
        except InvalidInput as refusal:
            refused.append((url[:_LONGEST_URL], str(refusal)))
    return wanted, refused


def add_entries(feed: Resource, entries: Iterable[Entry]) -> int:
    """Make the entries of a feed resources of their own, each of its kind; how many are new.

    They are polled as the feed's source asks; the tier of what they say is that of whoever owns the host reached.
    A list that is an entry of a list lists no further lists: an index of sitemaps is one level deep (sitemaps.org).
    """
    urls: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if feed.feed_id is None or entry.kind not in _LISTS:
            urls[entry.kind].append(entry.url)
    return sum(watch_urls(source=feed.source, urls=listed, kind=kind, feed=feed).added for kind, listed in urls.items())
