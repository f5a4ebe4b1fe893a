"""Loud start: what an operator must know before the first poll."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def private_addresses_are_acknowledged(**_: Any) -> list[CheckMessage]:
    if (
        settings.DEBUG
        or not settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES
        or settings.TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED
    ):
        return []
    return [
        Error(
            "TRACKER_ALLOWED_PRIVATE_ADDRESSES opens private addresses outside debug.",
            hint="Empty it, or set TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED=true.",
            id="tracker.E001",
        )
    ]


@register(deploy=True)
def pollers_say_who_they_are(**_: Any) -> list[CheckMessage]:
    if settings.TRACKER_CONTACT:
        return []
    return [
        Error(
            "The User-Agent names no contact.",
            hint="Set TRACKER_CONTACT to an address or page where a publisher reaches you.",
            id="tracker.E002",
        )
    ]
