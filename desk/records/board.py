"""The board: the claims of the reader's desks, narrowed to what matters today, counted, and changed several at once."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import services
from claims.audit import name_of
from claims.models import Article, Claim, SavedView
from claims.models.base import STATUS_CHOICES
from claims.permissions import may_somewhere
from claims.presentation.shortening import shortened
from claims.services.users import members_of
from desk.accounts.desks import desks_of
from desk.actions import Action, Done, Refused, bind, sentence, submit
from desk.fields import MemberField
from desk.frame import show
from desk.paging import KeyPaginator
from desk.records.board_filters import (
    ORDERS,
    BoardForm,
    narrowed,
    on_my_desks,
    tallies,
    with_state,
)

ON_A_PAGE = 50
OWN_VIEWS = (
    ("mine", gettext_lazy("Mine"), {"who": "me"}),
    ("flagged", gettext_lazy("In the queue"), {"flagged": "on"}),
    ("overdue", gettext_lazy("Overdue"), {"due": "overdue"}),
    ("soon", gettext_lazy("Due within seven days"), {"due": "soon"}),
    ("stale", gettext_lazy("A source is not read"), {"stale": "on"}),
    ("nobody", gettext_lazy("Unverified and nobody on it"), {"status": "unverified", "who": "nobody"}),
)
"""The views that everybody has: the name of its tally, what it is called, and its query."""


NOTHING_ASKED: dict[str, Any] = dict.fromkeys(BoardForm.base_fields, "") | {"article": None, "desk": None}


class TogetherForm(forms.Form):
    """What is done to the claims that are ticked."""

    claims = forms.ModelMultipleChoiceField(
        Claim.objects.none(), to_field_name="uuid", error_messages={"required": gettext_lazy("Tick a claim first.")}
    )
    to = MemberField(label=gettext_lazy("Assign to"))

    def __init__(self, *args: Any, claims: QuerySet[Claim], members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claims"].queryset = claims  # type: ignore[attr-defined]
        self.fields["to"].queryset = members  # type: ignore[attr-defined]


class ViewForm(forms.Form):
    """The name under which the present narrowing is kept."""

    name = forms.CharField(label=gettext_lazy("Keep this view as"), max_length=60, required=False)


def board(request: HttpRequest) -> HttpResponse:
    """The claims of the reader's desks. What of the address is no narrowing, is said beside its field, and left out."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells the type checker
    form = BoardForm(request.GET, user=user)
    is_valid = form.is_valid()
    wanted = NOTHING_ASKED | form.cleaned_data
    rows, now = on_my_desks(user), timezone.now()
    actions = bind(request, [_together(request, user, rows), _keep(request, user), _drop(request, user)])
    if response := submit(request, actions):
        return response
    asked = narrowed(rows, wanted, user=user, now=now)
    found = asked.filter(status=wanted["status"]) if wanted["status"] else asked
    listed = with_state(found, now=now).select_related("assigned_to", "desk").order_by(*ORDERS[wanted["by"]])
    page = KeyPaginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    together, keep, _drops = (bound for _, bound in actions)
    context = {
        "form": form,
        "page": page,
        "groups": _grouped(page.object_list, wanted["by"]),
        "counts": _by_status(asked),
        "status": wanted["status"],
        "views": _views(request, tallies(rows, user=user, now=now)),
        "saved": _saved(request, user),
        "together": together,
        "keep": keep,
        "may_publish": may_somewhere(user, "publish"),
        "today": now.date(),
        "article": Article.objects.visible_to(user).filter(uuid=wanted["article"]).first()
        if wanted["article"]
        else None,
        "is_narrowed": bool(_query(request)),
        "nothing_yet": not page.paginator.count and not rows.exists(),
    }
    return show(request, "desk/board/board.html", _("Board"), context, status=200 if is_valid else 400)


def _article(user: User, uuid: UUID | None) -> Article | None:
    """The one article whose claims are asked for."""
    return Article.objects.visible_to(user).filter(uuid=uuid).first() if uuid else None


def _by_status(rows: QuerySet[Claim]) -> list[tuple[str, str, int]]:
    """Each status that is there, what it is called, and how many claims have it."""
    counted = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    return [(status, label, counted[status]) for status, label in STATUS_CHOICES if status in counted]


def _grouped(claims: Iterable[Any], by: str) -> list[tuple[str, list[Any]]]:
    """The claims of a page under headings, in their order; under none where they are ordered by a time."""
    heading: dict[str, Callable[[Any], str]] = {
        "status": lambda claim: claim.get_status_display(),
        "assignee": lambda claim: name_of(claim.assigned_to) if claim.assigned_to else str(_("Nobody")),
        "article": lambda claim: claim.article_title or _("In no article"),
    }
    groups: list[tuple[str, list[Any]]] = []
    for claim in claims:
        name = heading[by](claim) if by in heading else ""
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(claim)
    return groups


def _query(request: HttpRequest) -> str:
    """The narrowing of the address, without what is empty and the page: two that show the same are the same."""
    kept = QueryDict(mutable=True)
    for name in sorted(set(request.GET) & set(BoardForm.base_fields)):
        if value := request.GET[name]:
            kept[name] = value
    return kept.urlencode()


def _views(request: HttpRequest, numbers: dict[str, int]) -> list[tuple[str, str, int, bool]]:
    """The views that everybody has: name, query, number of claims, and whether it is the one shown."""
    here, shown = _query(request), []
    for key, label, query in OWN_VIEWS:
        address = urlencode(sorted(query.items()))
        shown.append((str(label), address, numbers[key], address == here))
    return shown


def _saved(request: HttpRequest, user: User) -> list[tuple[SavedView, bool]]:
    here = _query(request)
    return [(view, view.query == here) for view in SavedView.objects.filter(user=user)]


def _together(request: HttpRequest, user: User, rows: QuerySet[Claim]) -> Action:
    """Assign, publish, or watch a source for, the claims that are ticked; what is refused is said by claim."""

    def run(button: str, data: dict[str, Any]) -> Done:
        claims = list(data["claims"])
        if button == "watch":
            query = urlencode([("claim", claim.slug) for claim in claims])
            return Done(leads_to=f"{reverse('desk:watch')}?{query}")
        if button == "assign":
            done = _each(request, claims, lambda claim: services.assign(by=user, claim=claim, to=data["to"]))
            said = ngettext("%(n)d claim is assigned.", "%(n)d claims are assigned.", done) % {"n": done}
        else:
            done = _each(request, claims, lambda claim: services.publish_claim(by=user, claim=claim))
            said = ngettext("%(n)d claim is published.", "%(n)d claims are published.", done) % {"n": done}
        return Done(said if done else "", leads_to=request.get_full_path())

    return Action(
        title=_("The ticked claims"),
        permission="assign",
        buttons={"assign": _("Assign"), "publish": _("Publish"), "watch": _("Watch a source for them")},
        form=TogetherForm,
        run=run,
        options={"claims": rows, "members": members_of(desks_of(user))},
    )


def _each(request: HttpRequest, claims: Iterable[Claim], deed: Callable[[Claim], object]) -> int:
    """Do it to each claim by itself, say of each that is refused why; how many it was done to."""
    done = 0
    for claim in claims:
        try:
            deed(claim)
            done += 1
        except Refused as refusal:
            messages.error(request, f"“{shortened(claim.text, 80)}”: {sentence(refusal)}")
    return done


def _keep(request: HttpRequest, user: User) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        view = services.save_view(by=user, name=data["name"], query=_query(request))
        return Done(_("Kept as “%(name)s”.") % {"name": view.name}, leads_to=request.get_full_path())

    return Action(_("Keep this view"), "record", {"keep": _("Keep it")}, ViewForm, run)


def _drop(request: HttpRequest, user: User) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        services.drop_view(by=user, name=data["name"])
        return Done(_("The view is dropped; its claims stay as they are."), leads_to=request.get_full_path())

    return Action(_("Drop a view"), "record", {"drop": _("Drop it")}, ViewForm, run)
