"""What is watched: every address with how it is, since when, and when it is read next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.frame import show
from desk.paging import KeyPaginator
from desk.sources.forms import FilterForm
from desk.sources.set_aside_page import waiting_of
from tracker.health.conditions import ALARMS, LABELS, Condition, condition, counted, shown_to, where
from tracker.health.installation import troubles
from tracker.models import Resource, Snapshot
from tracker.scheduling.durations import say_duration

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    resource: Any
    condition: Condition
    every: str


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """The resources of the reader's desks, what needs a person first; filters that are none are a 400."""
    form = FilterForm(request.GET, request=request)
    if not form.is_valid():
        raise BadRequest(form.errors.as_json())
    now = timezone.now()
    visible = shown_to(request.user)
    asked = _narrowed(visible, form.cleaned_data)
    state = form.cleaned_data["state"]
    found = asked.filter(where(state, now=now)) if state else asked
    counts = counted(asked, now=now)
    number = counts.get(state, 0) if state else sum(counts.values())
    pages = KeyPaginator(_with_titles(found).order_by(*_ORDER), ON_A_PAGE, number=number)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [row(resource, now) for resource in page.object_list],
        "counts": [(name, LABELS[name], number, name in ALARMS) for name, number in counts.items()],
        "state": state,
        "installation_troubles": troubles(),
        "aside": waiting_of(request.user).count(),
        "nothing_yet": not number and not visible.exists(),
    }
    return show(request, "desk/sources.html", "Sources", context)


# What a person must look at first, then what was read longest ago.
_ORDER = ("-moved_times", "-failures", "-state_times", "read_at", "pk")


def row(resource: Any, now: datetime) -> Row:
    every = say_duration(resource.interval_s) if resource.interval_s and resource.next_poll_at else ""
    return Row(resource, condition(resource, now=now), every)


def _narrowed(rows: QuerySet[Resource], wanted: dict[str, Any]) -> QuerySet[Resource]:
    """The rows of a source, a desk, a feed, with some words in their address or source's name.

    Pages that feeds list are left out unless somebody asks for them: there are thousands, and few matter.
    """
    if wanted.get("feed"):
        rows = rows.filter(feed__uuid=wanted["feed"])
    elif not wanted.get("listed"):
        rows = rows.filter(feed=None)
    if wanted.get("source"):
        rows = rows.filter(source=wanted["source"])
    if wanted.get("desk"):
        rows = rows.filter(source__desk=wanted["desk"])
    if words := wanted.get("q", "").strip():
        rows = rows.filter(Q(url__icontains=words) | Q(source__name__icontains=words))
    return rows


def _with_titles(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    """With the title of the latest reading that had one, and how many pages a feed lists."""
    titled = Snapshot.objects.filter(resource=OuterRef("pk")).exclude(title="").order_by("-pk")
    listed = Resource.objects.filter(feed=OuterRef("pk")).order_by().values("feed").annotate(number=Count("pk"))
    return rows.annotate(title=Subquery(titled.values("title")[:1]), listed=Subquery(listed.values("number")))
