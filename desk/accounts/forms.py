"""The forms of the people's pages: what each asks for. The services judge it."""

import zoneinfo
from typing import Any

from allauth.account.forms import AddEmailForm as LibrarysAddEmailForm
from allauth.account.forms import LoginForm as LibrarysLoginForm
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from claims.models import Membership
from claims.services.users import users_of_address
from desk.fields import area


class LoginForm(LibrarysLoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AddEmailForm(LibrarysAddEmailForm):  # type: ignore[misc]  # allauth has no types
    """A further address of one's own. Single sign-on goes by it, so that it is no address of another account."""

    def clean_email(self) -> str:
        email = str(super().clean_email())
        if users_of_address(email) - {self.user}:
            raise forms.ValidationError(_("Another account has this address. Remove it there first."))
        return email


def _new_password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )


def _zone() -> forms.ChoiceField:
    zones = sorted(zoneinfo.available_timezones())
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone) for zone in zones],
        initial="UTC",
        help_text=_("Dates without a time end at midnight here."),
    )


class NewUserForm(forms.Form):
    """Who somebody is, and the password they choose."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        required=False,
        help_text=_("As colleagues and the history know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("A forgotten password is reset by it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = _new_password(_("Password"))


class FirstDeskForm(NewUserForm):
    """The setup code, the first desk, and who administrates it."""

    code = forms.CharField(
        label=_("Setup code"),
        help_text=_(
            "Whoever started the tracker sees it in the terminal; manage.py first_desk --code prints a new one."
        ),
    )
    desk = forms.CharField(label=_("Name of the desk"), max_length=200, initial=_("Main desk"))
    time_zone = _zone()

    field_order = ("code", "desk", "time_zone", "username", "name", "email", "password")


class InviteForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
    note = forms.CharField(
        label=_("For whom"),
        max_length=200,
        help_text=_("A name or an e-mail address: the list shows it until they come."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)


class DeskForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = _zone()


class SecondPersonForm(forms.Form):
    on = forms.BooleanField(label=_("A second person looks at decisions"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=area())


class ReviewForm(forms.Form):
    on = forms.BooleanField(label=_("New claims on published articles are reviewed"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=area())


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=100)
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
        initial=90,
    )


class NewsroomTokenForm(TokenForm):
    newsroom = forms.CharField(
        label=_("Newsroom"), max_length=200, help_text=_("Who reads with it. A new name is recorded.")
    )
    field_order = ("newsroom", "name", "days")
