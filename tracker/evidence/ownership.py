"""Whose words a page holds: who owns the address reached, who led there, and whom a feed names as its publisher."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from claims import services
from claims.models import Source
from tracker.assess.attribution import speaks_for
from tracker.models import Resource, Snapshot


@dataclass(frozen=True, slots=True)
class Ownership:
    """The `source` whose words a page holds, None where nobody known answers for them; `carried_by` who printed them,
    where that is another. `foreign_link`: another source's link alone led there.
    """

    source: Source | None = None
    carried_by: Source | None = None
    foreign_link: bool = False


def ownerships(snapshots: Collection[Snapshot]) -> dict[int, Ownership]:
    """Of each snapshot, by its key. Reads a few statements for all of them; their resources are set."""
    publishers = {snapshot.resource.publisher_url for snapshot in snapshots} - {""}
    owners = services.sources_of_urls({snapshot.final_url for snapshot in snapshots} | publishers)
    foreign = {s.final_url for s in snapshots if (o := owners.get(s.final_url)) and o.pk != s.resource.source_id}
    listed = _listed_by_own(foreign, owners)
    return {snapshot.pk: _ownership(snapshot, owners, listed) for snapshot in snapshots}


def _listed_by_own(urls: Collection[str], owners: dict[str, Source]) -> set[str]:
    """Of addresses on hosts of a source those that this source watches or lists itself."""
    if not urls:
        return set()
    rows = Resource.objects.filter(url__in=urls).values_list("url", "source_id", "listed_by_own")
    return {url for url, source_id, by_own in rows if by_own or source_id == owners[url].pk}


def _ownership(snapshot: Snapshot, owners: dict[str, Source], listed: Collection[str]) -> Ownership:
    resource, owner = snapshot.resource, owners.get(snapshot.final_url)
    own = owner is not None and (owner.pk == resource.source_id or snapshot.final_url in listed)
    if owner is None or not own:
        return Ownership(foreign_link=True)
    if not resource.publisher_name and not resource.publisher_url:
        return Ownership(owner)
    named = owners.get(resource.publisher_url) or _source_called(resource.publisher_name, owner)
    return Ownership(owner) if named == owner else Ownership(named, carried_by=owner)


def _source_called(name: str, owner: Source) -> Source | None:
    """The source that goes by a name, `owner` first; None where none does."""
    if not name:
        return None
    others = (
        Source.objects.filter(desk=owner.desk_id).exclude(pk=owner.pk).select_related("organisation").order_by("pk")
    )
    return next((source for source in _first(owner, others) if speaks_for(name, _names_of(source))), None)


def _first(one: Source, others: Iterable[Source]) -> Iterable[Source]:
    yield one
    yield from others


def _names_of(source: Source) -> tuple[str, ...]:
    organisation = source.organisation
    return (source.name, *((organisation.name, *organisation.aliases) if organisation else ()))
