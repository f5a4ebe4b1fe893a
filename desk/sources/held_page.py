"""Which claims a source is held against, from both sides: what is found by search is held against, or let go.

Both pages show the pairs there are and what a search finds, each in parts: never all claims or all sources.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from claims.models import Claim, Source
from claims.permissions import may
from claims.services import InvalidInput
from desk.actions import BUTTON, sentence
from desk.frame import show
from desk.sources.search import claims_of, sources_like, with_words
from tracker.models import PollingPolicy, Watch
from tracker.watching import watches

ON_A_PAGE = 20
HOLD, LET_GO = "hold", "let-go"
CHOSEN = "chosen"


def source_claims_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """The claims that a source is held against, and a search for others. 404 for a source of another desk."""
    source = Source.objects.visible_to(request.user).select_related("desk").filter(uuid=uuid).first()
    if source is None:
        raise Http404("No such source is on your desk.")
    mine = claims_of(request.user)
    if request.method == "POST":
        chosen = mine.filter(pk=_key(request)).first()
        return _decided(request, source=source, claim=chosen)
    held = Watch.objects.filter(source=source, claim=OuterRef("pk"))
    words = request.GET.get("q", "").strip()
    found = with_words(mine.filter(~Exists(held)), words) if words else mine.none()
    context = {
        "source": source,
        "holds_all": PollingPolicy.of(source).open_to_all,
        "resource": source.resources.filter(feed=None).order_by("pk").first(),
        **_parts(request, mine.filter(Exists(held)).order_by("-pk"), found),
        "may_watch": may(request.user, "watch", source.desk),
    }
    return show(request, "desk/leads/source_claims.html", _("What it is held against"), context)


def claim_sources_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """The sources that a claim watches, and a search for others. 404 for a claim of another desk."""
    claim = claims_of(request.user).select_related("desk").filter(uuid=uuid).first()
    if claim is None:
        raise Http404("No such claim is on your desk.")
    mine = Source.objects.visible_to(request.user)
    if request.method == "POST":
        chosen = mine.select_related("desk").filter(pk=_key(request)).first()
        return _decided(request, source=chosen, claim=claim)
    held = Watch.objects.filter(claim=claim, source=OuterRef("pk"))
    words = request.GET.get("q", "").strip()
    found = sources_like(mine.filter(~Exists(held)), words) if words else mine.none()
    newswires = mine.filter(desk=claim.desk, polling__open_to_all=True).order_by("name")
    context = {
        "claim": claim,
        "newswires": newswires[:ON_A_PAGE],
        **_parts(request, mine.filter(Exists(held)).order_by("name", "pk"), found),
        "may_watch": may(request.user, "watch", claim.desk),
    }
    return show(request, "desk/leads/claim_sources.html", _("Which sources it watches"), context)


def _parts(request: HttpRequest, held: QuerySet[Any], found: QuerySet[Any]) -> dict[str, Any]:
    """What both pages show: a page of what is held, the first of what was found, and whether there are more."""
    words = request.GET.get("q", "").strip()
    hits = list(found[: ON_A_PAGE + 1])
    return {
        "words": words,
        "page": Paginator(held, ON_A_PAGE).get_page(request.GET.get("page")),
        "found": hits[:ON_A_PAGE],
        "more_found": len(hits) > ON_A_PAGE,
        "hold": HOLD,
        "let_go": LET_GO,
    }


def _key(request: HttpRequest) -> int:
    """The row that was chosen; 0, which is none, where the request names no row."""
    chosen = request.POST.get(CHOSEN, "")
    return int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0


def _decided(request: HttpRequest, *, source: Source | None, claim: Claim | None) -> HttpResponse:
    """Hold or let go, say what came of it, and show the page again."""
    try:
        messages.success(request, _hold_or_let_go(request, source, claim))
    except (PermissionDenied, InvalidInput) as refusal:
        messages.error(request, sentence(refusal))
    return redirect(request.get_full_path())


def _hold_or_let_go(request: HttpRequest, source: Source | None, claim: Claim | None) -> str:
    if source is None or claim is None:
        raise InvalidInput(CHOSEN, _("it is not on your desk any more. Search again."))
    if request.POST.get(BUTTON) == LET_GO:
        watches.let_go(by=request.user, source=source, claim=claim)
        return _("Let go. The evidence found so far stays.")
    watches.hold_against(by=request.user, source=source, claims=[claim])
    return _("From now on, what is read at %(source)s is held against it.") % {"source": source.name}
