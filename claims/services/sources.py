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
    name = require_text("name", name)
    if Source.objects.filter(desk=desk, name=name).exists():
        raise InvalidInput("name", "the desk has a source of this name already. Choose it, or another name.")
    source = Source.objects.create(
        desk=desk,
        name=name,
        slug=free_slug(Source, name),
        organisation=organisation,
        document=document,
        invented=invented,
    )
    facts = audit.facts_of(source)
    for site in sites:
        address = address_of(site)
        place = {"scheme": address.scheme, "host": address.host, "path": prefix_of(address)}
        if taken := SourceHost.objects.filter(**place).select_related("source").first():
            owner = taken.source if taken.source.desk_id == desk.pk else "a source of another desk"
            raise InvalidInput("sites", f"{taken.place} belongs to {owner} already.")
        facts |= audit.facts_of(SourceHost.objects.create(source=source, **place))
    audit.append(subject=source, action="recorded", by=by, payload={"name": name}, visibility="staff", facts=facts)
    return source


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
        plain = [h.host for h in current.hosts.all() if h.scheme != "https" and h.host not in private]
        if plain or not current.hosts.exists():
            raise InvalidInput("tier", "a record is read over https from a host registered to it.")
    before = current.tier
    current.tier, current.tier_scope, current.tier_reason = tier, scope, reason
    current.save(update_fields=["tier", "tier_scope", "tier_reason"])
    payload = {"before": before, "after": tier, "scope": scope, "reason": reason}
    facts = audit.facts_of(current, "tier", "tier_scope", "tier_reason")
    audit.append(subject=current, action="tier set", by=by, payload=payload, visibility="staff", facts=facts)
    return current
