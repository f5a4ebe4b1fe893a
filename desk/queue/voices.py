"""Whose word is it? The question, put to a person where a passage passes on somebody under no name."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from claims import services
from claims.models import Claim, Evidence
from desk.actions import Action, Done
from desk.forms import VoiceForm

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
        intro=f"{item.source_name} passes on “{item.attributed_to}”: “{item.quote[:200]}”",
        permission="merge_origins",
        buttons={f"voice-{item.pk}": "It is their word", own: "It is its publisher’s own"},
        form=VoiceForm,
        run=_attribute(request, item, own),
        after_evidence=True,
    )


def _attribute(request: HttpRequest, item: Evidence, own: str) -> Callable[[str, dict[str, Any]], Done]:
    def run(button: str, data: dict[str, Any]) -> Done:
        if button == own:
            services.attribute_voice(by=request.user, evidence=item, publisher=True)
            return Done(f"It is the word of {item.source_name} now, and the claim was weighed again.")
        party = data["organisation"] or data["person"]
        services.attribute_voice(by=request.user, evidence=item, party=party, name=data["name"])
        return Done(f"It is the word of {party or data['name']} now, and the claim was weighed again.")

    return run
