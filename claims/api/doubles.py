"""REST: split a claim, merge doubles, and find them before they are made."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import Strict
from claims.api.records import ClaimRecord, ProblemRecord
from claims.api.views import LOST, WRITE_ERRORS, View, claims_for, party_of
from claims.models import Claim, Evidence
from claims.services import InvalidInput
from claims.services.splitting import MOST_PARTS, Part


class PartInput(Strict):
    text = serializers.CharField(max_length=1000)
    kind = serializers.ChoiceField(choices=Claim.Kind.choices, required=False, help_text="The original’s unless told.")
    speaker = serializers.UUIDField(required=False, allow_null=True, help_text="The original’s unless told.")


class SplitInput(Strict):
    parts = serializers.ListField(child=PartInput(), max_length=MOST_PARTS)
    remaining = serializers.CharField(
        required=False, allow_blank=True, max_length=1000, help_text="What the original says then; empty: withdrawn."
    )
    reason = serializers.CharField(max_length=5000)
    evidence = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=500, help_text="Items to copy to each new claim."
    )


class MergeInput(Strict):
    other = serializers.UUIDField(help_text="The double, which is withdrawn and leads to this one.")
    reason = serializers.CharField(max_length=5000)


class ClaimSplit(View):
    @extend_schema(request=SplitInput, responses={201: ClaimRecord(many=True), **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Make new claims of what one says besides; the original is revised to what remains, or withdrawn."""
        claim, given = self.claim(), self.input(SplitInput)
        parts = [_part(each) for each in given.pop("parts")]
        wanted = given.pop("evidence", [])
        items = list(Evidence.objects.filter(claim=claim, uuid__in=wanted).select_related("claim", "origin"))
        if len(items) != len(set(wanted)):
            raise InvalidInput("evidence", "name items of this claim.")
        made = services.split_claim(by=request.user, claim=claim, parts=parts, evidence=items, **given)
        rows = claims_for(request.user).filter(pk__in=[new.pk for new in made]).order_by("pk")
        return Response(ClaimRecord(rows, many=True).data, status=201)


class ClaimMerge(View):
    @extend_schema(request=MergeInput, responses={200: ClaimRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Merge a double into this claim: it takes over its appearances and evidence."""
        keep, given = self.claim(), self.input(MergeInput)
        other = Claim.objects.visible_to(request.user).filter(uuid=given["other"]).first()
        if other is None:
            raise InvalidInput("other", "no such claim, or none that you may see.")
        services.merge_claims(by=request.user, keep=keep, other=other, reason=given["reason"])
        return Response(ClaimRecord(claims_for(request.user).get(pk=keep.pk)).data)


class SimilarClaims(View):
    known = frozenset({"text", "language"})
    pagination_class = None

    @extend_schema(
        parameters=[
            OpenApiParameter("text", str, required=True, description="What a new claim would say."),
            OpenApiParameter("language", str, description="Its language (BCP 47), en unless told."),
        ],
        responses={200: ClaimRecord(many=True), **LOST, 403: ProblemRecord},
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """The claims of a desk that may say the same as a text, the likest first."""
        desk, asked = self.desk(), request.query_params
        found = services.similar_claims(text=asked.get("text", ""), desk=desk, language=asked.get("language", "en"))
        rows = {claim.pk: claim for claim in claims_for(request.user).filter(pk__in=[each.pk for each in found])}
        return Response(ClaimRecord([rows[each.pk] for each in found if each.pk in rows], many=True).data)


def _part(given: dict[str, Any]) -> Part:
    return Part(text=given["text"], kind=given.get("kind", ""), speaker=party_of(given.get("speaker")))
