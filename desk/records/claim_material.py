"""What people bring to a claim: evidence, files, and what its speaker says when asked."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims import services
from claims.models import Claim, Evidence, SpeakerQuestion
from claims.presentation.shortening import shortened
from claims.services.evidence_input import JudgementInput, Quote, Told
from claims.services.reader import read_now
from claims.speaker_questions import State, may_become
from desk.actions import Action, Done
from desk.records.claim_addresses import page_of
from desk.records.claim_forms import AddEvidenceForm, AnswerForm, AttachForm, QuestionForm


def add_evidence(request: HttpRequest, claim: Claim) -> list[Action]:
    """Put words beside the claim: read at once where they have an address, else as they were told."""

    def run(button: str, data: dict[str, Any]) -> Done:
        item = read_now(_add(request, claim, data))
        return Done(_outcome(item), leads_to=f"{page_of(claim)}#item-{item.uuid}")

    action = Action(
        title=_("Add evidence"),
        permission="add_evidence",
        buttons={"add": _("Add it")},
        form=AddEvidenceForm,
        run=run,
        intro=_(
            "A page is read now, which may take half a minute. Readers see the words and how they came; who told them "
            "stays with the desk."
        ),
    )
    return [action]


def _outcome(item: Evidence) -> str:
    if not item.is_told:
        return _("Added, and read: its words stand at its address. The claim was weighed again.")
    why = f" {item.basis_why}" if item.basis_why else ""
    return _(
        "Added, as it was told: it counts for no rule until it is read. A person may decide on it, and says so.%(why)s"
    ) % {"why": why}


@transaction.atomic
def _add(request: HttpRequest, claim: Claim, data: dict[str, Any]) -> Evidence:
    url = data["url"]
    kept = services.attach(by=request.user, claim=claim, **data["file"]) if data["file"] else None
    told = Told(
        kind=Evidence.ToldAs.PAGE if url else data["told_as"],
        on=data["told_on"],
        document=data["document"],
        attachment_sha256=kept.sha256 if kept else "",
        confidential_source=data["confidential_source"],
    )
    item = services.add_evidence(
        by=request.user,
        claim=claim,
        quote=Quote(url=url, exact=data["quote"]),
        judgement=JudgementInput(stance=data["stance"]),
        source=services.source_of_url(url) if url else None,
        told=told,
    )
    services.apply_finding(claim=claim)
    return item


def attach(request: HttpRequest, claim: Claim) -> list[Action]:
    """Keep a screenshot or a PDF beside the claim."""

    def run(button: str, data: dict[str, Any]) -> Done:
        kept = services.attach(by=request.user, claim=claim, **data["file"])
        said = _("Kept: %(name)s. The desk alone sees it.") % {"name": kept.name}
        return Done(said, leads_to=f"{page_of(claim)}#files")

    action = Action(
        title=_("Attach a file"),
        permission="add_evidence",
        buttons={"attach": _("Keep it")},
        form=AttachForm,
        run=run,
        intro=_(
            "It is kept as it is, by the sha256 of its bytes, so that anybody can check later that it is the same."
        ),
    )
    return [action]


def ask_speaker(request: HttpRequest, claim: Claim) -> list[Action]:
    """Write down that the speaker was asked, and what came of each question that is open."""

    def run(button: str, data: dict[str, Any]) -> Done:
        services.ask_speaker(by=request.user, claim=claim, **data)
        return Done(_("Written down. Readers are told that it was asked."), leads_to=f"{page_of(claim)}#questions")

    asking = Action(
        title=_("Ask the speaker for comment"),
        permission="ask_speaker",
        buttons={"ask": _("It was asked")},
        form=QuestionForm,
        run=run,
        intro=_("Nothing is sent: ask them yourself, and write it down here."),
    )
    waiting = SpeakerQuestion.objects.filter(claim=claim).order_by("pk")
    answers = [_settle(request, row) for row in waiting if may_become(row.state, State.ANSWERED)]
    return [*answers, asking] if claim.speaker else answers


def _settle(request: HttpRequest, question: SpeakerQuestion) -> Action:
    answered, none = f"answered-{question.pk}", f"no-answer-{question.pk}"
    given_up = may_become(question.state, State.NO_ANSWER)
    asked = {
        "who": question.who,
        "day": date_format(question.asked_on, "j M Y"),
        "question": shortened(question.question, 300),
    }
    return Action(
        title=_("What did %(who)s answer?") % asked,
        permission="ask_speaker",
        buttons={answered: _("They answered"), **({none: _("No answer came")} if given_up else {})},
        form=AnswerForm,
        run=_write_down(request, question, answered),
        intro=_("Asked on %(day)s: “%(question)s”") % asked,
    )


def _write_down(
    request: HttpRequest, question: SpeakerQuestion, answered: str
) -> Callable[[str, dict[str, Any]], Done]:
    def run(button: str, data: dict[str, Any]) -> Done:
        back = f"{page_of(question.claim)}#questions"
        if button == answered:
            services.answered(by=request.user, question=question, answer=data["answer"], on=data["on"])
            return Done(_("Their answer is kept. Add its words as evidence, that they can be decided on."), back)
        services.not_answered(by=request.user, question=question)
        return Done(_("Written down: no answer came."), back)

    return run
