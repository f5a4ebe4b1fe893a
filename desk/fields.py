"""Fields that many forms of the desk have: an area for sentences, a day."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from claims import audit

if TYPE_CHECKING:
    UserChoice = forms.ModelChoiceField[User]
else:
    UserChoice = forms.ModelChoiceField


def area(rows: int = 2, **attributes: str) -> forms.Textarea:
    """Room for so many lines, and more."""
    return forms.Textarea(attrs={"rows": rows, **attributes})


def day(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, chosen in the browser's calendar; None where it was left empty."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


def may_stay_empty(field: forms.BoundField) -> bool:
    """Whether a form says of a field that it is optional.

    Not of a choice, which shows what is chosen; nor of the fields that a form names in `needed_at_times`, whose help
    says when. A form that only narrows a list says it of none (`marks_optional = False`).
    """
    form, widget = field.form, field.field.widget
    if field.field.required or not getattr(form, "marks_optional", True):
        return False
    is_choice = isinstance(widget, forms.CheckboxInput | forms.Select | forms.RadioSelect | forms.MultiWidget)
    return not (is_choice or field.is_hidden or field.name in getattr(form, "needed_at_times", ()))


def called(user: User) -> str:
    """What colleagues call a member, with the user name by which a comment names them."""
    name, username = audit.name_of(user), user.get_username()
    return name if name == username else f"{name} (@{username})"


class MemberField(UserChoice):
    """A member of a desk, or nobody; whoever makes the form sets its `queryset`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **{"required": False, "empty_label": _("nobody"), **kwargs})

    def label_from_instance(self, obj: User) -> str:
        return called(obj)
