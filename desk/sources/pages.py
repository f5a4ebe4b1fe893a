"""What the desk's own pages share: who enters, the frame around them, and how a refusal is shown."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.services import InvalidInput
from desk.actions import Deed
from desk.frame import site

Page = Callable[..., HttpResponse]


def desk_page(view: Page) -> Page:
    """For members of a desk; others are led to the log-in. What is shown depends on each one's desks."""
    return site.admin_view(view)


def show(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
    """A page in the desk's frame."""
    return TemplateResponse(request, template, {**site.each_context(request), "title": title, **context})


def perform(request: HttpRequest, deed: Deed, form: forms.Form) -> bool:
    """Do it where the form is complete; False where a service refused, which is then said."""
    if not form.is_valid():
        return False
    try:
        messages.success(request, deed.do(request.POST["deed"], form.cleaned_data))
    except (InvalidInput, PermissionDenied) as refusal:
        explain(request, form, refusal)
        return False
    return True


def explain(request: HttpRequest, form: forms.Form, refusal: InvalidInput | PermissionDenied) -> None:
    """Say why a service refused: beside the field at fault where the form has it, else above the page."""
    name = getattr(refusal, "field", "")
    said = sentence(refusal)
    if name in form.fields:
        form.add_error(name, said)
    else:
        messages.error(request, said)


def sentence(refusal: Exception) -> str:
    """What a service says, as a sentence of its own."""
    said = str(refusal).removeprefix(f"{getattr(refusal, 'field', '')}: ")
    return said[:1].upper() + said[1:]
