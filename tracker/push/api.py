"""`POST /api/v1/sources/{uuid}/ingest/`: pages that a newsroom's own scraper read."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Strict
from claims.api.parsing import BoundedJSONParser
from claims.api.records import problems
from tracker.models import IngestKey
from tracker.push import ingest
from tracker.push.keys import find_key
from tracker.snapshots.envelopes import CONTENT_TYPES, MAX_CONTENT_BYTES
from tracker.snapshots.files import StorageTrouble

MAX_REQUEST_BYTES = 2 * MAX_CONTENT_BYTES
"""JSON may write a page with more bytes than it has: a quotation mark takes two."""

RETRY_AFTER_S = 60
UNKNOWN = "This ingest key is unknown or was revoked. Ask a reviewer of the desk for a new one."


@dataclass(frozen=True, slots=True)
class Scraper:
    """The `request.user` of an ingest key: it sends pages of one source and does nothing else."""

    key: IngestKey

    is_authenticated = True
    is_anonymous = False
    is_active = False
    is_staff = False
    is_superuser = False

    @property
    def pk(self) -> str:
        """The key by which requests are counted, apart from the users'."""
        return f"ingest-{self.key.pk}"

    def __str__(self) -> str:
        return str(self.key)


class IngestKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer ik_…`. Anything else is a 401."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if not scheme:
            return None
        try:
            text = token.strip().decode("ascii")
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed(UNKNOWN) from error
        key = find_key(text, now=timezone.now()) if scheme.lower() == b"bearer" else None
        if key is None:
            raise exceptions.AuthenticationFailed(UNKNOWN)
        return Scraper(key), key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class IngestKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The OpenAPI description of ingest keys."""

    target_class = IngestKeyAuthentication
    name = "ingestKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An ingest key (ik_…) of the source."}


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = f"A request has at most {MAX_REQUEST_BYTES:,} bytes."


class LengthRequired(exceptions.APIException):
    status_code = 411
    default_detail = "Say in Content-Length how many bytes the request has."


class Conflict(exceptions.APIException):
    status_code = 409


class NotKept(exceptions.APIException):
    """This machine's disk did not take the page; nothing of it was kept."""

    status_code = 503
    wait = RETRY_AFTER_S


class PageJSONParser(BoundedJSONParser):
    """JSON as long as a page may be."""

    max_bytes = MAX_REQUEST_BYTES


class PageInput(Strict):
    """One page as the sender read it: its `content`, or its bare `text`."""

    url = serializers.CharField(max_length=2000, help_text="Of the page, on a host of the source.")
    retrieved_at = serializers.DateTimeField(help_text="When the sender read it.")
    content = serializers.CharField(required=False, trim_whitespace=False, help_text="The page as it came.")
    content_type = serializers.ChoiceField(
        choices=CONTENT_TYPES, required=False, help_text="Of content: HTML unless told."
    )
    text = serializers.CharField(required=False, trim_whitespace=False, help_text="Plain text, in place of content.")
    title = serializers.CharField(required=False, allow_blank=True, max_length=300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of content and text; as `ingest.SentPage` takes it."""
        if ("content" in attrs) == ("text" in attrs):
            raise serializers.ValidationError({"content": ["send either content or text."]})
        if "text" in attrs:
            if attrs.get("content_type", "text/plain") != "text/plain":
                raise serializers.ValidationError({"content_type": ["text is text/plain; send HTML as content."]})
            attrs |= {"content": attrs.pop("text"), "content_type": "text/plain"}
        return {"content_type": "text/html", **attrs}


class SnapshotRecord(serializers.Serializer[Any]):
    """What was kept. `sha256` is that of the stored body, as evidence names it."""

    snapshot = serializers.UUIDField()
    url = serializers.CharField()
    retrieved_at = serializers.DateTimeField()
    sha256 = serializers.CharField()
    new = serializers.BooleanField(help_text="False: it was sent before.")


class Ingest(GenericAPIView[Any]):
    """Where pages are sent to."""

    authentication_classes = [IngestKeyAuthentication]
    permission_classes = [IsAuthenticated]
    parser_classes = [PageJSONParser]
    pagination_class = None

    @extend_schema(
        operation_id="sources_ingest_create",
        request=PageInput,
        responses={
            200: SnapshotRecord,
            201: SnapshotRecord,
            **problems(400, 401, 403, 404, 409, 411, 413, 415, 429, 503),
        },
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Send a page of a source as you read it. It is stored and read like a page that was polled."""
        key = cast("Scraper", request.user).key
        if key.source.uuid != uuid:
            raise exceptions.PermissionDenied("This key is not for this source.")
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if not length.isdigit():
            raise LengthRequired
        if int(length) > MAX_REQUEST_BYTES:
            raise TooLarge
        taken = PageInput(data=request.data)
        taken.is_valid(raise_exception=True)
        try:
            snapshot, new = ingest.receive(key=key, page=ingest.SentPage(**taken.validated_data), now=timezone.now())
        except ingest.ContentConflict as refusal:
            raise Conflict(str(refusal)) from refusal
        except ingest.Busy as refusal:
            raise exceptions.Throttled(RETRY_AFTER_S, str(refusal)) from refusal
        except StorageTrouble as trouble:
            raise NotKept(f"The page could not be kept here. {trouble.sentence} Send it again later.") from trouble
        facts = {
            "snapshot": snapshot.uuid,
            "url": snapshot.final_url,
            "retrieved_at": snapshot.fetched_at,
            "sha256": snapshot.body.sha256,
            "new": new,
        }
        return Response(SnapshotRecord(facts).data, status=201 if new else 200)
