"""Leads at the desk: the lane of all of them, one alone, and the parts on the pages of a claim and of an address."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from claims.models import Claim, Desk, Evidence
from claims.users import Principal
from desk.actions import Action, Done, bind, permitted, submit
from desk.forms import NothingForm, ReasonForm
from desk.frame import show
from tracker.evidence import lead_decisions
from tracker.models import Lead, Resource

ON_A_PAGE = 20
IN_A_PART = 30
"""So many are shown on the page of a claim or of an address; the rest in the lane."""

STANCES = {"supports": gettext_lazy("It supports the claim"), "refutes": gettext_lazy("It contradicts the claim")}
DISMISS = "dismiss"
BACK = "back"


class LaneForm(forms.Form):
    """Which leads the lane shows."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why"), required=False, choices=[("", gettext_lazy("any")), *Lead.Why.choices]
    )
    desk = forms.ModelChoiceField(
        Desk.objects.none(), label=gettext_lazy("Desk"), required=False, empty_label=gettext_lazy("any")
    )

    def __init__(self, *args: Any, desks: QuerySet[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if len(desks) < 2:
            del self.fields["desk"]
            return
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = desks


@require_safe
def leads_page(request: HttpRequest) -> HttpResponse:
    """The lane: the open leads of the reader's desks, the likeliest first. Filters that are none are a 400."""
    visible = _shown(request.user)
    desks = Desk.objects.filter(pk__in=visible.order_by().values("claim__desk")).order_by("name")
    form = LaneForm(request.GET, desks=desks)
    if not form.is_valid():
        raise BadRequest(form.errors.as_json())
    rows = visible
    if why := form.cleaned_data["why"]:
        rows = rows.filter(why=why)
    if desk := form.cleaned_data.get("desk"):
        rows = rows.filter(claim__desk=desk)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "leads": list(page.object_list),
        "narrowed": bool(why or desk),
        "with_claim": True,
        "back": request.get_full_path(),
        **_deeds(),
    }
    return show(request, "desk/leads/lane.html", _("Leads"), context)


def lead_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """One lead and what can be done about it; its buttons lead back to where they were pressed. 404 for any lead of
    another desk, and for one that is over.
    """
    lead = Lead.objects.visible_to(request.user).select_related(*_ABOUT).filter(uuid=uuid).first()
    if lead is None and request.method != "POST":
        raise Http404("No such lead waits at your desk; it may be over.")
    actions = bind(request, [_decide(request, lead), _empty(request, lead)] if lead else [])
    if response := submit(request, actions):
        return redirect(_back(request)) if request.method == "POST" and _back(request) else response
    if lead is None:
        raise Http404("No such lead waits at your desk; it may be over.")
    context = {
        "lead": lead,
        "waits": lead.state == Lead.State.OPEN and lead.claim_version == lead.claim.version,
        "with_claim": True,
        "actions": [each for each in permitted(actions, request.user, lead.claim.desk) if each[0].name == "empty"],
        **_deeds(),
    }
    return show(request, "desk/leads/lead.html", _("A lead"), context)


def leads_of_claim(user: Principal, claim: Claim) -> dict[str, Any]:
    """What `desk/leads/_of_claim.html` needs: the open leads of a claim that the reader may see."""
    return _part(_shown(user).filter(claim=claim), reverse("desk:claim", args=[claim.uuid]))


def leads_of_resource(user: Principal, resource: Resource) -> dict[str, Any]:
    """What `desk/leads/_of_resource.html` needs: the open leads that were found on an address."""
    return _part(_shown(user).filter(resource=resource), reverse("desk:resource", args=[resource.uuid]))


def _part(rows: QuerySet[Lead], back: str) -> dict[str, Any]:
    found = list(rows[: IN_A_PART + 1])
    return {"leads": found[:IN_A_PART], "more_leads": len(found) > IN_A_PART, "back": f"{back}#leads", **_deeds()}


_ABOUT = ("claim__desk", "resource__source", "snapshot")


def _shown(user: Principal) -> QuerySet[Lead]:
    rows = Lead.objects.visible_to(user).waiting().ranked().select_related(*_ABOUT)
    return rows.defer("snapshot__text")


def _deeds() -> dict[str, Any]:
    return {"stances": STANCES, "dismiss": DISMISS}


def _decide(request: HttpRequest, lead: Lead) -> Action:
    """Make it evidence that takes a side, or dismiss it."""

    def run(button: str, data: dict[str, Any]) -> Done:
        if button == DISMISS:
            lead_decisions.dismiss(by=request.user, lead=lead)
            return Done(_("Dismissed: it says neither. It is not shown again."), leads_to=reverse("desk:leads"))
        item = lead_decisions.make_evidence(by=request.user, lead=lead, stance=button)
        return Done(_said(item), leads_to=reverse("desk:leads"))

    buttons = {**{name: str(label) for name, label in STANCES.items()}, DISMISS: str(_("Dismiss: it says neither"))}
    return Action("Decide", "add_evidence", buttons, NothingForm, run)


def _said(item: Evidence) -> str:
    if item.is_told:
        return _(
            "Added, as it was sent to us: it counts for no rule until we have read the page. The claim was weighed."
        )
    return _("It is evidence now, read on the page and judged by you. The claim was weighed again.")


def _empty(request: HttpRequest, lead: Lead) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        lead_decisions.empty(by=request.user, lead=lead, **data)
        return Done(_("Emptied. The history says who did it and why."), leads_to=reverse("desk:leads"))

    intro = _("For a person’s data or a legal order. It cannot be undone; the lead is dismissed.")
    return Action(
        str(_("Empty it of its words")), "redact", {"empty": str(_("Empty it"))}, ReasonForm, run, intro=intro
    )


def _back(request: HttpRequest) -> str:
    """Where the button was pressed, if that is a page of ours; else ""."""
    back = request.POST.get(BACK, "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""
