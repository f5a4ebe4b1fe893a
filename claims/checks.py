"""System checks of the record's settings, run by `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register(deploy=True)
def site_is_served_over_tls(**_: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith("https://"):
        return []
    return [Error("SITE_URL is not an https address.", hint="Set SITE_URL to the public address.", id="claims.E001")]
