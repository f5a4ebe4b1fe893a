"""REST v1: taking back and correcting what was recorded, and the erasure of a person's data."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.inputs import ClaimInput, ReasonInput, Strict, WebAddressField
from claims.api.records import ArticleRecord, ClaimRecord, EvidenceRecord, HistoryRecord
from claims.api.views import LOST, WRITE_ERRORS, View, claims_for, entry_told, party_of
from claims.models import AuditEntry, Claim, Evidence, Organisation, Person
from claims.permissions import role_of
from claims.services import erasure
from claims.services.publication import desk_of


class RevisionInput(ClaimInput):
    """What of a claim is to change; what is left out stays as it is."""

    article = None  # type: ignore[assignment]
    wording = None  # type: ignore[assignment]
    text = serializers.CharField(max_length=1000, required=False)
    kind = serializers.ChoiceField(choices=Claim.Kind.choices, required=False)
    reason = serializers.CharField(max_length=5000, help_text="Published beside the change.")


class ArticleRevisionInput(Strict):
    """What is recorded of an article that is to change; what is left out stays as it is."""

    title = serializers.CharField(required=False, max_length=300)
    url = WebAddressField(required=False, allow_blank=True, max_length=2000)
    language = serializers.CharField(required=False, max_length=35)
    published_on = serializers.DateField(required=False, allow_null=True)
    seen_via = serializers.CharField(required=False, allow_blank=True, max_length=200)
    summary = serializers.CharField(required=False, allow_blank=True, max_length=20000)
    invented = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=5000, help_text="Published beside the change.")


class ErasureInput(Strict):
    """Whose data: exactly one of user, person and name."""

    user = serializers.CharField(required=False, max_length=150, help_text="A member’s user name.")
    person = serializers.UUIDField(required=False, help_text="A person on record.")
    name = serializers.CharField(required=False, max_length=200)
    also = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=20, help_text="Other names of theirs."
    )
    reason = serializers.CharField(max_length=5000, help_text="It stands in the history: no names.")


class HoldingRecord(serializers.Serializer[Any]):
    what = serializers.CharField()
    count = serializers.IntegerField()
    fate = serializers.CharField(help_text="What becomes of it.")


class ErasureRecord(serializers.Serializer[Any]):
    pseudonym = serializers.CharField(help_text="Who the person is from now on; empty: nothing was erased.")
    holdings = HoldingRecord(many=True, help_text="What held their data.")


class Revision(View):
    @extend_schema(request=RevisionInput, responses={200: ClaimRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Change a claim's words or contract, with a reason; where they carry the meaning its version rises."""
        claim, given = self.claim(), self.input(RevisionInput)
        if "speaker" in given:
            speaker = party_of(given.pop("speaker"))
            given["speaker_organisation"] = speaker if isinstance(speaker, Organisation) else None
            given["speaker_person"] = speaker if isinstance(speaker, Person) else None
        services.revise_claim(by=request.user, claim=claim, **given)
        return Response(ClaimRecord(claims_for(request.user).get(pk=claim.pk)).data)


class ArticleRevision(View):
    @extend_schema(request=ArticleRevisionInput, responses={200: ArticleRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Change what is recorded of an article, with a reason that readers see. An address that another article of
        the desk has is refused, and that article named.
        """
        article = self.article()
        revised = services.revise_article(by=request.user, article=article, **self.input(ArticleRevisionInput))
        return Response(ArticleRecord(revised).data)


class _OfItem(View):
    def item(self) -> Evidence:
        rows = Evidence.objects.visible_to(self.request.user).select_related("claim__desk", "origin")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    def told(self, item: Evidence) -> Response:
        item.refresh_from_db()
        return Response(EvidenceRecord(item, context={"viewer": self.request.user}).data)


class Takedown(_OfItem):
    @extend_schema(request=ReasonInput, responses={200: EvidenceRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Hide an item from every reader at once. Its desk still sees it and the reason, and it still counts."""
        item, given = self.item(), self.input(ReasonInput)
        services.takedown(by=request.user, evidence=item, **given)
        return self.told(item)


class Retraction(_OfItem):
    @extend_schema(request=ReasonInput, responses={200: EvidenceRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take an item out of the count, with a reason that readers see; the claim is weighed again."""
        item, given = self.item(), self.input(ReasonInput)
        with transaction.atomic():
            services.retract_evidence(by=request.user, evidence=item, **given)
            services.apply_finding(claim=item.claim)
        return self.told(item)


class Redaction(View):
    @extend_schema(request=ReasonInput, responses={200: HistoryRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Empty an entry of a history, as an administrator of its desk; that it happened stays."""
        entry = get_object_or_404(AuditEntry, uuid=uuid)
        desk = desk_of(entry)
        if desk is None or role_of(request.user, desk) is None:
            raise Http404
        services.redact(by=request.user, desk=desk, entry=entry, **self.input(ReasonInput))
        entry.refresh_from_db()
        return Response(HistoryRecord(entry_told(entry)).data)


class Erasures(View):
    known = frozenset({"user", "person", "name"})

    @extend_schema(
        parameters=[
            OpenApiParameter("user", str, description="A member’s user name."),
            OpenApiParameter("person", str, description="The uuid of a person on record."),
            OpenApiParameter("name", str, description="A name."),
        ],
        responses={200: ErasureRecord, 403: LOST[404], **LOST},
    )
    def get(self, request: Request) -> Response:
        """What holds a person's data, and what would become of it. For administrators of every desk."""
        self._refuse_others()
        asked = {name: value for name, value in request.query_params.items() if value}
        taken = ErasureInput(data={**asked, "reason": "-"})
        taken.is_valid(raise_exception=True)
        subject = self._subject(dict(taken.validated_data))
        return Response(ErasureRecord({"pseudonym": "", "holdings": erasure.holdings(subject)}).data)

    @extend_schema(request=ErasureInput, responses={200: ErasureRecord, **WRITE_ERRORS})
    def post(self, request: Request) -> Response:
        """Erase a person's data on request; it cannot be undone. For administrators of every desk."""
        self._refuse_others()
        given = self.input(ErasureInput)
        done = erasure.erase_person(by=request.user, subject=self._subject(given), reason=given["reason"])
        return Response(ErasureRecord(done).data)

    def _refuse_others(self) -> None:
        if not erasure.may_erase(self.request.user):
            raise PermissionDenied("erase: ask somebody who is an administrator of every desk.")

    def _subject(self, given: dict[str, Any]) -> erasure.Subject:
        user = User.objects.filter(username=given["user"]).first() if "user" in given else None
        person = Person.objects.filter(uuid=given["person"]).first() if "person" in given else None
        for field, found in (("user", user), ("person", person)):
            if field in given and found is None:
                raise services.InvalidInput(field, "there is none of this name.")
        return erasure.subject_of(user=user, person=person, name=given.get("name", ""), also=given.get("also", ()))
