"""REST: comments of the staff, what is for you, and who is on a claim."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.flags import FlagView
from claims.api.inputs import ReasonInput, Strict
from claims.api.views import LOST, PAGED, WRITE_ERRORS, View
from claims.models import Article, Claim, Comment, Flag, Mention
from claims.permissions import require, role_of
from claims.querysets import staff_desks
from claims.services import InvalidInput
from claims.services.comments import LONGEST, assignments, for_you, names_of_nobody


class CommentInput(Strict):
    text = serializers.CharField(max_length=LONGEST, help_text="Members of the desk are named as in @alice.")


class CommentRecord(serializers.ModelSerializer[Comment]):
    by = serializers.CharField(source="by_name")
    claim = serializers.UUIDField(source="claim.uuid", allow_null=True, default=None)
    flag = serializers.UUIDField(source="flag.uuid", allow_null=True, default=None)
    article = serializers.UUIDField(source="article.uuid", allow_null=True, default=None)
    mentions = serializers.SerializerMethodField(help_text="User names of the members whom it names.")

    class Meta:
        model = Comment
        fields = ["uuid", "recorded_at", "by", "text", "redacted", "claim", "flag", "article", "mentions"]

    def get_mentions(self, comment: Comment) -> list[str]:
        return [mention.user.get_username() for mention in comment.mentions.all()]


class NewCommentRecord(CommentRecord):
    not_members = serializers.SerializerMethodField(help_text="Names with an @ that are nobody's on the desk.")

    class Meta(CommentRecord.Meta):
        fields = [*CommentRecord.Meta.fields, "not_members"]

    def get_not_members(self, comment: Comment) -> list[str]:
        subject = comment.claim or comment.article
        return names_of_nobody(comment.text, subject.desk) if subject else []


class SeenInput(Strict):
    comments = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=500)


class SeenRecord(serializers.Serializer[Any]):
    seen = serializers.IntegerField(help_text="How many of them were new.")


class AssignmentInput(Strict):
    to = serializers.CharField(max_length=150, allow_null=True, help_text="A user name of the desk; null for nobody.")
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000, help_text="Becomes a comment.")


class AssignmentRecord(serializers.Serializer[Any]):
    to = serializers.CharField(source="payload.to", allow_blank=True, default="", help_text="Empty: nobody, or erased.")
    by = serializers.CharField(source="actor")
    at = serializers.DateTimeField()


class Comments(View):
    """What the comments of claims, flags and articles share."""

    known = PAGED

    def answer(self, rows: QuerySet[Comment]) -> Response:
        seen = rows.filter(pk__in=Comment.objects.visible_to(self.request.user).values("pk"))
        shown = seen.select_related("claim", "flag", "article").prefetch_related("mentions__user")
        return self.page(shown, CommentRecord)

    def add(self, on: Claim | Flag | Article) -> Response:
        said = services.comment(by=self.request.user, on=on, text=self.input(CommentInput)["text"])
        return Response(NewCommentRecord(said).data, status=201)


class ClaimComments(Comments):
    @extend_schema(responses={200: CommentRecord(many=True), **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """What the staff said of a claim and its flags, newest first; nothing for anybody else."""
        return self.answer(Comment.objects.filter(claim=self.claim()))

    @extend_schema(request=CommentInput, responses={201: NewCommentRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say something to the staff of a claim's desk."""
        return self.add(self.claim())


class FlagComments(Comments, FlagView):
    @extend_schema(responses={200: CommentRecord(many=True), **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """What the staff said of a flag, newest first."""
        return self.answer(Comment.objects.filter(flag=self.flag()))

    @extend_schema(request=CommentInput, responses={201: NewCommentRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say something to the staff of a flag's desk."""
        return self.add(self.flag())


class ArticleComments(Comments):
    @extend_schema(responses={200: CommentRecord(many=True), **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """What the staff said of an article, newest first; nothing for anybody else."""
        return self.answer(Comment.objects.filter(article=self.article()))

    @extend_schema(request=CommentInput, responses={201: NewCommentRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say something to the staff of an article's desk."""
        return self.add(self.article())


class CommentRedaction(View):
    @extend_schema(request=ReasonInput, responses={200: CommentRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Empty a comment, as an administrator; that it was written stays."""
        said = get_object_or_404(Comment.objects.visible_to(request.user), uuid=uuid)
        return Response(
            CommentRecord(services.redact_comment(by=request.user, comment=said, **self.input(ReasonInput))).data
        )


class Mentions(View):
    known = PAGED

    @extend_schema(responses={200: CommentRecord(many=True), **WRITE_ERRORS})
    def get(self, request: Request) -> Response:
        """The comments that name you and that you have not seen, newest first."""
        user = _staff(request)
        keys = for_you(user).order_by().values("comment")
        rows = Comment.objects.filter(pk__in=keys).select_related("claim", "flag", "article")
        return self.page(rows.prefetch_related("mentions__user"), CommentRecord)


class SeenMentions(View):
    queryset = Mention.objects.none()

    @extend_schema(request=SeenInput, responses={200: SeenRecord, **WRITE_ERRORS})
    def post(self, request: Request) -> Response:
        """Say that you saw comments that name you."""
        user = _staff(request)
        comments = Comment.objects.visible_to(user).filter(uuid__in=self.input(SeenInput)["comments"])
        return Response(SeenRecord({"seen": services.see_mentions(by=user, comments=comments)}).data)


class Assignments(View):
    pagination_class = None

    @extend_schema(responses={200: AssignmentRecord(many=True), **WRITE_ERRORS})
    def get(self, request: Request, uuid: UUID) -> Response:
        """Who was put on a claim, by whom and when, in order. For its staff."""
        claim = self.claim()
        require(request.user, "comment", claim.desk)
        return Response(AssignmentRecord(assignments(claim), many=True).data)

    @extend_schema(request=AssignmentInput, responses={201: AssignmentRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say who is on a claim, perhaps with a note to them."""
        claim, given = self.claim(), self.input(AssignmentInput)
        services.hand_over(by=request.user, claim=claim, to=_member(claim, given["to"]), note=given.get("note", ""))
        return Response(AssignmentRecord(assignments(claim)[-1]).data, status=201)


def _staff(request: Request) -> User:
    if staff_desks(request.user) is None or not isinstance(request.user, User):
        raise PermissionDenied("Only the staff of a desk may do this.")
    return request.user


def _member(claim: Claim, name: str | None) -> User | None:
    if name is None:
        return None
    user = User.objects.filter(username__iexact=name).first()
    if user is None or role_of(user, claim.desk) is None:
        raise InvalidInput("to", f"nobody of that name is on the desk “{claim.desk}”.")
    return user
