"""Sources, their hosts, and the privilege of a tier."""

from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction

from claims import audit
from claims.models import Desk, Organisation, Source, SourceHost, Tier
from claims.permissions import require
from claims.services.base import InvalidInput, free_slug, require_text
from claims.urls import BadUrl, WebAddress, prefix_of, read_url
from claims.users import Principal

Place = tuple[str, str, str]
"""Scheme, host and path of what a source owns, as SourceHost keeps them."""

LONGEST_NAME = 200


def address_of(url: str, *, field: str = "url") -> WebAddress:
    """An address taken apart. Raises InvalidInput naming what is wrong with it."""
    try:
        return read_url(url)
    except BadUrl as refusal:
        raise InvalidInput(field, str(refusal)) from refusal


def host_of(url: str) -> tuple[str, str]:
    """Scheme and host of an address as SourceHost keeps them: lower case, ASCII, port only where unusual."""
    address = address_of(url)
    return address.scheme, address.host


def source_of_url(url: str) -> Source | None:
    """The source that owns an address: of the path prefixes registered at its host the longest wins. None where nobody
    does, so that its words never count.

    Raises InvalidInput for what is no address.
    """
    address_of(url)
    return sources_of_urls([url]).get(url)


def sources_of_urls(urls: Iterable[str]) -> dict[str, Source]:
    """The sources that own addresses, by address; without those that nobody owns, or that are none."""
    addresses: dict[str, WebAddress] = {}
    for url in urls:
        with suppress(BadUrl):
            addresses[url] = read_url(url)
    rows = SourceHost.objects.filter(host__in={each.host for each in addresses.values()})
    places: dict[tuple[str, str], list[SourceHost]] = {}
    for row in rows.select_related("source__organisation"):
        places.setdefault((row.scheme, row.host), []).append(row)
    owners = {
        url: max(
            (row for row in places.get((each.scheme, each.host), ()) if each.is_below(row.path)),
            key=lambda row: len(row.path),
            default=None,
        )
        for url, each in addresses.items()
    }
    return {url: row.source for url, row in owners.items() if row}


@transaction.atomic
def record_source(
    *,
    by: Principal,
    desk: Desk,
    name: str,
    sites: Iterable[str],
    organisation: Organisation | None = None,
    document: str = "",
    invented: bool = False,
) -> Source:
    """Record a source with the addresses of its sites; its tier stays unknown until `set_tier`.

    The path of a site is a prefix: of "https://huggingface.co/ovhcloud" the source owns what stands at and below it, of
    "https://news.example/" the whole host. `document` is the type of all it publishes, which counts and is a
    reviewer's to name. Raises PermissionDenied; InvalidInput where a place belongs to another source already.
    """
    require(by, "record", desk)
    if document.strip():
        require(by, "name_document", desk)
    name = free_name(desk, name)
    source = Source.objects.create(
        desk=desk,
        name=name,
        slug=free_slug(Source, name),
        organisation=organisation,
        document=document,
        invented=invented,
    )
    facts = audit.facts_of(source)
    for place in places_of(sites):
        facts |= audit.facts_of(take_place(source, place))
    audit.append(subject=source, action="recorded", by=by, payload={"name": name}, visibility="staff", facts=facts)
    return source


def places_of(sites: Iterable[str]) -> list[Place]:
    """What sources own by the addresses of their sites, each once. Raises InvalidInput."""
    addresses = (address_of(site, field="sites") for site in sites)
    return list(dict.fromkeys((address.scheme, address.host, prefix_of(address)) for address in addresses))


def take_place(source: Source, place: Place) -> SourceHost:
    scheme, host, path = place
    taken = SourceHost.objects.filter(scheme=scheme, host=host, path=path).select_related("source").first()
    if taken:
        owner = taken.source if taken.source.desk_id == source.desk_id else "a source of another desk"
        raise InvalidInput("sites", f"{taken.place} belongs to {owner} already.")
    return SourceHost.objects.create(source=source, scheme=scheme, host=host, path=path)


def free_name(desk: Desk, name: str, *, but: Source | None = None) -> str:
    """The name of a source as the record keeps it, which no other of the desk has. Raises InvalidInput."""
    words = require_text("name", name)
    if len(words) > LONGEST_NAME:
        raise InvalidInput("name", f"at most {LONGEST_NAME} characters.")
    others = Source.objects.filter(desk=desk, name=words)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise InvalidInput("name", "the desk has a source of this name already. Choose it, or another name.")
    return words


def refuse_plain(source: Source, private: frozenset[str], *, field: str) -> None:
    """Raise InvalidInput unless a record is read over https alone, from at least one place."""
    hosts = list(source.hosts.all())
    if not hosts or any(each.scheme != "https" and each.host not in private for each in hosts):
        raise InvalidInput(field, "a record is read over https from a host registered to it.")


@transaction.atomic
def set_tier(
    *, by: Principal, source: Source, tier: str, reason: str, scope: str = "", private: frozenset[str] = frozenset()
) -> Source:
    """Say how far a source can be relied on. Evidence keeps the tier it was judged at.

    `private` are the address:port pairs opened as private, the only plain-http hosts a record may have.
    Raises PermissionDenied, InvalidInput.
    """
    require(by, "set_tier", source.desk)
    require_text("reason", reason)
    if tier not in Tier.values:
        raise InvalidInput("tier", f"one of {', '.join(Tier.values)}.")
    current = Source.objects.select_for_update().get(pk=source.pk)
    if tier == Tier.RECORD:
        require_text("scope", scope)
        refuse_plain(current, private, field="tier")
    before = current.tier
    current.tier, current.tier_scope, current.tier_reason = tier, scope, reason
    current.save(update_fields=["tier", "tier_scope", "tier_reason"])
    payload = {"before": before, "after": tier, "scope": scope, "reason": reason}
    facts = audit.facts_of(current, "tier", "tier_scope", "tier_reason")
    audit.append(subject=current, action="tier set", by=by, payload=payload, visibility="staff", facts=facts)
    return current
