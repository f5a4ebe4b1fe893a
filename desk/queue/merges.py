"""Two origins that may be one: the question, put to a person on the pages of the claim and its flags."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from claims import services
from claims.models import Claim, MergeProposal
from claims.presentation.days import days_in_words
from desk.actions import Action, Done
from desk.forms import ReasonForm


def merge_actions(request: HttpRequest, claim: Claim) -> list[Action]:
    """A form for each open proposal."""
    proposals = MergeProposal.objects.filter(claim=claim, state=MergeProposal.State.OPEN)
    return [_action(request, proposal) for proposal in proposals.select_related("keep", "other")]


def _action(request: HttpRequest, proposal: MergeProposal) -> Action:
    merge, apart = f"merge-{proposal.pk}", f"apart-{proposal.pk}"
    return Action(
        title="One origin or two?",
        intro=days_in_words(f"“{proposal.keep}” and “{proposal.other}” may go back to one origin. {proposal.because}"),
        permission="merge_origins",
        buttons={merge: "They are one", apart: "They are two"},
        form=ReasonForm,
        run=_decide(request, proposal, merge),
    )


def _decide(request: HttpRequest, proposal: MergeProposal, merge: str) -> Callable[[str, dict[str, Any]], Done]:
    def run(button: str, data: dict[str, Any]) -> Done:
        if button == merge:
            services.merge_origins(by=request.user, keep=proposal.keep, other=proposal.other, reason=data["reason"])
            return Done("The two are one origin now, and the claim was weighed again.")
        services.keep_apart(by=request.user, proposal=proposal, reason=data["reason"])
        return Done("The two stay apart.")

    return run
