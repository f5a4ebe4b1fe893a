"""Who is looking at a flag now, so that two people see each other. The first decision counts whatever this says."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims.models import Flag, FlagLook
from claims.permissions import require
from claims.users import Principal, person

LOOKS_FOR = timedelta(seconds=30)
"""So long somebody counts as looking after they last said so."""


@transaction.atomic
def look_at(*, by: Principal, flag: Flag) -> list[User]:
    """Say that you look at a flag, for half a minute; gives the others who do. Raises PermissionDenied."""
    require(by, "record", flag.claim.desk)
    now = timezone.now()
    if user := person(by):
        FlagLook.objects.update_or_create(flag=flag, user=user, defaults={"until": now + LOOKS_FOR})
    FlagLook.objects.filter(flag=flag, until__lte=now).delete()
    others = FlagLook.objects.filter(flag=flag, until__gt=now).exclude(user=person(by)).select_related("user")
    return [look.user for look in others.order_by("user_id")]


@transaction.atomic
def leave(*, by: Principal, flag: Flag) -> None:
    """Look at a flag no more."""
    FlagLook.objects.filter(flag=flag, user=person(by)).delete()
