"""REST: people and organisations, found by names that are alike, and recorded."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import Strict
from claims.api.records import PartyRecord, ProblemRecord
from claims.api.views import LOST, WRITE_ERRORS, View
from claims.parties import parties_like
from claims.services.base import InvalidInput
from claims.services.parties import LONGEST


class PartyInput(Strict):
    type = serializers.ChoiceField(choices=["person", "organisation"])
    name = serializers.CharField(max_length=200)
    aliases = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=20, help_text="Of an organisation."
    )
    another = serializers.BooleanField(required=False, help_text="True: whoever is called alike is somebody else.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["type"] == "person" and given.pop("aliases", None):
            raise serializers.ValidationError({"aliases": "only of an organisation."})
        return given


class DeskParties(View):
    known = frozenset({"like"})
    pagination_class = None

    @extend_schema(
        parameters=[OpenApiParameter("like", str, required=True, description="A name.")],
        responses={200: PartyRecord(many=True), **LOST, 403: ProblemRecord},
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """The people and organisations whose names are like one, the likest first."""
        self.desk()
        name = request.query_params.get("like", "")
        if len(name) > LONGEST:
            raise InvalidInput("like", f"at most {LONGEST} characters.")
        return Response(PartyRecord(parties_like(name), many=True).data)

    @extend_schema(request=PartyInput, responses={201: PartyRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Record a person or an organisation. Where one is called alike the answer is a 400 that names it: choose that
        one, or send `another`.
        """
        desk, given = self.desk(), self.input(PartyInput)
        record = services.record_person if given.pop("type") == "person" else services.record_organisation
        return Response(PartyRecord(record(by=request.user, desk=desk, **given)).data, status=201)
