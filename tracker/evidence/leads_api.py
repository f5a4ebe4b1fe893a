"""REST: leads, for the staff of their desks: list them, make one evidence, dismiss one."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Strict
from claims.api.views import LOST, PAGED, WRITE_ERRORS, View
from claims.models import Claim, Evidence
from claims.querysets import staff_desks
from claims.services import InvalidInput
from tracker.evidence import lead_decisions
from tracker.models import Lead


class LeadRecord(serializers.ModelSerializer[Lead]):
    claim = serializers.UUIDField(source="claim.uuid")
    claim_text = serializers.CharField(source="claim.text")
    resource = serializers.UUIDField(source="resource.uuid")
    url = serializers.CharField(source="resource.url")
    source_name = serializers.CharField(source="resource.source.name")
    language = serializers.CharField(source="snapshot.language")
    fetched_at = serializers.DateTimeField(source="snapshot.fetched_at")
    evidence = serializers.UUIDField(source="evidence.uuid", allow_null=True, default=None)

    class Meta:
        model = Lead
        fields = [
            "uuid", "claim", "claim_text", "claim_version", "resource", "url", "source_name", "quote", "language",
            "fetched_at", "why", "rule", "rule_in_words", "sentence", "stance", "score", "reasons", "assessor", "state",
            "decided_at", "evidence", "recorded_at",
        ]  # fmt: skip


class LeadDecisionInput(Strict):
    make_evidence = serializers.BooleanField(help_text="False dismisses it: it says neither for nor against its claim.")
    stance = serializers.ChoiceField(
        choices=Evidence.Stance.choices, required=False, help_text="What it says of the claim; needed for evidence."
    )


class LeadView(View):
    """What all views of leads share."""

    def leads(self) -> Any:
        if staff_desks(self.request.user) is None:
            raise PermissionDenied("Only the staff of a desk may see leads.")
        about = ("claim", "resource__source", "snapshot", "evidence")
        return Lead.objects.visible_to(self.request.user).select_related(*about).defer("snapshot__text")


class LeadList(LeadView):
    known = PAGED | {"claim"}

    @extend_schema(
        parameters=[OpenApiParameter("claim", UUID, description="Of this claim alone.")],
        responses={200: LeadRecord(many=True), **WRITE_ERRORS},
    )
    def get(self, request: Request) -> Response:
        """The open leads of your desks, newest first: passages that may bear on a claim and raised no flag."""
        leads = self.leads().waiting()
        if asked := request.query_params.get("claim"):
            leads = leads.filter(claim=self._claim(asked))
        return self.page(leads, LeadRecord)

    def _claim(self, asked: str) -> Claim:
        try:
            uuid = UUID(asked)
        except ValueError:
            raise InvalidInput("claim", "the uuid of a claim.") from None
        return get_object_or_404(Claim.objects.visible_to(self.request.user), uuid=uuid)


class LeadDetail(LeadView):
    @extend_schema(responses={200: LeadRecord, **LOST, **WRITE_ERRORS})
    def get(self, request: Request, uuid: UUID) -> Response:
        """One lead, open or decided; one that is over is gone."""
        return Response(LeadRecord(get_object_or_404(self.leads(), uuid=uuid)).data)


class LeadDecision(LeadView):
    @extend_schema(request=LeadDecisionInput, responses={200: LeadRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Make a lead evidence, read in the stored page and judged by you, or dismiss it. The first decision counts."""
        lead, given = get_object_or_404(self.leads(), uuid=uuid), self.input(LeadDecisionInput)
        if not given["make_evidence"]:
            lead_decisions.dismiss(by=request.user, lead=lead)
        elif stance := given.get("stance"):
            lead_decisions.make_evidence(by=request.user, lead=lead, stance=stance)
        else:
            raise InvalidInput("stance", f"say what it says of the claim, one of {', '.join(Evidence.Stance.values)}.")
        return Response(LeadRecord(self.leads().get(pk=lead.pk)).data)
