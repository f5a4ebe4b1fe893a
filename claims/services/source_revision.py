"""Revising what is recorded of a source: name, organisation, type of document, sites, and whether it is invented."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from claims import audit
from claims.models import Source, SourceHost, Tier
from claims.permissions import require
from claims.services.base import InvalidInput, refuse_overtaken, refuse_unknown, require_text
from claims.services.sources import Place, free_name, places_of, refuse_plain, take_place
from claims.urls import BadUrl, read_url
from claims.users import Principal

OWN = ("name", "organisation", "document", "invented")
REVISABLE = (*OWN, "sites")
LONGEST_DOCUMENT = 100


@transaction.atomic
def revise_source(
    *,
    by: Principal,
    source: Source,
    reason: str,
    seen: int | None = None,
    watched: Iterable[str] = (),
    private: frozenset[str] = frozenset(),
    **changes: Any,
) -> Source:
    """Change what is recorded of a source, one or more of REVISABLE, with a reason for the desk. It holds for what is
    read from now on: evidence keeps what was recorded when it was read.

    A source about whose tier a reviewer has decided is a reviewer's to change, since the tier was given to what it was
    then; its type of document always is. `sites` are the addresses of all its sites; one from which an address is
    `watched` stays. `private` as in `set_tier`; `seen`: how many entries its history had when the caller read it.
    Raises PermissionDenied; AlreadyDecided where it has more by now; InvalidInput.
    """
    current = Source.objects.select_for_update(of=("self",)).select_related("desk", "organisation").get(pk=source.pk)
    _require(by, current, changes)
    reason = require_text("reason", reason)
    refuse_unknown(changes, REVISABLE)
    refuse_overtaken(current, seen)
    before = _present(current)
    facts = _write(current, changes)
    if "sites" in changes:
        facts |= _move(current, places_of(changes["sites"]), watched)
        if current.tier == Tier.RECORD:
            refuse_plain(current, private, field="sites")
    after = _present(current)
    changed = sorted(name for name in REVISABLE if before[name] != after[name])
    if not changed:
        raise InvalidInput("source", "nothing is changed: correct what is wrong, or leave it.")
    payload = {
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
        "reason": reason,
        "fields": changed,
    }
    audit.append(subject=current, action="revised", by=by, payload=payload, visibility="staff", facts=facts)
    return current


def _require(by: Principal, source: Source, changes: dict[str, Any]) -> None:
    require(by, "set_tier" if source.tier_is_decided else "revise", source.desk)
    if changes.get("document", source.document) != source.document:
        require(by, "name_document", source.desk)


def _present(source: Source) -> dict[str, Any]:
    """What is recorded of it, as its history tells it."""
    own = {name: getattr(source, name) for name in OWN}
    sites = sorted(str(place) for place in source.hosts.all())
    return {**own, "organisation": str(source.organisation or ""), "sites": sites}


def _write(source: Source, changes: dict[str, Any]) -> audit.Facts:
    """Write the columns that change; what the history proves of them. Raises InvalidInput."""
    columns = []
    for name in OWN:
        value = changes.get(name, getattr(source, name))
        value = value.strip() if isinstance(value, str) else value
        if value != getattr(source, name):
            setattr(source, name, free_name(source.desk, value, but=source) if name == "name" else value)
            columns.append(name)
    if len(source.document) > LONGEST_DOCUMENT:
        raise InvalidInput("document", f"at most {LONGEST_DOCUMENT} characters.")
    source.save(update_fields=columns)
    proven = [f"{name}_id" if name == "organisation" else name for name in columns]
    return audit.facts_of(source, *proven) if proven else {}


def _move(source: Source, wanted: list[Place], watched: Iterable[str]) -> audit.Facts:
    """Give a source just these places; what the history proves of them. Raises InvalidInput for none, for another
    source's, and where an address that is watched would be nobody's.
    """
    if not wanted:
        raise InvalidInput("sites", "write at least one address.")
    known = {(row.scheme, row.host, row.path): row for row in SourceHost.objects.filter(source=source)}
    facts: audit.Facts = {}
    for place in wanted:
        if place not in known:
            facts |= audit.facts_of(take_place(source, place))
    leaving = [place for place in known if place not in wanted]
    lost = (url for url in watched if _is_in(url, leaving) and not _is_in(url, wanted))
    if leaving and (url := next(lost, "")):
        raise InvalidInput("sites", f"{url} is watched there, and would count no more: keep the site.")
    for place in leaving:
        facts |= audit.gone(known[place])
        known[place].delete()
    return facts


def _is_in(url: str, places: Iterable[Place]) -> bool:
    try:
        address = read_url(url)
    except BadUrl:
        return False
    here = (address.scheme, address.host)
    return any(here == (scheme, host) and address.is_below(path) for scheme, host, path in places)
