"""The forms of a claim's deeds. They read what people write; the services judge it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claims.file_types import EXTENSIONS, MAX_BYTES
from claims.models import Claim, Desk, Evidence, SpeakerQuestion
from claims.services.users import members_of
from desk.fields import MemberField, area, day

ACCEPT = ",".join(EXTENSIONS)


class KeptFile(forms.FileField):
    """A screenshot or a PDF: its name and its bytes; None where none was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        most = MAX_BYTES // 1024 // 1024
        told = _(
            "PNG, JPEG, WebP or PDF, at most %(most)s MB. For the desk alone until a reviewer shows it to readers."
        )
        widget = forms.FileInput(attrs={"accept": ACCEPT})
        super().__init__(widget=widget, help_text=told % {"most": most}, max_length=200, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> dict[str, Any] | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        # One byte more than may be kept suffices for the service to refuse it.
        return {"name": file.name or "", "content": file.read(MAX_BYTES + 1)}


class AddEvidenceForm(forms.Form):
    """Words that bear on a claim: at an address, which is read at once, or as they reached the desk."""

    needed_at_times = ("url",)

    quote = forms.CharField(label=_("The very words"), widget=area(3))
    stance = forms.ChoiceField(
        label=_("They speak"),
        choices=[
            (Evidence.Stance.SUPPORTS, _("for the claim")),
            (Evidence.Stance.REFUTES, _("against it")),
            (Evidence.Stance.NEUTRAL, _("neither for nor against it")),
        ],
    )
    url = forms.URLField(
        label=_("Address"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        help_text=_("It is read now, and searched for the words. Empty: they have none."),
    )
    told_as = forms.ChoiceField(
        label=_("Without an address: what it was"),
        required=False,
        choices=[("", "–"), *(each for each in Evidence.ToldAs.choices if each[0] != Evidence.ToldAs.PAGE)],
    )
    told_on = day(_("Told on"))
    document = forms.CharField(
        label=_("Type of document"),
        max_length=100,
        required=False,
        help_text=_("As you were told, as in “court ruling”."),
    )
    file = KeptFile(label=_("A screenshot or PDF of it"), required=False)
    confidential_source = forms.CharField(
        label=_("Confidential source"), required=False, widget=area(), help_text=_("Never leaves this desk.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "url" in data and not data["url"] and not data.get("told_as"):
            self.add_error("url", _("Give its address; or say below what it was, a conversation for example."))
        return data


class AttachForm(forms.Form):
    file = KeptFile(label=_("The file"))


class HandOverForm(forms.Form):
    """Who is on a claim from now on."""

    to = MemberField(label=_("To"))
    note = forms.CharField(
        label=_("Note"), required=False, widget=area(), help_text=_("They find it among what is for them.")
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = members_of([desk])  # type: ignore[attr-defined]


class TypoForm(forms.Form):
    text = forms.CharField(label=_("As it should read"), max_length=1000, widget=area(3))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class DatesForm(forms.Form):
    due_on = day(_("Due on"), _("When it should be settled. Empty: no date."))
    recheck_on = day(_("Recheck on"), _("When it is old enough, once settled, to be asked again."))
    reason = forms.CharField(label=_("Reason"), widget=area(), help_text=_("Published beside the change."))


class QuestionForm(forms.Form):
    """What the speaker was asked."""

    how = forms.ChoiceField(label=_("How"), choices=SpeakerQuestion.How.choices)
    question = forms.CharField(label=_("The question"), widget=area(3), help_text=_("For the desk alone."))
    asked_on = day(_("Asked on"), _("Empty: today."))
    deadline = day(_("Answer by"), _("Readers are told of it."))


class AnswerForm(forms.Form):
    needed_at_times = ("answer",)

    answer = forms.CharField(
        label=_("The answer"),
        required=False,
        widget=area(3),
        help_text=_("For the desk alone; its words count once they are added as evidence. Needed for an answer."),
    )
    on = day(_("Answered on"), _("Empty: today."))


class SplitForm(forms.Form):
    """What a claim says besides, and what is left of it."""

    parts = forms.CharField(
        label=_("New claims, one a line"), widget=area(4), help_text=_("Each a full sentence that can be checked.")
    )
    remaining = forms.CharField(
        label=_("What this claim says from now on"),
        max_length=1000,
        required=False,
        widget=area(),
        help_text=_("Empty: it is withdrawn, and the new ones stand for it."),
    )
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=_("Evidence that bears on the new ones, too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=_("Reason"), widget=area())

    def __init__(self, *args: Any, items: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = items  # type: ignore[attr-defined]
        if not items:
            del self.fields["evidence"]

    def clean_parts(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["parts"]).splitlines() if line.strip()]


class MergeForm(forms.Form):
    """Which other claim says the same, and which of the two stays."""

    other = forms.ModelChoiceField(
        Claim.objects.none(), label=_("The other claim"), widget=forms.RadioSelect, empty_label=None
    )
    keep = forms.ChoiceField(
        label=_("Which one stays"),
        choices=[("this", _("this one; the other leads here")), ("other", _("the other one; this one leads there"))],
        widget=forms.RadioSelect,
        initial="this",
    )
    reason = forms.CharField(label=_("Reason"), widget=area())

    def __init__(self, *args: Any, others: QuerySet[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
