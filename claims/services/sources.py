"""Sources, their hosts, and the privilege of a tier."""

from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from django.db import transaction

from claims import audit
from claims.models import Desk, Organisation, Source, SourceHost, Tier
from claims.permissions import require
from claims.services.base import InvalidInput, free_slug, require_text
from claims.users import Principal

HOST_LENGTH = 253
"""Characters of the longest host name (RFC 1035 §2.3.4, written with dots)."""


def host_of(url: str) -> tuple[str, str]:
    """Scheme and host of an address as SourceHost keeps them: lower case, port only where unusual."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput("url", "write an http or https address, as in https://news.example/.")
    try:
        port = parts.port
    except ValueError as error:
        raise InvalidInput("url", "its port is not a number from 1 to 65535.") from error
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = parts.hostname.lower().rstrip(".")
    if len(host) > HOST_LENGTH:
        raise InvalidInput("url", f"a host has at most {HOST_LENGTH} characters; this one has {len(host)}.")
    return parts.scheme, host if port in (None, usual) else f"{host}:{port}"


def source_of_url(url: str) -> Source | None:
    """The source that owns the host of an address; None where nobody does, so that its words never count.

    Raises InvalidInput for what is no address.
    """
    host_of(url)
    return sources_of_urls([url]).get(url)


def sources_of_urls(urls: Iterable[str]) -> dict[str, Source]:
    """The sources that own the hosts of addresses, by address; without those that nobody owns, or that are none."""
    hosts: dict[str, tuple[str, str]] = {}
    for url in urls:
        with suppress(InvalidInput):
            hosts[url] = host_of(url)
    rows = SourceHost.objects.filter(host__in={host for _, host in hosts.values()})
    owners = {(row.scheme, row.host): row.source for row in rows.select_related("source__organisation")}
    return {url: owners[place] for url, place in hosts.items() if place in owners}


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

    `document` is the type of all it publishes, which counts and is a reviewer's to name. Raises PermissionDenied;
    InvalidInput where a host belongs to another source already.
    """
    require(by, "record", desk)
    if document.strip():
        require(by, "name_document", desk)
    source = Source.objects.create(
        desk=desk,
        name=require_text("name", name),
        slug=free_slug(Source, name),
        organisation=organisation,
        document=document,
        invented=invented,
    )
    facts = audit.facts_of(source)
    for site in sites:
        scheme, host = host_of(site)
        if taken := SourceHost.objects.filter(scheme=scheme, host=host).select_related("source").first():
            raise InvalidInput("sites", f"{host} belongs to {taken.source} already.")
        facts |= audit.facts_of(SourceHost.objects.create(source=source, scheme=scheme, host=host))
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
