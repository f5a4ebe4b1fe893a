"""REST: files beside a claim."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import Strict
from claims.api.views import LOST, PAGED, WRITE_ERRORS, View
from claims.attachments import response_of
from claims.file_types import EXTENSIONS, MAX_BYTES
from claims.models import Attachment
from claims.selection import refuse_unknown


class AttachmentRecord(serializers.ModelSerializer[Attachment]):
    class Meta:
        model = Attachment
        fields = ["uuid", "recorded_at", "sha256", "size", "media_type", "name", "visibility"]


class ShownInput(Strict):
    public = serializers.BooleanField(help_text="True: readers see it while its claim is published.")
    reason = serializers.CharField(max_length=5000, help_text="For the staff.")


class FileParser(BaseParser):
    """The bytes of a file, whatever type they are said to be of, one more at most than may be kept."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        return bytes(stream.read(MAX_BYTES + 1))


class AnyType(DefaultContentNegotiation):
    """A file is of the type it is, whatever was asked for; what is said of an error is JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class Attachments(View):
    known = PAGED
    parser_classes = [FileParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "POST":
            refuse_unknown(request.query_params, {"name"})
            super(View, self).initial(request, *args, **kwargs)
        else:
            super().initial(request, *args, **kwargs)

    @extend_schema(responses={200: AttachmentRecord(many=True), **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """The files beside a claim that you may see, newest first."""
        rows = Attachment.objects.visible_to(request.user).filter(claim=self.claim())
        return self.page(rows, AttachmentRecord)

    @extend_schema(
        parameters=[OpenApiParameter("name", str, description="The file’s name.")],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={201: AttachmentRecord, **WRITE_ERRORS},
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Keep a screenshot or a PDF beside a claim: its bytes are the body, 20 MB at most."""
        claim, name = self.claim(), request.query_params.get("name", "")
        data: Any = request.data  # nothing at all is parsed as no bytes, but as an empty form
        content = data if isinstance(data, bytes) else b""
        attachment = services.attach(by=request.user, claim=claim, content=content, name=name)
        return Response(AttachmentRecord(attachment).data, status=201)


class AttachmentFile(View):
    content_negotiation_class = AnyType
    serializer_class = AttachmentRecord

    @extend_schema(responses={**{(200, kind): OpenApiTypes.BINARY for kind in EXTENSIONS}, **LOST})
    def get(self, request: Request, uuid: UUID) -> FileResponse:
        """A file that you may see. It runs nothing: its type is its own, in a sandbox."""
        attachment = get_object_or_404(Attachment.objects.visible_to(request.user), uuid=uuid)
        try:
            return response_of(attachment)
        except FileNotFoundError as error:
            raise Http404 from error


class AttachmentVisibility(View):
    @extend_schema(request=ShownInput, responses={200: AttachmentRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Let readers see a file, or no longer."""
        attachment = get_object_or_404(Attachment.objects.visible_to(request.user), uuid=uuid)
        shown = services.show_attachment(by=request.user, attachment=attachment, **self.input(ShownInput))
        return Response(AttachmentRecord(shown).data)
