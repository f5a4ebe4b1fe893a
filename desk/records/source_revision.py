"""Correcting what is recorded of a source, on its page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import services
from claims.models import AuditEntry, Source
from desk.actions import Action, Done
from desk.fields import area
from desk.forms import SourceFields

ENTRIES = 20
"""So many of the latest entries of its history stand on the page of a source."""


class SourceRevisionForm(SourceFields):
    """What is recorded of a source, as it should read, and why; `seen` is how long the history was."""

    reason = forms.CharField(max_length=5000, widget=area(2), help_text="For the desk alone.")
    seen = forms.IntegerField(widget=forms.HiddenInput)


def revision(request: HttpRequest, source: Source, entries: Sequence[AuditEntry]) -> Action:
    """The form; `entries` are the latest of the source's history, so that nobody overwrites what they did not see."""

    def revise(button: str, data: dict[str, Any]) -> Done:
        services.revise_source(
            by=request.user,
            source=source,
            watched=source.resources.values_list("url", flat=True),
            private=frozenset(settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES),
            **data,
        )
        return Done(_("Corrected: %(name)s.") % {"name": data["name"]})

    is_decided = source.has_tier or bool(source.tier_reason)
    return Action(
        title=_("Correct what is recorded of it"),
        permission="set_tier" if is_decided else "revise",
        buttons={"revise": _("Correct it")},
        form=SourceRevisionForm,
        run=revise,
        initial={
            "name": source.name,
            "organisation": source.organisation,
            "document": source.document,
            "invented": source.invented,
            "sites": "\n".join(str(place) for place in source.hosts.order_by("host", "path")),
            "seen": entries[0].seq if entries else 0,
        },
        intro=_("It holds for what is read from now on: evidence keeps the name and organisation it was read under."),
    )
