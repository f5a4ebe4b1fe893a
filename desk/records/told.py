"""What people do about one item of evidence of a claim: have it read now, name its type of document."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from claims import services
from claims.models import Claim, Evidence
from claims.permissions import require
from claims.services.reader import read_now
from desk.actions import Action, Done
from desk.sources.forms import DocumentTypeForm


class ItemForm(forms.Form):
    """Which item."""

    item = forms.ModelChoiceField(Evidence.objects.none(), label="Item", empty_label=None)

    def __init__(self, *args: Any, items: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = items


class DocumentForm(DocumentTypeForm, ItemForm):
    """Which item, and what type of document it is."""


def item_actions(request: HttpRequest, claim: Claim) -> list[Action]:
    """The actions on the claim's items that make sense now."""
    items = Evidence.objects.filter(claim=claim, retracted=False)
    told = items.filter(basis=Evidence.Basis.TOLD).exclude(url="")
    read = items.exclude(basis=Evidence.Basis.TOLD)
    actions = [_read_now(request, claim, told)] if told.exists() else []
    return [*actions, _name_document(request, read)] if read.exists() else actions


def _read_now(request: HttpRequest, claim: Claim, told: QuerySet[Evidence]) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        require(request.user, "add_evidence", claim.desk)
        item = read_now(data["item"])
        if item.is_told:
            return Done(f"It is told still: {item.basis_why}")
        return Done("Its words were found: it is read from now on. The claim was weighed again.")

    return Action(
        title="Read what was told",
        permission="add_evidence",
        buttons={"read-now": "Read now"},
        form=ItemForm,
        run=run,
        options={"items": told},
        intro="Its page is fetched and searched for the words. What was told counts for no rule until then.",
        after_evidence=True,
    )


def _name_document(request: HttpRequest, read: QuerySet[Evidence]) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        item = services.name_document(
            by=request.user, evidence=data["item"], document=data["document"], reason=data["reason"]
        )
        return Done(f"It is a {item.document} now." if item.document else "It is of no particular type now.")

    return Action(
        title="Name its type of document",
        permission="name_document",
        buttons={"document": "Name it"},
        form=DocumentForm,
        run=run,
        options={"items": read},
        after_evidence=True,
    )
