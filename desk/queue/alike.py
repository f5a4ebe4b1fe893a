"""Like flags dismissed together: which are alike, shown before they go, and one reason for all of them."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import services
from claims.models import Evidence, Flag
from claims.services.dismissal import REASONS, reason_in_words
from desk.action_page import action_page
from desk.actions import Action, Done
from desk.fields import area
from desk.queue.decisions import not_done
from desk.queue.review import flag_of, line_of

if TYPE_CHECKING:
    Choices = forms.ModelMultipleChoiceField[Flag]
else:
    Choices = forms.ModelMultipleChoiceField

MOST = 50
"""So many are offered at once; the next follow as these are gone."""


class AlikeField(Choices):
    """Flags to be ticked, each as its claim and the first reason why it was raised."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.claim.text} – {obj.reasons[0]}" if obj.reasons else str(obj.claim.text)


class DismissAlikeForm(forms.Form):
    """Which of the like flags go, and why."""

    flags = AlikeField(Flag.objects.none(), widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Which of them"))
    choice = forms.ChoiceField(
        choices=[("", gettext_lazy("Another reason, written below")), *REASONS.items()],
        required=False,
        label=gettext_lazy("Why they do not count"),
    )
    reason = forms.CharField(
        required=False, widget=area(), label=gettext_lazy("In your words"),
        help_text=gettext_lazy("For the desk alone."),
    )  # fmt: skip
    needed_at_times = ("reason",)

    def __init__(self, *args: Any, alike: QuerySet[Flag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["flags"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = alike


def like(flag: Flag, viewer: Any) -> QuerySet[Flag]:
    """The open flags of the same desk that propose the same on words of the same sources, the flag itself among them.

    Of the same kind, to the same status; and their claims have evidence of a source that this flag lists.
    """
    listed = [uuid for uuid, *_why in (*flag.counted, *flag.not_counted)]
    sources = Evidence.objects.filter(uuid__in=listed, source__isnull=False).values("source")
    among = Evidence.objects.filter(source__in=sources, retracted=False).values("claim")
    same = Flag.objects.visible_to(viewer).open().filter(kind=flag.kind, to_status=flag.to_status)
    pks = same.filter(claim__desk=flag.claim.desk, claim__in=among).order_by("pk").values_list("pk", flat=True)
    return Flag.objects.filter(pk__in=[flag.pk, *pks[:MOST]]).select_related("claim").order_by("pk")


def alike_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The flags that are like one, each to be ticked off, and the reason that they share."""
    flag, line = flag_of(request, uuid), line_of(request)
    alike = like(flag, request.user)

    def dismiss(button: str, data: dict[str, Any]) -> Done:
        reason = reason_in_words(choice=data["choice"], typed=data["reason"])
        outcome = services.dismiss_all(by=request.user, flags=data["flags"], reason=reason)
        number = len(outcome.done)
        words = ngettext("%(number)d flag is dismissed.", "%(number)d flags are dismissed.", number)
        return Done(" ".join([words % {"number": number}, *not_done(outcome)]), leads_to=line.address(None))

    action = Action(
        title=_("Dismiss like flags together"),
        permission="resolve_flag",
        buttons={"dismiss-alike": _("Dismiss those that are ticked")},
        form=DismissAlikeForm,
        run=dismiss,
        initial={"flags": alike},
        options={"alike": alike},
    )
    return action_page(
        request,
        "desk/queue/alike.html",
        _("Dismiss like flags together"),
        [action],
        lambda shown: {"flag": flag, "here": line.address(flag.uuid), "number": len(alike)},
        desk=flag.claim.desk,
    )
