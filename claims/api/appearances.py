"""REST: the order of the claims of an article, and a claim in another article."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import Strict
from claims.api.records import ArticleRecord, ClaimRecord
from claims.api.views import WRITE_ERRORS, View, claims_for
from claims.models import Article, Claim
from claims.services import InvalidInput


class OrderInput(Strict):
    claims = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=1000,
        help_text="Every claim of the article once, in the order wanted.",
    )


class AppearanceInput(Strict):
    article = serializers.UUIDField()
    wording = serializers.CharField(
        required=False, allow_blank=True, max_length=5000, help_text="How the article puts it, where it differs."
    )


class ArticleOrder(View):
    @extend_schema(request=OrderInput, responses={200: ArticleRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Put the claims of an article in an order."""
        article = self.article()
        wanted = self.input(OrderInput)["claims"]
        known = {claim.uuid: claim for claim in Claim.objects.visible_to(request.user).filter(uuid__in=wanted)}
        if missing := [str(each) for each in wanted if each not in known]:
            raise InvalidInput("claims", f"no such claim, or none that you may see: {missing[0]}.")
        services.reorder(by=request.user, article=article, claims=[known[each] for each in wanted])
        return Response(ArticleRecord(article).data)


class ClaimAppearances(View):
    @extend_schema(request=AppearanceInput, responses={201: ClaimRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Let a claim appear in another article of its desk."""
        claim, given = self.claim(), self.input(AppearanceInput)
        article = Article.objects.visible_to(request.user).filter(uuid=given.pop("article")).first()
        if article is None:
            raise InvalidInput("article", "no such article, or none that you may see.")
        services.add_to_article(by=request.user, claim=claim, article=article, **given)
        return Response(ClaimRecord(claims_for(request.user).get(pk=claim.pk)).data, status=201)
