"""The desk's lists and pages in the admin: they show what `visible_to` gives, and change nothing past a service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse

from claims.models import Desk
from claims.permissions import role_of
from desk.action_page import action_page
from desk.actions import Action, BoundActions
from desk.lookups import ListedLookups
from desk.paging import BoundedPaginator

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class DeskAdmin(ListedLookups, Base):
    """Lists and pages that only show, and only what `visible_to` gives. Nothing is deleted, in bulk or alone."""

    actions = None
    show_full_result_count = False
    paginator = BoundedPaginator
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

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

    def page_actions(self, request: HttpRequest, record: Any) -> Sequence[Action]:
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
        desk = self.desk_of(record)
        is_ours = role_of(request.user, desk) is not None
        if request.method == "POST" and not is_ours:
            raise PermissionDenied

        def context(shown: BoundActions) -> dict[str, Any]:
            return {
                "is_ours": is_ours,
                "opts": self.opts,
                "original": record,
                "actions": [(action, form) for action, form in shown if not action.after_evidence],
                "actions_after_evidence": [(action, form) for action, form in shown if action.after_evidence],
                **self.page(request, record),
            }

        actions = self.page_actions(request, record) if is_ours else ()
        return action_page(request, self.page_template, str(record), actions, context, desk=desk)

    def add_page(self, request: HttpRequest, title: str, action: Action) -> HttpResponse:
        """A page with one form, for recording something new."""
        return action_page(request, "admin/claims/add.html", title, [action], lambda shown: {"opts": self.opts})
