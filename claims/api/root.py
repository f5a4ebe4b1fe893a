"""REST: where the interface begins."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.views import ERRORS, View


class RootRecord(serializers.Serializer[Any]):
    articles = serializers.URLField()
    claims = serializers.URLField()
    changes = serializers.URLField(help_text="Every public change, in order.")
    feed = serializers.URLField(help_text="The same as an Atom feed.")
    openapi = serializers.URLField(help_text="The description of every address (OpenAPI 3.1).")
    docs = serializers.URLField(help_text="The same, to browse.")


NAMES = {
    "articles": "api-articles",
    "claims": "api-claims",
    "changes": "api-changes",
    "feed": "changes-atom",
    "openapi": "api-schema",
    "docs": "api-docs",
}
"""What is told, by the names of the addresses."""


class Root(View):
    pagination_class = None

    @extend_schema(responses={200: RootRecord, **ERRORS})
    def get(self, request: Request) -> Response:
        """Where everything public is, and the description of all addresses."""
        return Response({told: request.build_absolute_uri(reverse(name)) for told, name in NAMES.items()})
