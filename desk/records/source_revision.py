"""Correcting what is recorded of a source, on its page."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import audit, services
from claims.models import Source
from desk.actions import Action, Done
from desk.fields import area
from desk.forms import SourceFields


class SourceRevisionForm(SourceFields):
    """What is recorded of a source, as it should read, and why; `seen` is how long the history was."""

    reason = forms.CharField(max_length=5000, widget=area(2), help_text="For the desk alone.")
    seen = forms.IntegerField(widget=forms.HiddenInput)


def revision(request: HttpRequest, source: Source) -> Action:
    """The form; it holds how long the source's history is, so that nobody overwrites what they did not see."""

    def revise(button: str, data: dict[str, Any]) -> Done:
        services.revise_source(
            by=request.user,
            source=source,
            watched=source.resources.values_list("url", flat=True),
            private=frozenset(settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES),
            **data,
        )
        return Done(_("Corrected: %(name)s.") % {"name": data["name"]})

    return Action(
        title=_("Correct what is recorded of it"),
        permission="set_tier" if source.tier_is_decided else "revise",
        buttons={"revise": _("Correct it")},
        form=SourceRevisionForm,
        run=revise,
        initial={
            "name": source.name,
            "organisation": source.organisation,
            "document": source.document,
            "invented": source.invented,
            "sites": "\n".join(str(place) for place in source.hosts.order_by("host", "path")),
            "seen": audit.length(source),
        },
        intro=_("It holds for what is read from now on: evidence keeps the name and organisation it was read under."),
    )
