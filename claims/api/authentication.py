"""Who asks: a member of staff by their token, a newsroom by its own, or anybody at all."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from claims.models import Newsroom, NewsroomToken

UNKNOWN = "This token is unknown or has expired. Ask for a new one."


@dataclass(frozen=True, slots=True)
class NewsroomReader:
    """The `request.user` of a newsroom's token: it reads what is published and does nothing else."""

    newsroom: Newsroom

    is_authenticated = True
    is_anonymous = False
    # Permissions and QuerySets grant what is not public to active users only.
    is_active = False
    is_staff = False
    is_superuser = False

    @property
    def pk(self) -> str:
        """The key by which requests are counted, apart from the users'."""
        return f"newsroom-{self.newsroom.pk}"

    def __str__(self) -> str:
        return str(self.newsroom)


class StaffTokenAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """`Authorization: Bearer …`, with a token of the staff (hashed by knox) or of a newsroom (`nr_…`).

    Unknown and expired tokens are a 401, never an anonymous request.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        try:
            text = token.decode("ascii")
        except UnicodeDecodeError as error:
            raise AuthenticationFailed(UNKNOWN) from error
        if not text.isprintable():
            raise AuthenticationFailed(UNKNOWN)  # no database is asked for a null character
        if text.startswith("nr_"):
            return self._newsroom(text)
        try:
            user, found = super().authenticate_credentials(token)
        except AuthenticationFailed as error:
            raise AuthenticationFailed(UNKNOWN) from error
        return user, found

    def _newsroom(self, text: str) -> tuple[NewsroomReader, NewsroomToken]:
        in_force = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        rows = NewsroomToken.objects.filter(in_force, newsroom__active=True).select_related("newsroom")
        token = rows.filter(digest=NewsroomToken.hash(text)).first()
        if token is None:
            raise AuthenticationFailed(UNKNOWN)
        return NewsroomReader(token.newsroom), token


class BearerToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The OpenAPI description of the tokens."""

    target_class = StaffTokenAuthentication
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A staff token, or a newsroom’s (nr_…) to read."}
