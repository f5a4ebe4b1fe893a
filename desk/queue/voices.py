"""Whose word is it? The question, put to a person where a passage passes on somebody under no name."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import services
from claims.models import Claim, Evidence, Organisation, Person
from claims.parties import key_of_name, parties_like
from claims.presentation.shortening import shortened
from desk.actions import Action, Done
from desk.forms import VoiceForm, WhoseWordForm

MOST = 5
"""So many are asked at once; the next follow as these are answered."""


def voice_actions(request: HttpRequest, claim: Claim) -> list[Action]:
    """A form for each item that waits, beneath the evidence."""
    return [voice_action(request, item) for item in services.waits_for_voice(claim.pk)[:MOST]]


def voice_action(request: HttpRequest, item: Evidence) -> Action:
    """The form for one item."""
    own = f"publisher-{item.pk}"
    return Action(
        title="Whose word is it?",
        intro=f"{item.source_name} passes on “{item.attributed_to}”: “{shortened(item.quote, 200)}”",
        permission="merge_origins",
        buttons={f"voice-{item.pk}": "It is their word", own: "It is its publisher’s own"},
        form=VoiceForm,
        run=_attribute(request, item, own),
        after_evidence=True,
    )


def _attribute(request: HttpRequest, item: Evidence, own: str) -> Callable[[str, dict[str, Any]], Done]:
    def run(button: str, data: dict[str, Any]) -> Done:
        return _attributed(request, item, data["name"], publisher=button == own)

    return run


def whose_word_action(request: HttpRequest, items: QuerySet[Evidence]) -> Action:
    """One form for any of the items shown, with a name to be typed: it offers no list of everybody who is recorded."""

    def attribute(button: str, data: dict[str, Any]) -> Done:
        return _attributed(request, data["evidence"], data["name"], publisher=button == "publisher")

    return Action(
        title=_("Whose word is it?"),
        permission="merge_origins",
        buttons={"voice": _("It is their word"), "publisher": _("It is its publisher’s own")},
        form=WhoseWordForm,
        run=attribute,
        options={"items": items},
        after_evidence=True,
    )


def _attributed(request: HttpRequest, item: Evidence, name: str, *, publisher: bool) -> Done:
    """Say whose word an item is: its publisher's own, or that of the party with a name; what is told of it."""
    if publisher:
        services.attribute_voice(by=request.user, evidence=item, publisher=True)
        words = item.source_name
    else:
        party = recorded_as(name)
        services.attribute_voice(by=request.user, evidence=item, party=party, name="" if party else name)
        words = str(party or name)
    return Done(_("It is the word of %(name)s now, and the claim was weighed again.") % {"name": words})


def recorded_as(name: str) -> Organisation | Person | None:
    """The one recorded party that is called by a name; None where there is none, or more than one."""
    wanted = key_of_name(name)
    called = [party for party in parties_like(name) if wanted in {key_of_name(each) for each in _names(party)}]
    return called[0] if len(called) == 1 else None


def _names(party: Organisation | Person) -> list[str]:
    return [party.name, *(party.aliases if isinstance(party, Organisation) else [])]
