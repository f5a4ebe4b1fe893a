"""Two origins that may be one: the question, put to a person on the pages of the claim and its flags."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from claims import services
from claims.models import Claim, MergeProposal
from desk.actions import Deed
from desk.forms import ReasonForm


def merge_deeds(request: HttpRequest, claim: Claim) -> list[Deed]:
    """A form for each open proposal."""
    proposals = MergeProposal.objects.filter(claim=claim, state=MergeProposal.State.OPEN)
    return [_deed(request, proposal) for proposal in proposals.select_related("keep", "other")]


def _deed(request: HttpRequest, proposal: MergeProposal) -> Deed:
    merge, apart = f"merge-{proposal.pk}", f"apart-{proposal.pk}"
    return Deed(
        title="One origin or two?",
        says=f"“{proposal.keep}” and “{proposal.other}” may go back to one origin. {proposal.because}",
        action="merge_origins",
        buttons={merge: "They are one", apart: "They are two"},
        form=ReasonForm,
        do=_decide(request, proposal, merge),
    )


def _decide(request: HttpRequest, proposal: MergeProposal, merge: str) -> Callable[[str, dict[str, Any]], str]:
    def do(choice: str, data: dict[str, Any]) -> str:
        if choice == merge:
            services.merge_origins(by=request.user, keep=proposal.keep, other=proposal.other, reason=data["reason"])
            return "The two are one origin now, and the claim was weighed again."
        services.keep_apart(by=request.user, proposal=proposal, reason=data["reason"])
        return "The two stay apart."

    return do
