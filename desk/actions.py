"""What the desk's pages share: nothing is edited past the rules, and every form leads to a service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from claims.models import Desk
from claims.permissions import may
from claims.services import InvalidInput, StaleClaim
from claims.statuses import TransitionRefused

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin

Refused = (InvalidInput, TransitionRefused, PermissionDenied)


@dataclass(frozen=True, slots=True)
class Deed:
    """A form on a page, the permission it needs, and the service behind it.

    `do(choice, data)` calls the service with the pressed button's name and the cleaned data, and gives the sentence
    that tells of success. `buttons` are names and labels, the usual one first.
    """

    title: str
    action: str
    buttons: Mapping[str, str]
    form: type[forms.Form]
    do: Callable[[str, dict[str, Any]], str]
    initial: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)  # further arguments of the form
    says: str = ""  # what the reader should know first
    below: bool = False  # shown beneath the evidence: what is said of it once it was read
    leads_to: str = ""  # where to go on success; empty: the same page

    @property
    def name(self) -> str:
        """The name of its usual button, which no other deed of the page has."""
        return next(iter(self.buttons))

    def form_for(self, request: HttpRequest) -> forms.Form:
        """The form: filled in where one of its buttons was pressed, else fresh."""
        chosen = request.POST.get("deed") in self.buttons
        return self.form(
            request.POST if chosen else None, initial=dict(self.initial), auto_id=f"{self.name}-%s", **self.options
        )


def perform(request: HttpRequest, deed: Deed, form: forms.Form) -> bool:
    """Do it where the form is complete. A refusal is said: beside its field, else as a message."""
    if not form.is_valid():
        return False
    try:
        messages.success(request, deed.do(request.POST["deed"], form.cleaned_data))
    except StaleClaim as error:
        messages.error(request, str(error))
        return True  # the page is shown afresh, so that nobody decides on what they no longer see
    except Refused as error:
        name = getattr(error, "field", "")
        if name in form.fields:
            form.add_error(name, str(error))
        else:
            messages.error(request, str(error))
        return False
    return True


class DeskAdmin(Base):
    """Lists and pages that only show, and only what `visible_to` gives. Nothing is deleted, in bulk or alone."""

    actions = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user)  # type: ignore[no-any-return]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PageAdmin(DeskAdmin):
    """A page of its own for each record, with what may be done about it."""

    page_template = ""

    def desk_of(self, record: Any) -> Desk:
        """The desk whose members may act on the record."""
        desk: Desk = record.desk
        return desk

    def deeds(self, request: HttpRequest, record: Any) -> Sequence[Deed]:
        """What can be done about the record, whoever asks; the services say who may."""
        return ()

    def page(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the template needs besides the record itself."""
        return {}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        deeds = [(deed, deed.form_for(request)) for deed in self.deeds(request, record)]
        if request.method == "POST":
            for deed, form in deeds:
                if form.is_bound and perform(request, deed, form):
                    return redirect(deed.leads_to or request.path)
            if not any(form.is_bound for _, form in deeds):
                messages.error(request, "Nothing was changed: this was decided meanwhile. Read the page again.")
        desk = self.desk_of(record)
        shown = [(deed, form) for deed, form in deeds if may(request.user, deed.action, desk)]
        context = {
            "deeds": [(deed, form) for deed, form in shown if not deed.below],
            "deeds_below": [(deed, form) for deed, form in shown if deed.below],
        }
        return self._show(request, self.page_template, record, context | self.page(request, record))

    def add_page(self, request: HttpRequest, title: str, deed: Deed) -> HttpResponse:
        """A page with one form, for recording something new."""
        form = deed.form_for(request)
        if request.method == "POST" and form.is_bound and perform(request, deed, form):
            return redirect(deed.leads_to)
        return self._show(request, "admin/claims/add.html", None, {"title": title, "deeds": [(deed, form)]})

    def _show(
        self, request: HttpRequest, template: str, record: Model | None, context: dict[str, Any]
    ) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "original": record}
        return TemplateResponse(request, template, {"title": str(record or ""), **shared, **context})
