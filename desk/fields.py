"""Fields that many forms of the desk have: an area for sentences, a day."""

from typing import Any

from django import forms


def area(rows: int = 2, **attributes: str) -> forms.Textarea:
    """Room for so many lines, and more."""
    return forms.Textarea(attrs={"rows": rows, **attributes})


def day(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, chosen in the browser's calendar; None where it was left empty."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)
