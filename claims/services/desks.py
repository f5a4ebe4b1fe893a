"""The first desk of an installation and the person who administrates it; further desks; a desk's name and time zone.

Whoever sets up an installation from a browser shows a setup code, which is printed where the tracker was started: so
that no stranger on the network is faster. Only its hash is kept; it is good until the first desk is there.
"""

import hashlib
import secrets
import zoneinfo

from django.db import transaction

from claims import audit
from claims.models import Desk, Membership, SetupCode
from claims.permissions import require, require_superuser
from claims.services.base import InvalidInput, free_slug, require_text
from claims.services.users import make_user
from claims.users import Principal

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are read for another
_GROUPS, _GROUP = 3, 4  # 59 bits


def is_new() -> bool:
    """Whether the installation waits for its first desk."""
    return not Desk.objects.exists()


@transaction.atomic
def issue_setup_code() -> str:
    """A fresh setup code, in the place of any before it. Raises InvalidInput where there is a desk already."""
    _refuse_a_second()
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    code = "-".join(groups)
    SetupCode.objects.all().delete()
    SetupCode.objects.create(digest=_digest(code))
    return code


def check_setup_code(code: str) -> None:
    """Raise InvalidInput unless this is the setup code."""
    digest = SetupCode.objects.values_list("digest", flat=True).first()
    if digest is None or not secrets.compare_digest(digest, _digest(code)):
        raise InvalidInput(
            "code", "it is not the one that was printed last. Run manage.py first_desk --code for another."
        )


@transaction.atomic
def found_first_desk(
    *, name: str, time_zone: str, username: str, password: str, full_name: str = "", email: str = ""
) -> Desk:
    """The first desk, with a new user who administrates it and the installation. The setup code is used up.

    Raises InvalidInput where there is a desk already, for a time zone or a user name that cannot be, and for a password
    that is easily guessed.
    """
    _refuse_a_second()
    _check_zone(time_zone)
    user = make_user(username=username, password=password, name=full_name, email=email, administrates=True)
    name = require_text("name", name)
    desk = Desk.objects.create(name=name, slug=free_slug(Desk, name), time_zone=time_zone)
    Membership.objects.create(user=user, desk=desk, role=Membership.Role.ADMINISTRATOR)
    SetupCode.objects.all().delete()
    return desk


@transaction.atomic
def add_desk(*, by: Principal, name: str, time_zone: str) -> Desk:
    """A further desk, made by a superuser; its members are invited next. Raises PermissionDenied, InvalidInput."""
    require_superuser(by, "add a desk")
    _check_zone(time_zone)
    name = _free_name(name)
    desk = Desk.objects.create(name=name, slug=free_slug(Desk, name), time_zone=time_zone)
    payload = {"name": name, "time_zone": time_zone}
    audit.append(subject=desk, action="desk added", by=by, payload=payload, visibility="staff")
    return desk


@transaction.atomic
def set_desk(*, by: Principal, desk: Desk, name: str, time_zone: str) -> Desk:
    """Give a desk another name or time zone. Raises PermissionDenied, InvalidInput."""
    current = Desk.objects.select_for_update().get(pk=desk.pk)
    require(by, "set_desk", current)
    _check_zone(time_zone)
    name = _free_name(name, of=current)
    before = {"name": current.name, "time_zone": current.time_zone}
    after = {"name": name, "time_zone": time_zone}
    if before != after:
        current.name, current.time_zone = name, time_zone
        current.save(update_fields=["name", "time_zone"])
        payload = {"before": before, "after": after}
        audit.append(subject=current, action="desk changed", by=by, payload=payload, visibility="staff")
    return current


def _free_name(name: str, *, of: Desk | None = None) -> str:
    name = require_text("name", name)
    others = Desk.objects.exclude(pk=of.pk) if of else Desk.objects.all()
    if others.filter(name=name).exists():
        raise InvalidInput("name", "another desk has this name.")
    return name


def _refuse_a_second() -> None:
    if Desk.objects.exists():
        raise InvalidInput("desk", "there is one already. Its administrators add people and desks.")


def _check_zone(time_zone: str) -> None:
    if time_zone not in zoneinfo.available_timezones():
        raise InvalidInput("time_zone", "write it as in Europe/Paris or UTC.")


def _digest(code: str) -> str:
    """Of the code as people type it: capitals, spaces and hyphens aside."""
    return hashlib.sha256("".join(filter(str.isalnum, code)).lower().encode()).hexdigest()
