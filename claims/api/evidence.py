"""REST: accept an item of evidence that the machine found."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import NothingInput
from claims.api.records import EvidenceRecord
from claims.api.views import WRITE_ERRORS, View
from claims.models import Evidence


class Acceptance(View):
    @extend_schema(request=NothingInput, responses={200: EvidenceRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Make an item public that the machine found, as a person who read it."""
        items = Evidence.objects.visible_to(request.user).select_related("claim__desk", "origin")
        item = get_object_or_404(items, uuid=uuid)
        self.input(NothingInput)
        accepted = services.accept_evidence(by=request.user, evidence=item)
        return Response(EvidenceRecord(accepted, context={"viewer": request.user}).data)
