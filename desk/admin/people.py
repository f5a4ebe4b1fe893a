"""Who is talked about and who works here. Changed by superusers, as Django's permissions say."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from claims.models import Affiliation, Desk, Membership, Organisation, Ownership, Person
from desk.frame import site
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


class Affiliations(Inline):
    model = Affiliation
    extra = 0


@admin.register(User, site=site)
class MemberAdmin(Users):
    inlines = (Memberships,)


@admin.register(Desk, site=site)
class NewsDeskAdmin(Base):
    list_display = ("name", "time_zone")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Organisation, site=site)
class OrganisationAdmin(Base):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (Ownerships,)


@admin.register(Person, site=site)
class PersonAdmin(Base):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (Affiliations,)
