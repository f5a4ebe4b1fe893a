"""Which claims the board shows: what the reader asks for, as a query of the address, and as rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.models import Appearance, Claim, Desk, Flag, Publication
from claims.models.base import STATUS_CHOICES
from claims.querysets import staff_desks
from claims.services.users import members_of
from desk.accounts.desks import desks_of
from desk.fields import called
from tracker.health.staleness import overdue, with_intervals
from tracker.models import Resource

SOON = timedelta(days=7)
ORDERS: Mapping[str, tuple[str, ...]] = {
    "": ("-changed_at", "-pk"),
    "due": ("due_on", "-changed_at"),
    "status": ("status", "-changed_at"),
    "assignee": ("assigned_to__username", "-changed_at"),
    "article": ("article_title", "article_position", "pk"),
}
"""How the rows may be ordered; those that are ordered by something the same stand under one heading."""


class BoardForm(forms.Form):
    """What the board is narrowed to. Each field is one parameter of its address."""

    marks_optional = False
    q = forms.CharField(label=_("Words of the claim or its article"), required=False, max_length=200)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("any")), *STATUS_CHOICES])
    who = forms.ChoiceField(label=_("Assigned to"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[("", _("any")), ("overdue", _("overdue")), ("soon", _("within seven days")), ("none", _("no date"))],
    )
    publication = forms.ChoiceField(
        label=_("Publication"), required=False, choices=[("", _("any")), *Publication.choices]
    )
    desk = forms.ModelChoiceField(Desk.objects.none(), required=False, empty_label=_("any"), to_field_name="slug")
    by = forms.ChoiceField(
        label=_("In the order of"),
        required=False,
        choices=[
            ("", _("latest change")),
            ("due", _("due date")),
            ("status", _("status")),
            ("assignee", _("assignee")),
            ("article", _("article")),
        ],
    )
    flagged = forms.BooleanField(label=_("In the queue"), required=False, label_suffix="")
    stale = forms.BooleanField(label=_("A source is not read"), required=False, label_suffix="")
    article = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        desks = desks_of(user)
        members = [(f"@{member.get_username()}", called(member)) for member in members_of(desks)]
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - tells the type checker
        who.choices = [("", _("anybody")), ("me", _("me")), ("nobody", _("nobody")), *members]
        several = list(desks.order_by("name")[:2])
        if len(several) < 2:
            del self.fields["desk"]
        else:
            self.fields["desk"].queryset = desks.order_by("name")  # type: ignore[attr-defined]


def on_my_desks(user: User) -> QuerySet[Claim]:
    """The claims of the reader's desks, merged ones left out, with what the board says of each.

    `waiting` counts what waits in the queue, `is_stale` whether a source it watches was not read for too long,
    `article_title`, `article_uuid` and `article_position` tell of the first article that it appears in.
    """
    rows = Claim.objects.filter(staff_desks(user) or Q(), merged_into=None)
    first = Appearance.objects.filter(claim=OuterRef("pk")).in_articles_of(user).order_by("pk")
    return rows.annotate(
        article_title=Subquery(first.values("article__title")[:1]),
        article_uuid=Subquery(first.values("article__uuid")[:1]),
        article_position=Subquery(first.values("position")[:1]),
    )


def with_state(rows: QuerySet[Claim], *, now: datetime) -> QuerySet[Claim]:
    """The rows with `waiting`, how many of theirs wait in the queue, and `is_stale`."""
    open_flags = Flag.objects.open().filter(claim=OuterRef("pk")).order_by().values("claim").annotate(n=Count("pk"))
    return rows.annotate(waiting=Coalesce(Subquery(open_flags.values("n")), 0), is_stale=_is_stale(now))


def _is_flagged() -> Exists:
    return Exists(Flag.objects.open().filter(claim=OuterRef("pk")))


def _is_stale(now: datetime) -> Exists:
    """Whether a source that it watches has an address that was not read for too long."""
    watched = Resource.objects.filter(source__watches__claim=OuterRef("pk"))
    return Exists(with_intervals(watched).filter(overdue(now)))


def narrowed(rows: QuerySet[Claim], wanted: Mapping[str, Any], *, user: User, now: datetime) -> QuerySet[Claim]:
    """The rows that the cleaned data of a `BoardForm` ask for; the status is left to the caller, who counts by it."""
    if words := wanted.get("q", "").strip():
        named = Appearance.objects.filter(claim=OuterRef("pk"), article__title__icontains=words)
        rows = rows.filter(Q(text__icontains=words) | Exists(named.in_articles_of(user)))
    if wanted.get("publication"):
        rows = rows.filter(publication=wanted["publication"])
    if wanted.get("desk"):
        rows = rows.filter(desk=wanted["desk"])
    if wanted.get("article"):
        rows = rows.filter(Exists(Appearance.objects.filter(claim=OuterRef("pk"), article__uuid=wanted["article"])))
    if wanted.get("flagged"):
        rows = rows.filter(_is_flagged())
    if wanted.get("stale"):
        rows = rows.filter(_is_stale(now))
    return rows.filter(_assigned(wanted.get("who", ""), user), _due(wanted.get("due", ""), now))


def _assigned(who: str, user: User) -> Q:
    if who == "nobody":
        return Q(assigned_to=None)
    if who == "me":
        return Q(assigned_to=user)
    return Q(assigned_to__username=who.removeprefix("@")) if who else Q()


def _due(due: str, now: datetime) -> Q:
    """A day ends at its midnight: what is due today is not overdue yet. What is settled is due no more."""
    today = now.date()
    unsettled = Q(status="unverified")
    if due == "overdue":
        return unsettled & Q(due_on__lt=today)
    if due == "soon":
        return unsettled & Q(due_on__gte=today, due_on__lte=today + SOON)
    return Q(due_on=None) if due == "none" else Q()


def tallies(rows: QuerySet[Claim], *, user: User, now: datetime) -> dict[str, int]:
    """How many claims each of the board's own views has, in one query."""
    # Names of their own: a tally that is called like the column it filters by would count nothing.
    marked = rows.annotate(is_flagged=_is_flagged(), is_stale=_is_stale(now))
    return marked.aggregate(
        mine=Count("pk", filter=_assigned("me", user)),
        flagged=Count("pk", filter=Q(is_flagged=True)),
        overdue=Count("pk", filter=_due("overdue", now)),
        soon=Count("pk", filter=_due("soon", now)),
        stale=Count("pk", filter=Q(is_stale=True)),
        nobody=Count("pk", filter=Q(assigned_to=None, status="unverified")),
    )
