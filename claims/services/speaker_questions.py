"""Asking the speaker of a claim for comment, and what came of it."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from claims import audit
from claims.models import Claim, Desk, SpeakerQuestion
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.speaker_questions import State, in_words, may_become
from claims.users import Principal, person


@transaction.atomic
def ask_speaker(
    *,
    by: Principal,
    claim: Claim,
    how: str,
    question: str,
    deadline: date | None = None,
    asked_on: date | None = None,
) -> SpeakerQuestion:
    """Record that the claim's speaker was asked for comment, today unless told. Nothing is sent.

    Raises PermissionDenied; InvalidInput for a claim without a speaker and for days that cannot be.
    """
    current = lock_claim(claim)
    require(by, "ask_speaker", current.desk)
    if current.speaker is None:
        raise InvalidInput("claim", "it has no speaker: name one first.")
    if how not in SpeakerQuestion.How.values:
        raise InvalidInput("how", f"one of {', '.join(SpeakerQuestion.How.values)}.")
    today = today_at(current.desk)
    asked = asked_on or today
    if asked > today:
        raise InvalidInput("asked_on", "it lies in the future. Give the day when it was asked.")
    if deadline is not None and deadline < asked:
        raise InvalidInput("deadline", "it lies before the day of the question.")
    asked_question = SpeakerQuestion.objects.create(
        claim=current,
        who=current.speaker.name,
        how=how,
        question=require_text("question", question),
        asked_on=asked,
        deadline=deadline,
        asked_by=person(by),
    )
    _tell(asked_question, "speaker asked", by=by)
    return asked_question


@transaction.atomic
def answered(*, by: Principal, question: SpeakerQuestion, answer: str, on: date | None = None) -> SpeakerQuestion:
    """Record what the speaker answered, today unless told; a late answer, too. The words count once they are added as
    evidence. Raises PermissionDenied, InvalidInput.
    """
    return _settle(question, State.ANSWERED, by=by, answer=require_text("answer", answer), on=on)


@transaction.atomic
def not_answered(*, by: Principal, question: SpeakerQuestion) -> SpeakerQuestion:
    """Record that no answer came. Raises PermissionDenied, InvalidInput."""
    return _settle(question, State.NO_ANSWER, by=by, answer="", on=None)


def _settle(question: SpeakerQuestion, state: State, *, by: Principal, answer: str, on: date | None) -> SpeakerQuestion:
    claim = lock_claim(question.claim)
    require(by, "ask_speaker", claim.desk)
    current = SpeakerQuestion.objects.select_for_update(of=("self",)).select_related("claim").get(pk=question.pk)
    if not may_become(current.state, state):
        raise InvalidInput("question", f"it is “{current.get_state_display()}” already.")
    today = today_at(claim.desk)
    day = on or today
    if not current.asked_on <= day <= today:
        raise InvalidInput("on", "give a day between the question and today.")
    current.state, current.answer, current.settled_on = state.value, answer, day
    current.save(update_fields=["state", "answer", "settled_on"])
    _tell(current, "speaker answered" if state is State.ANSWERED else "speaker did not answer", by=by)
    return current


def questions_in_words(claim: Claim) -> list[str]:
    """What readers of a claim are told of the questions to its speaker, in order, one sentence each."""
    today = today_at(claim.desk)
    return [question_in_words(row, today=today) for row in claim.questions.order_by("asked_on", "pk")]


def question_in_words(row: SpeakerQuestion, *, today: date) -> str:
    """What readers are told of one question."""
    return in_words(
        row.state, who=row.who, asked_on=row.asked_on, deadline=row.deadline, settled_on=row.settled_on, today=today
    )


def today_at(desk: Desk) -> date:
    """The day it is at a desk."""
    return timezone.now().astimezone(ZoneInfo(desk.time_zone)).date()


def _tell(question: SpeakerQuestion, action: str, *, by: Principal) -> None:
    payload = {"question": str(question.uuid), "how": question.how}
    facts = audit.facts_of(question)
    audit.append(subject=question.claim, action=action, by=by, payload=payload, visibility="staff", facts=facts)
