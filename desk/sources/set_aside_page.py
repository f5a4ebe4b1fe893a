"""What waits to be read and cannot be just now: why, since when, and a button that takes it up again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from claims.models import Desk
from claims.permissions import may
from claims.querysets import for_staff
from claims.services import InvalidInput
from claims.users import Principal
from desk.actions import BUTTON, sentence
from desk.frame import show
from tracker.health.installation import troubles
from tracker.models import Snapshot
from tracker.snapshots import set_aside
from tracker.watching.resume_reading import resume_reading

ON_A_PAGE = 30
ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """One stored answer that is not read."""

    snapshot: Snapshot
    reason: str
    since: datetime
    waits_for_a_person: bool


def waiting_of(user: Principal) -> "QuerySet[Snapshot]":
    """What waits of the user's desks; none for everybody else."""
    return for_staff(set_aside.kept_waiting(now=timezone.now()), user, "resource__source__desk")


def set_aside_page(request: HttpRequest) -> HttpResponse:
    """The list, and what its buttons do: one answer, by its uuid, or all of them."""
    rows = waiting_of(request.user).select_related("resource__source").order_by("pk")
    if request.method == "POST":
        return _try_again(request, rows)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(snapshot) for snapshot in page.object_list],
        "may_resume": any(may(request.user, "resume_reading", desk) for desk in _desks(rows)),
        "installation_troubles": troubles(),
        "button": BUTTON,
        "all": ALL,
    }
    return show(request, "desk/set_aside.html", "Set aside", context)


def _row(snapshot: Snapshot) -> Row:
    aside = set_aside.is_set_aside(snapshot)
    return Row(snapshot, set_aside.reason(snapshot), set_aside.since(snapshot), aside)


def _desks(rows: "QuerySet[Snapshot]") -> list[Desk]:
    return list(Desk.objects.filter(pk__in=rows.order_by().values("resource__source__desk")))


def _try_again(request: HttpRequest, rows: "QuerySet[Snapshot]") -> HttpResponse:
    pressed = request.POST.get(BUTTON, "")
    try:
        count = resume_reading(by=request.user, snapshots=_chosen(request.user, rows, pressed))
    except (PermissionDenied, InvalidInput) as refusal:
        messages.error(request, sentence(refusal))
    else:
        what = "It is" if count == 1 else f"{count} answers are"
        messages.success(request, f"{what} read again, within seconds. What still cannot be read comes back here.")
    return redirect(request.path)


def _chosen(user: Principal, rows: "QuerySet[Snapshot]", pressed: str) -> "QuerySet[Snapshot]":
    """The answer whose uuid a button has, or all of the desks on which the user may have them read."""
    if pressed == ALL:
        own = [desk.pk for desk in _desks(rows) if may(user, "resume_reading", desk)]
        return rows.filter(resource__source__desk__in=own) if own else rows
    try:
        return rows.filter(uuid=UUID(pressed))
    except ValueError:
        return rows.none()
