"""An administrator of the desk, beside Alice and Bob."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from claims.models import Membership


@pytest.fixture(autouse=True)
def no_attempts_before() -> None:
    """allauth counts attempts in the cache."""
    cache.clear()


@pytest.fixture
def dora(desk) -> User:
    user = User.objects.create_user("dora", password="correct horse battery", email="dora@city.example")
    Membership.objects.create(user=user, desk=desk, role="administrator")
    return user
