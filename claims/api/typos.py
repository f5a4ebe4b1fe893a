"""REST: correct a typo in a claim or in the title of an article."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import Strict
from claims.api.records import ArticleRecord, ClaimRecord
from claims.api.views import WRITE_ERRORS, View, claims_for


class ClaimCorrectionInput(Strict):
    text = serializers.CharField(max_length=1000, help_text="The whole text, corrected.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=5000, help_text="Readers see it.")


class ArticleCorrectionInput(Strict):
    title = serializers.CharField(max_length=300, help_text="The whole title, corrected.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class ClaimCorrection(View):
    @extend_schema(request=ClaimCorrectionInput, responses={200: ClaimRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Correct a typo in a claim's text: no new version, its evidence goes on counting. What is more than a typo (a
        figure, a name, a negation, more than a few characters) is refused: revise the claim instead.
        """
        claim = self.claim()
        services.correct_claim(by=request.user, claim=claim, **self.input(ClaimCorrectionInput))
        return Response(ClaimRecord(claims_for(request.user).get(pk=claim.pk)).data)


class ArticleCorrection(View):
    @extend_schema(request=ArticleCorrectionInput, responses={200: ArticleRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Correct a typo in an article's title."""
        article = self.article()
        corrected = services.correct_article(by=request.user, article=article, **self.input(ArticleCorrectionInput))
        return Response(ArticleRecord(corrected).data)
