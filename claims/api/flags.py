"""REST: flags, for the staff of their desks: decide, undo, dismiss many, and see who else is looking."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import audit, services
from claims.api.inputs import NothingInput, Strict
from claims.api.records import ProblemRecord
from claims.api.views import LOST, PAGED, WRITE_ERRORS, View
from claims.models import Flag
from claims.querysets import staff_desks
from claims.services.dismissal import MOST, REASONS, reason_in_words


class FlagRecord(serializers.ModelSerializer[Flag]):
    claim = serializers.UUIDField(source="claim.uuid")
    claim_text = serializers.CharField(source="claim.text")

    class Meta:
        model = Flag
        fields = [
            "uuid", "claim", "claim_text", "kind", "state", "from_status", "to_status", "claim_version", "needs_person",
            "reasons", "counted", "not_counted", "raised_at", "resolved_at", "resolution_note",
        ]  # fmt: skip


class RefusalRecord(serializers.Serializer[Any]):
    flag = serializers.UUIDField()
    why = serializers.CharField()


class DismissalRecord(serializers.Serializer[Any]):
    dismissed = serializers.ListField(child=serializers.UUIDField())
    refused = RefusalRecord(many=True)


class LookersRecord(serializers.Serializer[Any]):
    others = serializers.ListField(child=serializers.CharField(), help_text="Names of the others who look at it now.")


class ReasonChoice(Strict):
    choice = serializers.ChoiceField(choices=list(REASONS.items()), required=False, help_text="A usual reason.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=5000, help_text="In your own words.")


class DecisionInput(ReasonChoice):
    confirm = serializers.BooleanField(help_text="False dismisses it, and needs a reason.")


class DismissalInput(ReasonChoice):
    flags = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST)


class FlagView(View):
    """What all views of flags share."""

    def flag(self) -> Flag:
        rows = Flag.objects.visible_to(self.request.user).select_related("claim__desk")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])


class FlagList(FlagView):
    known = PAGED

    @extend_schema(responses={200: FlagRecord(many=True), **WRITE_ERRORS})
    def get(self, request: Request) -> Response:
        """The open flags of your desks, newest first."""
        if staff_desks(request.user) is None:
            raise PermissionDenied("Only the staff of a desk may see flags.")
        return self.page(Flag.objects.visible_to(request.user).open().select_related("claim"), FlagRecord)


class FlagDetail(FlagView):
    @extend_schema(responses={200: FlagRecord, **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """One flag."""
        return Response(FlagRecord(self.flag()).data)


class FlagDecision(FlagView):
    @extend_schema(request=DecisionInput, responses={200: FlagRecord, **WRITE_ERRORS, 409: ProblemRecord})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Confirm a flag or dismiss it. The first decision counts. Where another person has to agree, given is the
        flag on which the change waits.
        """
        flag, given = self.flag(), self.input(DecisionInput)
        note = given.get("reason", "")
        if not given["confirm"]:
            note = reason_in_words(choice=given.get("choice", ""), typed=note)
        return Response(
            FlagRecord(services.resolve_flag(by=request.user, flag=flag, confirm=given["confirm"], note=note)).data
        )


class FlagUndo(FlagView):
    @extend_schema(request=NothingInput, responses={200: FlagRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take back what you decided on a flag some seconds ago: it is open again."""
        flag = self.flag()
        self.input(NothingInput)
        return Response(FlagRecord(services.undo_decision(by=request.user, flag=flag)).data)


class FlagPresence(FlagView):
    @extend_schema(request=NothingInput, responses={200: LookersRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say that you look at a flag, for half a minute; see who else does."""
        flag = self.flag()
        self.input(NothingInput)
        others = services.look_at(by=request.user, flag=flag)
        return Response(LookersRecord({"others": [audit.name_of(user) for user in others]}).data)

    @extend_schema(responses={204: None, **WRITE_ERRORS})
    def delete(self, request: Request, uuid: UUID) -> Response:
        """Look at a flag no more."""
        services.leave(by=request.user, flag=self.flag())
        return Response(status=204)


class BulkDismissal(FlagView):
    @extend_schema(request=DismissalInput, responses={200: DismissalRecord, **WRITE_ERRORS})
    def post(self, request: Request) -> Response:
        """Dismiss many flags for one reason; each that was not possible is named with the reason why."""
        given = self.input(DismissalInput)
        reason = reason_in_words(choice=given.get("choice", ""), typed=given.get("reason", ""))
        known = Flag.objects.visible_to(request.user).filter(uuid__in=given["flags"]).select_related("claim__desk")
        outcome = services.dismiss_all(by=request.user, flags=known, reason=reason)
        refused = [{"flag": flag.uuid, "why": why} for flag, why in outcome.refused]
        found = {flag.uuid for flag in known}
        refused += [
            {"flag": each, "why": "no such flag, or none that you may see."}
            for each in given["flags"]
            if each not in found
        ]
        dismissed = [flag.uuid for flag in outcome.done]
        return Response(DismissalRecord({"dismissed": dismissed, "refused": refused}).data)
