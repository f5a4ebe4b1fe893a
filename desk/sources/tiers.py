"""Setting the tier of a source from a form of the desk."""

from django.conf import settings

from claims import services
from claims.models import Source
from claims.users import Principal


def set_tier_of(source: Source, *, by: Principal, tier: str, scope: str, reason: str) -> Source:
    """Set the tier; a record may have the plain-http hosts that this installation opened as private. Raises as
    `services.set_tier`.
    """
    opened = frozenset(settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES)
    return services.set_tier(by=by, source=source, tier=tier, scope=scope, reason=reason, private=opened)
