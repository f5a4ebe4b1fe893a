"""The first desk of an installation and the person who administrates it."""

import zoneinfo

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from claims.models import Desk, Membership
from claims.services.base import InvalidInput, free_slug, require_text


@transaction.atomic
def found_first_desk(*, name: str, time_zone: str, username: str, password: str) -> Desk:
    """The first desk, with a new user who administrates it and the installation.

    Raises InvalidInput where there is a desk already, for a time zone or a user name that cannot be, and for a password
    that is easily guessed.
    """
    if Desk.objects.exists():
        raise InvalidInput("desk", "there is one already. Its administrators add people and desks.")
    if time_zone not in zoneinfo.available_timezones():
        raise InvalidInput("time_zone", "write it as in Europe/Paris or UTC.")
    user = User(username=require_text("username", username), is_staff=True, is_superuser=True)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"password": error.messages}
        field, said = next(iter(by_field.items()))
        raise InvalidInput(field, " ".join(said)) from error
    user.save()
    name = require_text("name", name)
    desk = Desk.objects.create(name=name, slug=free_slug(Desk, name), time_zone=time_zone)
    Membership.objects.create(user=user, desk=desk, role=Membership.Role.ADMINISTRATOR)
    return desk
