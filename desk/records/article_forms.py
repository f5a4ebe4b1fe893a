"""The forms of the article pages. They read what people write; the services judge it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.models import Article, Claim, Publication
from desk.fields import area, day
from desk.records.contract_fields import DETAILS, ContractForm
from desk.records.speaker_fields import SpeakerForm

LONGEST = 1000
MOST_LINES = 30


class ArticleFilterForm(forms.Form):
    """Which articles a list shows."""

    q = forms.CharField(label=_("Title"), max_length=300, required=False, widget=forms.SearchInput())
    publication = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any")), *Publication.choices])


class ArticleFields(forms.Form):
    """What is recorded of an article."""

    title = forms.CharField(label=_("Title"), max_length=Article._meta.get_field("title").max_length)
    url = forms.URLField(label=_("Address"), required=False, max_length=2000, assume_scheme="https")
    language = forms.CharField(
        label=_("Language"), max_length=35, initial="en", help_text=_("As a code, such as en, de or fr.")
    )
    published_on = day(_("Published on"))
    seen_via = forms.CharField(
        label=_("Where you found it"),
        max_length=200,
        required=False,
        help_text=_("As in: a newsletter, a colleague, the name of a feed. Readers see it."),
    )
    summary = forms.CharField(label=_("Summary"), required=False, widget=area(3))
    invented = forms.BooleanField(
        label=_("Invented"), required=False, help_text=_("Demonstration content; said wherever it is shown.")
    )


class ArticleRevisionForm(ArticleFields):
    """The same, as it should read, and why; `seen` is how long the history was that the reader saw."""

    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=area(), help_text=_("Published beside the change.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class NewClaimForm(SpeakerForm, ContractForm):
    """One claim of an article, or several of one kind and speaker, one a line."""

    text = forms.CharField(
        label=_("Claim"),
        max_length=MOST_LINES * (LONGEST + 2),
        widget=area(3, **{"aria-keyshortcuts": "Control+Enter"}),
        help_text=_("One assertion that can be checked, in a full sentence. Several like it: one a line."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Claim.Kind.choices)
    reported_by = forms.CharField(
        label=_("Reported by"), max_length=200, required=False, help_text=_("Who passes it on, where it is retold.")
    )
    criterion = forms.CharField(
        label=_("Criterion"),
        max_length=5000,
        required=False,
        widget=area(),
        help_text=_("What would settle it, in words."),
    )
    wording = forms.CharField(
        label=_("Wording"),
        max_length=5000,
        required=False,
        widget=area(),
        help_text=_("How the article puts it, where it differs."),
    )
    due_on = day(_("Due on"))
    recheck_on = day(_("Recheck on"))
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=area(), help_text=_("For the desk alone.")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # the doubles that were shown, by their keys

    def clean_text(self) -> list[str]:
        """The claims, one a line."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["text"].splitlines()]
        texts = [line for line in lines if line]
        if len(texts) > MOST_LINES:
            raise ValidationError(_("At most %(most)s claims at once.") % {"most": MOST_LINES})
        for number, text in enumerate(texts, start=1):
            if len(text) > LONGEST:
                raise ValidationError(_("Line %(number)s has more than 1000 characters.") % {"number": number})
            if number > 1 and text[0].islower():
                words = _("Line %(number)s begins in the middle of a sentence: write one claim a line.")
                raise ValidationError(words % {"number": number})
        return texts

    def clean_seen(self) -> set[int]:
        return {int(key) for key in self.cleaned_data["seen"].split(",") if key.isdecimal() and len(key) < 19}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("wording") and len(data.get("text", [])) > 1:
            self.add_error("wording", _("Several claims have not one wording: write it for one claim alone."))
        return data


KEPT = ("kind", "speaker", "speaker_kind", "reported_by")
KEPT_OF_CONTRACT = tuple(f"settled_by_{name}" for name in ("contract", *DETAILS))
"""What the next claim of an article begins with: it often has the same speaker."""


class TitleForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=Article._meta.get_field("title").max_length,
        help_text=_("A typo alone: its figures, names and sense stay."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=5000, required=False, help_text=_("For the desk alone."))
