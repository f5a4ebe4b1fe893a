"""API tokens: of the staff, to write as themselves, and of newsrooms, to read. Only hashes are kept, and what is made
or revoked stands in the history of the desk.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from knox.models import AuthToken

from claims import audit
from claims.models import Desk, Newsroom, NewsroomToken, TokenName
from claims.permissions import require, require_superuser
from claims.services.base import InvalidInput, require_text
from claims.users import Principal

LONGEST_DAYS = 366


@transaction.atomic
def make_token(*, by: User, desk: Desk, name: str, days: int) -> str:
    """A token with which the user's programs act as the user; it cannot be shown again. It is told of on `desk`.

    Raises InvalidInput; PermissionDenied for who is not on the desk.
    """
    require(by, "make_token", desk)
    name = require_text("name", name)
    row, token = AuthToken.objects.create(by, expiry=_lifetime(days))
    TokenName.objects.create(token=row, name=name, desk=desk)
    _tell(desk, "token made", by=by, name=name, days=days)
    return str(token)


@transaction.atomic
def revoke_token(*, by: User, token: AuthToken) -> None:
    """Make a token of the staff worthless: their own, or, for an administrator, that of a member of the desk.

    Raises PermissionDenied.
    """
    named = TokenName.objects.select_related("desk").filter(token=token).first()
    desk = named.desk if named else _desk_of(token.user)
    if token.user != by:
        require(by, "manage_members", desk)
    name = named.name if named else token.token_key
    of = {} if token.user == by else {"of": token.user.get_username()}
    token.delete()
    _tell(desk, "token revoked", by=by, name=name, **of)


@transaction.atomic
def make_newsroom_token(*, by: Principal, desk: Desk, newsroom: str, name: str, days: int) -> str:
    """A token with which a newsroom reads what is published; the newsroom is recorded where its name is new.

    It reads what every desk has published, so a superuser makes it; it is told of on `desk`. Raises PermissionDenied,
    InvalidInput.
    """
    require_superuser(by, "newsrooms")
    reader, _ = Newsroom.objects.get_or_create(name=require_text("newsroom", newsroom))
    name = require_text("name", name)
    token = NewsroomToken.issue(newsroom=reader, name=name, expires_at=timezone.now() + _lifetime(days))
    _tell(desk, "newsroom token made", by=by, newsroom=reader.name, name=name, days=days)
    return token


@transaction.atomic
def revoke_newsroom_token(*, by: Principal, desk: Desk, token: NewsroomToken) -> None:
    """Make a newsroom's token worthless. Raises PermissionDenied for who is no superuser."""
    require_superuser(by, "newsrooms")
    newsroom, name = token.newsroom.name, token.name
    token.delete()
    _tell(desk, "newsroom token revoked", by=by, newsroom=newsroom, name=name)


def _lifetime(days: int) -> timedelta:
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput("days", f"from 1 to {LONGEST_DAYS}.")
    return timedelta(days=days)


def _desk_of(user: User) -> Desk:
    """The desk in whose history a token of the command line is told of: the user's first, else the first of all."""
    desk = Desk.objects.filter(memberships__user=user).order_by("pk").first() or Desk.objects.order_by("pk").first()
    if desk is None:
        raise InvalidInput("desk", "there is none yet.")
    return desk


def _tell(desk: Desk, action: str, *, by: Principal, **payload: str | int) -> None:
    audit.append(subject=desk, action=action, by=by, payload=payload, visibility="staff")
