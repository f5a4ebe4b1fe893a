"""Fields that read spans of time as people write them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tracker.scheduling.durations import parse_duration, say_duration


class DurationField(forms.CharField):
    """Seconds, written as in "15 min"; None where it was left empty."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_length=20)

    def prepare_value(self, value: Any) -> Any:
        return say_duration(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_duration(text)
        except ValueError as error:
            raise ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}") from error
