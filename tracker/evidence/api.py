"""`POST /api/v1/resources/{uuid}/document/`: a reviewer names the type of document that a watched address holds."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import DocumentInput
from claims.api.views import WRITE_ERRORS, View
from claims.models import Source
from tracker.evidence.document_types import name_document
from tracker.models import Resource


class ResourceRecord(serializers.ModelSerializer[Resource]):
    class Meta:
        model = Resource
        fields = ["uuid", "url", "document"]


class ResourceDocument(View):
    """The type of document at a watched address."""

    @extend_schema(request=DocumentInput, responses={200: ResourceRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say of what type a watched address is, as a reviewer: contracts may ask for it."""
        mine: Any = Source.objects.visible_to(request.user)
        watched = Resource.objects.filter(source__in=mine).select_related("source__desk")
        resource, given = get_object_or_404(watched, uuid=uuid), self.input(DocumentInput)
        return Response(ResourceRecord(name_document(by=request.user, resource=resource, **given)).data)
