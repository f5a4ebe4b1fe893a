"""Watching something new: name a place or paste an address, look at what would be read, then watch it."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims import services
from claims.models import Claim, Source
from claims.services import InvalidInput
from desk.sources.forms import WatchForm
from desk.sources.pages import explain, sentence, show
from desk.sources.places import PlaceForm, candidates, hosts_many, link_to
from tracker.extract.selectors import InvalidSelector, check_part
from tracker.models import Resource
from tracker.scheduling.durations import say_duration
from tracker.watching import polling_policy, resources
from tracker.watching.discovery.presets import Candidate
from tracker.watching.discovery.preview import FIND_OUT, Preview, preview

FILLED = ("url", "kind", "part", "selector", "rendered", "name", "source", "claim")
"""What a link to this page may fill in."""

# What services call a thing, where the form calls it otherwise.
_FIELDS = {"sites": "source"}


def watch_page(request: HttpRequest) -> HttpResponse:
    """The form; its buttons look for an address at a known place, look at the address, or begin to watch it."""
    deed = request.POST.get("deed", "")
    given = {name: request.GET[name] for name in FILLED if name in request.GET}
    places = PlaceForm(request.POST if deed == "find" else None, initial=given)
    form = WatchForm(
        request.POST if deed in ("look", "watch") else None, request=request, initial=_initial(given, request)
    )
    found: list[Candidate] = []
    seen: Preview | None = None
    if deed == "find" and places.is_valid():
        found = _find(request, places)
        if len(found) == 1:
            return redirect(link_to(found[0]))
    elif form.is_bound and form.is_valid():
        seen = _look(form) if deed == "look" or form.cleaned_data["kind"] == FIND_OUT else None
        if deed == "watch" and not (seen and seen.refused) and not form.errors:
            resource = _watch(request, form)
            if resource:
                return redirect("desk:resource", uuid=resource.uuid)
    context = {
        "places": places,
        "found": [(candidate, link_to(candidate)) for candidate in found],
        "form": form,
        "what": form.shown(form.WHAT),
        "new_source": form.shown(form.NEW_SOURCE),
        "rhythm": form.shown(form.RHYTHM),
        "rhythm_open": any(form[name].errors for name in form.RHYTHM if name in form.fields),
        "default_interval": say_duration(settings.TRACKER_DEFAULT_INTERVAL_SECONDS),
        "seen": seen,
        "weight": _weight(seen, form) if seen and not seen.refused else "",
        "nothing_may": not form.fields["desk"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return show(request, "desk/watch.html", "Watch a source", context)


def _initial(given: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: what the link gave, and the source that owns the host, where the reader sees it."""
    initial: dict[str, Any] = {"kind": FIND_OUT, "own_site": not hosts_many(given.get("url", "")), **given}
    visible = Source.objects.visible_to(request.user)
    if "claim" in given:
        initial["claim"] = Claim.objects.filter(slug=given["claim"]).values_list("pk", flat=True).first()
    if slug := given.get("source"):
        initial["source"] = visible.filter(slug=slug).first()
    elif "url" in given and (owner := _owner(given["url"])):
        initial["source"] = visible.filter(pk=owner.pk).first()
    return initial


def _owner(url: str) -> Source | None:
    try:
        return services.source_of_url(url)
    except InvalidInput:
        return None


def _find(request: HttpRequest, places: PlaceForm) -> list[Candidate]:
    try:
        return candidates(places.cleaned_data["place"], places.cleaned_data["value"])
    except InvalidInput as refusal:
        places.add_error("value", sentence(refusal))
        return []


def _look(form: WatchForm) -> Preview:
    """What would be read. Where the kind was to be found out, the form says from then on what it is."""
    data = form.cleaned_data
    kind, part, selector = data["kind"], data["part"], data["selector"]
    if kind != FIND_OUT:
        try:
            check_part(kind=kind, part=part, selector=selector)
        except InvalidSelector as refusal:
            form.add_error(refusal.field, sentence(refusal))
            return Preview(data["url"], kind, refused="Nothing was read: the part to read is not clear, see below.")
    rendered = data.get("rendered", False)
    seen = preview(url=data["url"], kind=kind, part=part, selector=selector, rendered=rendered)
    if kind == FIND_OUT and seen.kind != FIND_OUT:
        form.settle_kind(seen.kind)
    return seen


def _watch(request: HttpRequest, form: WatchForm) -> Resource | None:
    """Begin, all or nothing. None where a service refused, which the form then says."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            source = data["source"] or _new_source(request, data)
            resource = resources.watch(
                by=request.user,
                source=source,
                url=data["url"],
                kind=data["kind"],
                part=data["part"],
                selector=data["selector"],
                rendered=data.get("rendered", False),
            )
            changes = replace(form.changes(), open_to_all=True if data["held"] == "all" else None)
            polling_policy.set_polling_policy(by=request.user, source=source, changes=changes)
            resources.hold_against(by=request.user, source=source, claims=data["claims"])
    except (InvalidInput, PermissionDenied) as refusal:
        field = getattr(refusal, "field", "")
        if field in _FIELDS:
            form.add_error(_FIELDS[field], sentence(refusal))
        else:
            explain(request, form, refusal)
        return None
    messages.success(request, f"Watching {resource.url} for {source.name}. It is read within seconds.")
    return resource


def _new_source(request: HttpRequest, data: dict[str, Any]) -> Source:
    return services.record_source(
        by=request.user,
        desk=data["desk"],
        name=data["name"],
        sites=[data["url"]] if data["own_site"] else [],
        organisation=data["organisation"],
    )


def _weight(seen: Preview, form: WatchForm) -> str:
    """What the words from there would count for, in a sentence: it depends on who owns the host."""
    if seen.owner:
        return f"Words from there take the tier of {seen.owner}, which owns the host."
    if not form.cleaned_data.get("source") and form.cleaned_data.get("own_site"):
        return "Words from there count as soon as a reviewer has given the new source a tier."
    return "No source owns this host, so words from there have no tier: reviewers see them, and they never count."
