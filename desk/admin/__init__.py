"""Django's admin: what it discovers here brings the queue and the records with it."""

from desk.admin import audit, people, push, watch
from desk.queue import flags
from desk.records import articles, claims, sources

__all__ = ["articles", "audit", "claims", "flags", "people", "push", "sources", "watch"]
