"""The fields in which a form names whose word a claim is, with recorded names offered as somebody types."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from claims.models import Claim
from desk.records.parties_in_place import ORGANISATION, PERSON, NamedParties, Party


class PartyInput(forms.TextInput):
    """A name, completed from the recorded people and organisations; without script it is typed in full."""

    template_name = "desk/records/party.html"

    def __init__(self) -> None:
        offered = {
            "autocomplete": "off",
            "hx-get": reverse_lazy("desk:party-names"),
            "hx-trigger": "focus once, input changed delay:200ms",
            "hx-target": "next datalist",
            "hx-swap": "innerHTML",
            # A page around it may pick parts of its own answers: this answer is taken whole.
            "hx-select": "unset",
            "hx-select-oob": "unset",
        }
        super().__init__(attrs=offered)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_names"
        return context


class SpeakerForm(forms.Form):
    """A form with the speaker of a claim, by name."""

    needed_at_times: tuple[str, ...] = ("speaker",)

    speaker = forms.CharField(
        label=_("Who said or plans it"),
        max_length=200,
        required=False,
        widget=PartyInput,
        help_text=_("Empty where the article itself says so."),
    )
    speaker_kind = forms.ChoiceField(
        label=_("If new, it is"),
        required=False,
        choices=[(ORGANISATION, _("an organisation")), (PERSON, _("a person"))],
    )


def speaker_shown(claim: Claim) -> dict[str, str]:
    """The two fields of a claim as it is recorded."""
    kind = PERSON if claim.speaker_person else ORGANISATION
    return {"speaker": str(claim.speaker or ""), "speaker_kind": kind}


def take_speaker(named: NamedParties, data: dict[str, Any]) -> Party | None:
    """Take the two fields out of cleaned data; the party that they name, recorded where it is new.

    Raises as NamedParties.party does.
    """
    kind = data.pop("speaker_kind") or ORGANISATION
    return named.party(data.pop("speaker"), kind=kind, field="speaker")
