"""Users: a name that can be, an address that is theirs alone, a password that is not easily guessed; a second factor
that was lost.
"""

from collections.abc import Iterable

from allauth.account.utils import filter_users_by_email
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from claims import audit
from claims.models import Desk
from claims.services.base import InvalidInput, require_text
from claims.users import Principal


def members_of(desks: Iterable[Desk]) -> QuerySet[User]:
    """Who works on one of some desks, by user name: whom a claim may be given to, whom a comment may name."""
    return User.objects.filter(is_active=True, memberships__desk__in=desks).distinct().order_by("username")


def users_of_address(email: str) -> set[User]:
    """Everybody who has an e-mail address, as their first or as a further one, in whatever case it is written."""
    return {*filter_users_by_email(email), *User.objects.filter(email__iexact=email)}


def make_user(*, username: str, password: str, name: str = "", email: str = "", administrates: bool = False) -> User:
    """A new user. `administrates` opens every desk and Django's tables to them.

    Raises InvalidInput for a user name or address that is taken or cannot be, and for a password that is easily
    guessed.
    """
    first, _, last = name.strip().partition(" ")
    user = User(
        username=require_text("username", username),
        first_name=first,
        last_name=last.strip(),
        email=email.strip().lower(),  # as the log-in looks it up
        is_staff=administrates,
        is_superuser=administrates,
    )
    if user.email and users_of_address(user.email):
        raise InvalidInput("email", "there is an account with this address: log in with it.")
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"password": error.messages}
        field, said = next(iter(by_field.items()))
        raise InvalidInput("name" if field in ("first_name", "last_name") else field, " ".join(said)) from error
    user.save()
    return user


@transaction.atomic
def take_second_factors(*, by: Principal, user: User) -> None:
    """Take away the second factors and passkeys of somebody who lost them: they log in by their password alone.

    Told of in the history of every desk of theirs. Raises PermissionDenied for who does not administrate the
    installation: an account reaches further than one desk.
    """
    if by is None or not (by.is_active and by.is_superuser):
        raise PermissionDenied("second factors: ask somebody who administrates the installation.")
    kinds = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    Authenticator.objects.filter(user=user).delete()
    payload = {"user": user.get_username(), "factors": kinds}
    for desk in Desk.objects.filter(memberships__user=user).order_by("pk"):
        audit.append(subject=desk, action="second factors taken", by=by, payload=payload, visibility="staff")
