"""Watching something new: name a place or paste an address, look at what would be read, then watch it."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language_info

from claims import services
from claims.models import Claim, Source, Tier
from claims.querysets import staff_desks
from claims.services import InvalidInput
from claims.services.sources import address_of
from desk.action_page import action_page
from desk.actions import Action, BoundActions, Done
from desk.sources.forms import FIND_CLAIMS, WatchForm
from desk.sources.places import PlaceForm, candidates, hosts_many, link_to
from desk.sources.tiers import set_tier_of
from tracker.evidence.assessor import current_assessor
from tracker.extract.selectors import InvalidSelector, check_part
from tracker.models import Resource, default_interval_s
from tracker.scheduling.durations import say_duration
from tracker.watching import polling_policy, resources, watches
from tracker.watching.discovery.presets import Candidate
from tracker.watching.discovery.preview import FIND_OUT, Preview, preview

FILLED = ("url", "kind", "part", "selector", "rendered", "name", "source")
"""What a link to this page may fill in; claims several times."""

MOST_CLAIMS = 100


def watch_page(request: HttpRequest) -> HttpResponse:
    """The form; its buttons look for an address at a known place, look at the address, or begin to watch it."""
    given = {name: request.GET[name] for name in FILLED if name in request.GET}
    visit = _Visit(by=request.user)
    actions = [_find(visit, given), _watch(visit, request, _initial(given, request))]
    return action_page(request, "desk/watch.html", "Watch a source", actions, lambda shown: _shown(visit, shown))


def _shown(visit: "_Visit", actions: BoundActions) -> dict[str, Any]:
    """What the page shows: the two forms, and what was found or seen."""
    places, form = (form for _, form in actions)
    assert isinstance(form, WatchForm)  # noqa: S101 - tells the type checker
    if visit.seen and visit.seen.kind != FIND_OUT:
        form.settle_kind(visit.seen.kind)
    return {
        "places": places,
        "found": [(candidate, link_to(candidate)) for candidate in visit.found],
        "form": form,
        "what": form.shown(form.WHAT),
        "new_source": form.shown(form.NEW_SOURCE),
        "rhythm": form.shown(form.POLLING_FIELDS),
        "rhythm_open": any(form[name].errors for name in form.POLLING_FIELDS if name in form.fields),
        "default_interval": say_duration(default_interval_s()),
        "seen": visit.seen,
        "language": _language_name(visit.seen.language) if visit.seen else "",
        "unread": _unread(visit.seen) if visit.seen else "",
        "weight": _weight(visit, form) if visit.seen and not visit.seen.refused else "",
        "nothing_may": not form.fields["desk"].queryset.exists(),  # type: ignore[attr-defined]
    }


@dataclass(slots=True)
class _Visit:
    """What one visit has to show: the addresses found at a place, or what would be read at an address."""

    by: Any
    found: list[Candidate] = field(default_factory=list)
    seen: Preview | None = None


def _find(visit: _Visit, given: dict[str, Any]) -> Action:
    """Look for addresses at a place: a single one fills in the form, several are offered."""

    def run(button: str, data: dict[str, Any]) -> Done | None:
        visit.found = candidates(data["place"], data["value"])
        return Done(leads_to=link_to(visit.found[0])) if len(visit.found) == 1 else None

    return Action("Find it", "watch", {"find": "Find it"}, PlaceForm, run, initial=given)


def _watch(visit: _Visit, request: HttpRequest, initial: dict[str, Any]) -> Action:
    """Look at the address where that is asked for or its kind is to be found out, then begin to watch it."""

    def run(button: str, data: dict[str, Any]) -> Done | None:
        if button == FIND_CLAIMS:
            return None
        if button == "look" or data["kind"] == FIND_OUT:
            visit.seen = _look(visit, data)
            data["kind"] = visit.seen.kind
        if button == "look" or (visit.seen and visit.seen.refused):
            return None
        resource = _begin(visit.by, data)
        message = f"Watching {resource.url} for {resource.source.name}. It is read within seconds."
        return Done(message, leads_to=reverse("desk:resource", args=[resource.uuid]))

    buttons = {"watch": "Watch it", "look": "Show what would be read", FIND_CLAIMS: "Find claims"}
    return Action("Watch it", "watch", buttons, WatchForm, run, initial=initial, options={"request": request})


def _initial(given: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: what the link gave, and the source that owns the host, where the reader sees it."""
    initial: dict[str, Any] = {"kind": FIND_OUT, "own_site": not hosts_many(given.get("url", "")), **given}
    visible = Source.objects.visible_to(request.user)
    if slugs := request.GET.getlist("claim")[:MOST_CLAIMS]:
        mine = Claim.objects.filter(staff_desks(request.user) or Q(), slug__in=slugs)
        initial["claims"] = list(mine.values_list("pk", flat=True))
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


def _look(visit: _Visit, data: dict[str, Any]) -> Preview:
    """What would be read. Where the kind was to be found out, it says what it is. Raises InvalidInput."""
    kind, part, selector = data["kind"], data["part"], data["selector"]
    if kind != FIND_OUT:
        try:
            check_part(kind=kind, part=part, selector=selector)
        except InvalidSelector as refusal:
            nothing = "Nothing was read: the part to read is not clear, see below."
            visit.seen = Preview(data["url"], kind, refused=nothing)
            raise InvalidInput(refusal.field, refusal.remedy) from refusal
    return preview(url=data["url"], kind=kind, part=part, selector=selector, rendered=data.get("rendered", False))


@transaction.atomic
def _begin(by: Any, data: dict[str, Any]) -> Resource:
    """Begin to watch, all or nothing. Raises what the services raise."""
    source = data["source"]
    if source is None:
        source = _new_source(by, data)
        _give_tier(by, source, data)
    resource = resources.watch(
        by=by,
        source=source,
        url=data["url"],
        kind=data["kind"],
        part=data["part"],
        selector=data["selector"],
        rendered=data.get("rendered", False),
    )
    changes = replace(WatchForm.changes(data), open_to_all=True if data["held"] == "all" else None)
    polling_policy.set_polling_policy(by=by, source=source, changes=changes)
    watches.hold_against(by=by, source=source, claims=data["claims"])
    return resource


def _new_source(by: Any, data: dict[str, Any]) -> Source:
    """Record the source that the form names. What is wrong with its sites is said of the source, the form's field."""
    try:
        return services.record_source(
            by=by,
            desk=data["desk"],
            name=data["name"],
            sites=[address_of(data["url"]).site] if data["own_site"] else [],
            organisation=data["organisation"],
        )
    except InvalidInput as refusal:
        raise InvalidInput("source" if refusal.field == "sites" else refusal.field, refusal.remedy) from refusal


def _give_tier(by: Any, source: Source, data: dict[str, Any]) -> None:
    """Set the tier that the form gives a new source, before its first reading. What is wrong with the reason is said of
    the form's field.
    """
    if data.get("tier", Tier.NONE) in ("", Tier.NONE):
        return
    try:
        set_tier_of(source, by=by, tier=data["tier"], scope=data["scope"], reason=data["tier_reason"])
    except InvalidInput as refusal:
        raise InvalidInput("tier_reason" if refusal.field == "reason" else refusal.field, refusal.remedy) from refusal


def _language_name(code: str) -> str:
    """The name of a language (BCP 47): "French"; the code where nobody knows a name, empty for none."""
    if code == "zh":  # Django has names for its two scripts only
        return "Chinese"
    try:
        return str(get_language_info(code.lower())["name"]) if code else ""
    except KeyError:
        return code


def _unread(seen: Preview) -> str:
    """What becomes of words in a language that the judge does not read, in a sentence; empty for one that it reads."""
    if not seen.language or current_assessor().reads(seen.language):
        return ""
    return (
        f"The machine does not judge {_language_name(seen.language)}: what touches a claim there is a lead for people."
    )


def _weight(visit: _Visit, form: WatchForm) -> str:
    """What the words from there would count for, in a sentence: it depends on who owns the host."""
    if visit.seen and (owner := _owner(visit.seen.final_url)):
        if Source.objects.visible_to(visit.by).filter(pk=owner.pk).exists():
            return f"Words from there take the tier of {owner}, which owns the host."
        return "A source of another desk owns this host, so words from there have no tier for yours."
    if not form.cleaned_data.get("source") and form.cleaned_data.get("own_site"):
        return "Words from there count once a reviewer has given the new source a tier: what is read before never does."
    return "No source owns this host, so words from there have no tier: reviewers see them, and they never count."
