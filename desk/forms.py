"""The forms of the desk. They read what people write; the services judge it."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from claims.models import Claim, Desk, Evidence, Tier
from claims.permissions import may
from claims.statuses import Actor, Grounds, Role, Status, allowed_from
from desk.fields import area, day
from desk.named_fields import OrganisationField, PersonField
from desk.records.article_forms import ArticleFields
from desk.records.contract_fields import ContractForm
from desk.records.speaker_fields import SpeakerForm


def _offer(form: forms.Form, items: QuerySet[Evidence]) -> None:
    """Offer items of evidence; they are read once, not each time that the field is drawn."""
    field = form.fields["evidence"]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
    field.queryset = items
    field.choices = [(item.pk, str(item)) for item in items]


class ConfirmForm(forms.Form):
    """`seen`: the fingerprint of the evidence that the reader saw."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(label="Note", required=False, widget=area(2), help_text="For the desk alone.")


class DismissForm(forms.Form):
    needed_at_times = ("note",)

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label="In your words", required=False, widget=area(2), help_text="Why it does not count. For the desk alone."
    )


class MarkWrongForm(forms.Form):
    """Which item was misjudged, and what it really says."""

    evidence = forms.ModelChoiceField(Evidence.objects.none(), label="Passage", empty_label=None)
    label = forms.ChoiceField(
        label="It really",
        choices=[("", "choose"), ("supports", "supports"), ("refutes", "refutes"), ("neutral", "says neither")],
    )
    why = forms.CharField(label="Note", required=False, widget=area(2), help_text="For the desk alone.")

    def __init__(self, *args: Any, items: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, items)


class AutomationForm(forms.Form):
    automation = forms.ChoiceField(label="Who decides", choices=Claim.Automation.choices)
    reason = forms.CharField(label="Reason", widget=area(2))


class StatusForm(forms.Form):
    """The statuses that people may set next, and the one that the reader saw."""

    status = forms.ChoiceField(label="New status")
    reason = forms.CharField(label="Reason", widget=area(3), help_text="Published beside the new status.")
    rests_on = forms.ChoiceField(
        label="It rests on",
        choices=[
            (Grounds.EVIDENCE, "evidence that was read and counts"),
            (Grounds.TOLD, "what the desk was told"),
            (Grounds.JUDGEMENT, "the desk’s own judgement"),
        ],
        required=False,
        help_text="Readers see which it is.",
    )
    expected_status = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, old: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What follows the status that the reader saw, so that a change in between is told as such by the service.
        seen = self.data.get("expected_status", old)
        following = allowed_from(Status(seen if seen in list(Status) else old), actor=Actor.person(Role.JOURNALIST))
        choices = [(status.value, status.label) for status in following]
        self.fields["status"] = forms.ChoiceField(label="New status", choices=choices)
        self.order_fields(["status", "reason", "rests_on", "expected_status"])

    def clean_rests_on(self) -> str:
        return self.cleaned_data["rests_on"] or Grounds.EVIDENCE


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reason", widget=area(3))


class VoiceForm(forms.Form):
    """Whose word a passage is, where it is not its publisher's; a name that is recorded is that party's."""

    needed_at_times = ("name",)

    name = forms.CharField(
        label="Whose word it is", max_length=200, required=False, help_text="A person or an organisation, by name."
    )


class WhoseWordForm(VoiceForm):
    """The same of one of the shown passages."""

    evidence = forms.ModelChoiceField(Evidence.objects.none(), label="Passage", empty_label=None)
    field_order = ("evidence", "name")

    def __init__(self, *args: Any, items: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, items)


class NothingForm(forms.Form):
    """A button and nothing else."""


class ArticleForm(ArticleFields):
    """A new article, and whose it is."""

    desk = forms.ModelChoiceField(Desk.objects.none(), empty_label=None)
    field_order = ("desk",)

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_desk(self, user)


class SourceFields(forms.Form):
    """What is recorded of a source."""

    name = forms.CharField(max_length=200)
    sites = forms.CharField(
        widget=area(3),
        help_text="Addresses of its sites, one a line, as in https://news.example/; on a platform with its place "
        "there, as in https://huggingface.co/ovhcloud",
    )
    organisation = OrganisationField(help_text="By its name, where that is known.")
    document = forms.CharField(label="Document type", max_length=100, required=False, help_text="If always the same.")
    invented = forms.BooleanField(required=False, help_text="Demonstration content; said wherever it is shown.")

    def clean_sites(self) -> list[str]:
        return str(self.cleaned_data["sites"]).split()


class SourceForm(SourceFields):
    """A new source, and whose it is."""

    desk = forms.ModelChoiceField(Desk.objects.none(), empty_label=None)
    field_order = ("desk",)

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_desk(self, user)


class TierForm(forms.Form):
    needed_at_times = ("scope",)

    tier = forms.ChoiceField(choices=Tier.choices)
    scope = forms.CharField(max_length=300, required=False, help_text="What it is a record of; needed for a record.")
    reason = forms.CharField(widget=area(3))


def _choose_desk(form: forms.Form, user: User | AnonymousUser) -> None:
    """Offer the desks on which the user may record."""
    desks = [desk.pk for desk in Desk.objects.order_by("name") if may(user, "record", desk)]
    field = form.fields["desk"]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
    field.queryset = Desk.objects.filter(pk__in=desks)


class RevisionForm(SpeakerForm, ContractForm):
    """A claim as it should read, and why."""

    needed_at_times = ("speaker", "reason")

    text = forms.CharField(
        label="Claim", max_length=1000, widget=area(2), help_text="One assertion that can be checked."
    )
    kind = forms.ChoiceField(choices=Claim.Kind.choices)
    reported_by = forms.CharField(label="Reported by", max_length=200, required=False)
    criterion = forms.CharField(required=False, widget=area(2), help_text="What would settle it, in words.")
    note = forms.CharField(label="Note", required=False, widget=area(2), help_text="For the desk alone.")
    due_on = day("Due on")
    recheck_on = day("Recheck on")
    reason = forms.CharField(
        label="Reason", required=False, widget=area(2), help_text="Needed to revise; published beside the change."
    )

    field_order = ("text", "kind", "speaker", "speaker_kind", "reported_by", "settled_by", "criterion")


class ErasureForm(forms.Form):
    """Whose data is to be erased: a member, or somebody who is named."""

    needed_at_times = ("user", "person", "name", "reason")

    user = forms.CharField(label="A member, by their user name", max_length=150, required=False)
    person = PersonField(label="Or a person on record, by their name")
    name = forms.CharField(label="Or a name", max_length=200, required=False)
    also = forms.CharField(
        label="Other names of theirs", required=False, widget=area(2), help_text="One a line, as the desk wrote them."
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=area(2),
        help_text="Needed to erase; it stands in the history: no names.",
    )

    def clean_user(self) -> User | None:
        name = self.cleaned_data["user"]
        user = User.objects.filter(username__iexact=name).first() if name else None
        if name and user is None:
            raise forms.ValidationError("Nobody has this user name.")
        return user

    def clean_also(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["also"]).splitlines() if line.strip()]
