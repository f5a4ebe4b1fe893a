"""REST: ask the speaker of a claim for comment."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import NothingInput, Strict
from claims.api.views import PAGED, WRITE_ERRORS, View
from claims.models import SpeakerQuestion
from claims.permissions import require
from claims.querysets import for_staff


class QuestionInput(Strict):
    how = serializers.ChoiceField(choices=SpeakerQuestion.How.choices)
    question = serializers.CharField(max_length=20_000, help_text="For the staff.")
    deadline = serializers.DateField(required=False, allow_null=True)
    asked_on = serializers.DateField(required=False, allow_null=True, help_text="Today unless told.")


class AnswerInput(Strict):
    answer = serializers.CharField(max_length=20_000, help_text="For the staff.")
    on = serializers.DateField(required=False, allow_null=True, help_text="Today unless told.")


class QuestionRecord(serializers.ModelSerializer[SpeakerQuestion]):
    class Meta:
        model = SpeakerQuestion
        fields = ["uuid", "who", "how", "question", "asked_on", "deadline", "state", "answer", "settled_on"]


class Questions(View):
    known = PAGED

    @extend_schema(responses={200: QuestionRecord(many=True), **WRITE_ERRORS})
    def get(self, request: Request, uuid: UUID) -> Response:
        """What the speaker of a claim was asked, newest first. For its staff."""
        claim = self.claim()
        require(request.user, "ask_speaker", claim.desk)
        return self.page(SpeakerQuestion.objects.filter(claim=claim), QuestionRecord)

    @extend_schema(request=QuestionInput, responses={201: QuestionRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Record that the speaker was asked for comment. Nothing is sent; readers hear that it was asked."""
        claim, given = self.claim(), self.input(QuestionInput)
        return Response(QuestionRecord(services.ask_speaker(by=request.user, claim=claim, **given)).data, status=201)


class QuestionView(View):
    def question(self) -> SpeakerQuestion:
        rows = for_staff(SpeakerQuestion.objects.all(), self.request.user, "claim__desk")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])


class Answer(QuestionView):
    @extend_schema(request=AnswerInput, responses={200: QuestionRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Record what the speaker answered, a late answer, too."""
        asked, given = self.question(), self.input(AnswerInput)
        return Response(QuestionRecord(services.answered(by=request.user, question=asked, **given)).data)


class NoAnswer(QuestionView):
    @extend_schema(request=NothingInput, responses={200: QuestionRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Record that no answer came."""
        asked = self.question()
        self.input(NothingInput)
        return Response(QuestionRecord(services.not_answered(by=request.user, question=asked)).data)
