"""Whether the source that owns an address lists or watches it itself: only then its words have that source's tier."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from claims.models import Source
from claims.services.sources import source_of_url, sources_of_urls
from tracker.models import Resource

Publishers = Mapping[str, tuple[str, str]]
"""Whom a list names as the publisher of an item, by the item's address: name and address."""

NO_PUBLISHERS: Publishers = MappingProxyType({})


def owns(source: Source, url: str) -> bool:
    """Whether an address is the source's own."""
    return source_of_url(url) == source


def note_listed_by_own(source: Source, urls: Collection[str]) -> None:
    """Remember of addresses that another source listed first those that their own host's source lists, too."""
    own = [url for url, owner in sources_of_urls(urls).items() if owner == source]
    if own:
        Resource.objects.filter(url__in=own, listed_by_own=False).update(listed_by_own=True)


def named_publisher(publishers: Publishers, url: str) -> dict[str, str]:
    """The columns that hold whom a list names as an item's publisher."""
    name, address = publishers.get(url, ("", ""))
    return {"publisher_name": name, "publisher_url": address}
