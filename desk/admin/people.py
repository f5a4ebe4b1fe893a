"""Who is talked about and who works here. Changed by superusers, as Django's permissions say."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from claims import audit, services
from claims.models import Affiliation, Desk, Membership, Organisation, Ownership, Person
from desk.accounts.forms import DeskForm
from desk.action_page import action_page
from desk.actions import Action, Done
from desk.frame import site
from desk.lookups import ListedLookups
from desk.pages import Base

if TYPE_CHECKING:
    Inline = admin.TabularInline[Any, Any]
    Users = UserAdmin[User]
else:
    Inline = admin.TabularInline
    Users = UserAdmin


class Memberships(Inline):
    model = Membership
    extra = 0


class Ownerships(Inline):
    model = Ownership
    fk_name = "organisation"
    extra = 0

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The claim that asserts it may be a draft of any desk."""
        return () if request.user.is_superuser else ("asserted_by",)


class Affiliations(Inline):
    model = Affiliation
    extra = 0


@admin.register(User, site=site)
class MemberAdmin(ListedLookups, Users):
    """Users and their roles. Every role that is given or taken is an entry of its desk's history, under the name of who
    did it; so are the roles of a user who is deleted.
    """

    inlines = (Memberships,)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """Superusers administrate every desk: whoever becomes one, or is one no more, is told of on each."""
        super().save_model(request, obj, form, change)
        if "is_superuser" in form.changed_data:
            _tell_of_superuser(obj, "superuser made" if obj.is_superuser else "superuser no more", by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        formset.save(commit=False)
        for role in formset.deleted_objects:
            role.delete(by=request.user)
        for role in [*(role for role, _ in formset.changed_objects), *formset.new_objects]:
            role.save(by=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a user, by kind and number: Django would name tokens by their digests."""
        _, counts, missing, protected = super().get_deleted_objects(objs, request)
        return [f"{count} {name}" for name, count in counts.items()], counts, missing, protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        self.delete_queryset(request, User.objects.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        take_roles(Membership.objects.filter(user__in=queryset), by=request.user)
        for user in queryset.filter(is_superuser=True):
            _tell_of_superuser(user, "superuser no more", by=request.user)
        super().delete_queryset(request, queryset)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Where a desk has a second reviewer now, a second person is proposed."""
        super().save_related(request, form, formsets, change)
        for desk in Desk.objects.filter(memberships__user=form.instance):
            if services.proposes_second_person(desk):
                words = "has more than one reviewer: in its settings you can have a second person look at decisions."
                messages.info(request, f"The desk “{desk}” {words}")


def _tell_of_superuser(user: User, action: str, *, by: Any) -> None:
    """An entry in the history of every desk: superusers administrate all of them."""
    for desk in Desk.objects.order_by("pk"):
        audit.append(subject=desk, action=action, by=by, payload={"user": user.get_username()}, visibility="staff")


def take_roles(roles: QuerySet[Membership], *, by: Any) -> None:
    """Delete roles one by one, each with its entry: a cascade of Django's would write none."""
    for role in roles.select_related("user", "desk"):
        role.delete(by=by)


@admin.register(Desk, site=site)
class NewsDeskAdmin(ListedLookups, Base):
    """Desks, to look at: each is changed in its settings, through its services. A new one has its members invited next.
    One that has a history stays.
    """

    list_display = ("name", "time_zone", "second_person", "settings")
    fields = ("name", "slug", "time_zone", "second_person", "review_new_claims", "settings")
    readonly_fields = ("settings",)

    @admin.display(description="settings")
    def settings(self, desk: Desk) -> str:
        """Where its administrators change it."""
        return format_html('<a href="{}">Change it</a>', reverse("desk:settings", args=[desk.slug]))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied

        def add(button: str, data: dict[str, Any]) -> Done:
            desk = services.add_desk(by=request.user, **data)
            members = reverse("desk:members", args=[desk.slug])
            return Done("The desk is there. Invite the people who work on it.", leads_to=members)

        action = Action("The desk", "set_desk", {"add": "Add the desk"}, DeskForm, add)
        return action_page(request, "admin/claims/add.html", "Add a desk", [action], lambda shown: {"opts": self.opts})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartyAdmin(ListedLookups, Base):
    """Who is talked about, by all desks. Superusers alone delete: Django names what stands in the way of a deletion,
    and that may be drafts of any desk.
    """

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Organisation, site=site)
class OrganisationAdmin(PartyAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (Ownerships,)


@admin.register(Person, site=site)
class PersonAdmin(PartyAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (Affiliations,)
