"""What the API takes. A field that nobody knows is refused by its name."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.validators import URLValidator
from rest_framework import serializers

from claims.models import Claim, Evidence
from claims.models.base import STATUS_CHOICES
from claims.statuses import Grounds
from claims.urls import BadUrl, read_url


class Strict(serializers.Serializer[Any]):
    """Input whose every field is known."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := [str(name) for name in data if name not in self.fields]):
            names = ", ".join(sorted(self.fields))
            raise serializers.ValidationError({name: [f"unknown field; known are {names}."] for name in unknown})
        return super().to_internal_value(data)


class NothingInput(Strict):
    """An empty object: the address says it all."""


class ReasonInput(Strict):
    reason = serializers.CharField(max_length=5000)


class WebAddressField(serializers.URLField):
    """An http or https address that every browser reads alike."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [each for each in self.validators if not isinstance(each, URLValidator)] + [_check_address]


def _check_address(value: str) -> None:
    try:
        read_url(value)
    except BadUrl as refusal:
        raise serializers.ValidationError(str(refusal)) from refusal


class ClaimInput(Strict):
    article = serializers.UUIDField(help_text="The article it appears in.")
    text = serializers.CharField(max_length=1000)
    kind = serializers.ChoiceField(choices=Claim.Kind.choices)
    speaker = serializers.UUIDField(required=False, allow_null=True, help_text="An organisation or a person.")
    wording = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    language = serializers.CharField(required=False, max_length=35)
    reported_by = serializers.CharField(required=False, allow_blank=True, max_length=200)
    criterion = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    settled_by = serializers.JSONField(required=False, help_text="Alternatives; empty: the kind’s default.")
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000, help_text="For the staff.")
    due_on = serializers.DateField(required=False, allow_null=True)
    recheck_on = serializers.DateField(required=False, allow_null=True)

    def validate_settled_by(self, value: Any) -> Any:
        """Only text that both databases can keep; its meaning is checked by the service."""
        text = json.dumps(value, ensure_ascii=False)
        if "\\u0000" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise serializers.ValidationError("null and surrogate characters are not text.")
        return value


class EvidenceInput(Strict):
    """Words that the desk was told; with an address they are read at once where that is possible."""

    url = WebAddressField(max_length=2000, required=False, help_text="Left out: it was told and has no address.")
    told_as = serializers.ChoiceField(
        choices=Evidence.ToldAs.choices, required=False, help_text="What was told; a page, unless said."
    )
    told_on = serializers.DateField(required=False, allow_null=True, help_text="The day when it was told.")
    attachment_sha256 = serializers.CharField(
        required=False, allow_blank=True, max_length=64, help_text="Of the file that the desk keeps."
    )
    confidential_source = serializers.CharField(
        required=False, allow_blank=True, max_length=2000, help_text="Stays with the staff of the claim’s desk."
    )
    quote = serializers.CharField(max_length=20_000, help_text="The very words.")
    stance = serializers.ChoiceField(choices=Evidence.Stance.choices)
    prefix = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    suffix = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    language = serializers.CharField(required=False, max_length=35)
    retrieved_at = serializers.DateTimeField(required=False, help_text="When it was read; now unless told.")
    as_of = serializers.DateTimeField(required=False, help_text="When its publisher says so.")
    document = serializers.CharField(
        required=False, allow_blank=True, max_length=100, help_text="As you were told: counts once a reviewer names it."
    )
    reasons = serializers.ListField(child=serializers.CharField(max_length=500), required=False, max_length=20)
    attributed_to = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Who the passage says says so: a name."
    )


class StatusInput(Strict):
    expected_status = serializers.ChoiceField(choices=STATUS_CHOICES, help_text="The status you saw; else 409.")
    status = serializers.ChoiceField(choices=STATUS_CHOICES)
    reason = serializers.CharField(max_length=5000)
    rests_on = serializers.ChoiceField(
        choices=[grounds.value for grounds in Grounds],
        required=False,
        help_text="What the decision rests on: items that count, unless said. Readers see it.",
    )


class DocumentInput(Strict):
    document = serializers.CharField(max_length=100, allow_blank=True, help_text="As in “court ruling”.")
    reason = serializers.CharField(max_length=5000)


class SecondPersonInput(Strict):
    on = serializers.BooleanField()
    reason = serializers.CharField(max_length=5000)


class VoiceInput(Strict):
    """Whose word an item of evidence is: exactly one of party, name and publisher."""

    party = serializers.UUIDField(required=False, allow_null=True, help_text="An organisation or a person.")
    name = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="Of a party not recorded.")
    publisher = serializers.BooleanField(required=False, help_text="True: it is its publisher’s own word.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=5000, help_text="For the staff.")
