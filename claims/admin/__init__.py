"""What the desk sees: the review queue, articles, claims, sources, history. Every action is a service's."""

from claims.admin import articles, audit, claims, flags, people, sources
from claims.admin.site import site

__all__ = ["articles", "audit", "claims", "flags", "people", "site", "sources"]
