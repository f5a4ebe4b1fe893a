"""The one form field for a claim's contract: chosen in words, with the organisations and documents that count."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.contract_templates import TEMPLATES, Details, template, template_of
from claims.contracts import ContractError, describe_contract, parse_contract

USUAL, AS_IT_IS = "", "as-it-is"
"""Choices that are no template: what is usual for the claim's kind, and a contract that no template says."""

DETAILS = ("organisations", "document", "speaker_document")
LABELS = {
    "contract": _("Contract"),
    "organisations": _("Only of these organisations"),
    "document": _("Only this type of document"),
    "speaker_document": _("Only this document of the speaker"),
}
HINTS = {
    "organisations": _("Their names; several are separated by semicolons."),
    "document": _("As in “annual report”."),
    "speaker_document": _("As in “model card”."),
}


class _Choice(forms.Select):
    """The templates, each with the details that it takes, so that a script can hide the others."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        takes = next((each.takes for each in TEMPLATES if each.key == value), ())
        option["attrs"]["data-takes"] = " ".join(sorted(takes))
        return option


class ContractWidget(forms.MultiWidget):
    """A choice, and the three fields that narrow it."""

    template_name = "desk/records/contract.html"
    use_fieldset = True

    def __init__(self, choices: Sequence[tuple[str, Any]]) -> None:
        details = {name: forms.TextInput(attrs={"autocomplete": "off"}) for name in DETAILS}
        super().__init__({"contract": _Choice(choices=choices), **details}, attrs={"class": "contract"})

    def decompress(self, value: Any) -> list[Any]:
        return [USUAL, "", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for key, part in zip(LABELS, context["widget"]["subwidgets"], strict=True):
            part |= {"label": LABELS[key], "hint": HINTS.get(key, ""), "detail": key if key in DETAILS else ""}
            if part["hint"] and part["attrs"].get("id"):
                part["attrs"]["aria-describedby"] = f"{part['attrs']['id']}_hint"
        return context


class ContractField(forms.MultiValueField):
    """What `settled_by` stores; empty for what is usual for the claim's kind.

    `offer` says what is stored now: a contract that no template says can then be left as it is, and one that is chosen
    again stays as it was written.
    """

    widget: Any

    def __init__(self, **kwargs: Any) -> None:
        choices = [(USUAL, _("As usual for its kind")), *((each.key, each.words) for each in TEMPLATES)]
        names = (forms.CharField(required=False, max_length=2000) for _name in DETAILS)
        fields = (forms.ChoiceField(choices=choices, required=False), *names)
        kwargs = {
            "label": _("What would settle it"),
            "help_text": _(
                "Usual for an event, a number or a state: one official record, or two independent reports. For a plan "
                "or a statement: the speaker’s own words."
            ),
            **kwargs,
        }
        super().__init__(fields, widget=ContractWidget(choices), required=False, require_all_fields=False, **kwargs)
        self._present: list[Any] = []

    def offer(self, present: Any) -> None:
        """Say what is stored now, as JSON. Its form must not share the field with others: say it in `__init__`."""
        self._present = [] if not present or _is_sent(present) else present
        if not self._present or template_of(parse_contract(self._present)):
            return
        words = _("As it is: %(words)s") % {"words": describe_contract(parse_contract(self._present))}
        parts: tuple[Any, ...] = (self.fields[0], self.widget.widgets[0])
        for part in parts:
            part.choices = [*part.choices, (AS_IT_IS, words)]

    def prepare_value(self, value: Any) -> Any:
        """The four values that the widget shows: what was sent, or those of a stored contract."""
        return value if _is_sent(value) else _shown(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def compress(self, data_list: Sequence[Any]) -> list[dict[str, object]]:
        """The contract as JSON; raises ValidationError in words."""
        if not data_list:
            return []
        key, organisations, document, speaker_document = (str(value or "") for value in data_list)
        if key == AS_IT_IS:
            return self._present
        details = Details(
            tuple(names_in(organisations)), " ".join(document.split()), " ".join(speaker_document.split())
        )
        try:
            return self._written(key, details)
        except ContractError as refusal:
            raise ValidationError(refusal.remedy) from refusal

    def _written(self, key: str, details: Details) -> list[dict[str, object]]:
        if key == USUAL:
            if details != Details():
                raise ContractError("settled_by", "Choose a contract first: what is usual for a kind names nobody.")
            return []
        chosen = template(key).as_json(details)
        contract = parse_contract(chosen)
        if self._present and set(contract) == set(parse_contract(self._present)):
            return self._present
        return chosen


class ContractForm(forms.Form):
    """A form with the contract of a claim."""

    settled_by = ContractField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["settled_by"]
        assert isinstance(field, ContractField)  # noqa: S101 - tells the type checker
        field.offer(self.initial.get("settled_by"))


def _is_sent(value: Any) -> bool:
    """Whether these are the widget's four values, and no stored contract."""
    return isinstance(value, list) and len(value) == 1 + len(DETAILS) and not any(isinstance(v, dict) for v in value)


def names_in(text: str) -> list[str]:
    """The names of a list that is separated by semicolons or written one a line."""
    names = (" ".join(name.split()) for line in text.splitlines() for name in line.split(";"))
    return list(dict.fromkeys(name for name in names if name))


def _shown(stored: Any) -> list[str]:
    """A stored contract as the widget's four values."""
    if not stored:
        return [USUAL, "", "", ""]
    found = template_of(parse_contract(stored))
    if found is None:
        return [AS_IT_IS, "", "", ""]
    chosen, details = found
    return [chosen.key, "; ".join(details.organisations), details.document, details.speaker_document]
