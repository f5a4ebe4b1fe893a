"""Who acts on the record or looks at it, as one type for permissions, services and history."""

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser, User

Principal: TypeAlias = User | AnonymousUser | None
"""Somebody signed in, a visitor who is not, or None for the machine, which has no role on any desk."""


def person(who: Principal) -> User | None:
    """The user to be named in a row; None for the machine and for visitors."""
    return who if isinstance(who, User) else None
