"""REST: publish and withdraw an article or one claim, and have journalists' new claims wait."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import NothingInput, ReasonInput, Strict
from claims.api.records import ArticleRecord, ClaimRecord, DeskRecord
from claims.api.views import WRITE_ERRORS, View, claims_for


class SwitchInput(Strict):
    on = serializers.BooleanField()
    reason = serializers.CharField(max_length=5000)


class ArticlePublication(View):
    @extend_schema(request=NothingInput, responses={200: ArticleRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Publish an article and its claims, without those that were withdrawn by themselves."""
        article = self.article()
        self.input(NothingInput)
        return Response(ArticleRecord(services.publish(by=request.user, article=article)).data)


class ArticleWithdrawal(View):
    @extend_schema(request=ReasonInput, responses={200: ArticleRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take an article back, with those of its claims that no other published article carries."""
        article = self.article()
        return Response(
            ArticleRecord(services.withdraw(by=request.user, article=article, **self.input(ReasonInput))).data
        )


class ClaimWithdrawal(View):
    @extend_schema(request=ReasonInput, responses={200: ClaimRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take one claim back; its article stays, and readers get a tombstone."""
        claim = self.claim()
        services.withdraw_claim(by=request.user, claim=claim, **self.input(ReasonInput))
        return Response(ClaimRecord(claims_for(request.user).get(pk=claim.pk)).data)


class ClaimPublication(View):
    @extend_schema(request=NothingInput, responses={200: ClaimRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Publish one claim of a published article: one that waited, or one that was withdrawn."""
        claim = self.claim()
        self.input(NothingInput)
        services.publish_claim(by=request.user, claim=claim)
        return Response(ClaimRecord(claims_for(request.user).get(pk=claim.pk)).data)


class ReviewNewClaims(View):
    @extend_schema(request=SwitchInput, responses={200: DeskRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Have journalists' new claims on published articles wait for a reviewer, or no longer."""
        desk, given = self.desk(), self.input(SwitchInput)
        return Response(DeskRecord(services.set_review_new_claims(by=request.user, desk=desk, **given)).data)
