"""What newsrooms read: changes in their order, and who may read them."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from claims.models.articles import Claim
from claims.models.audit import AuditEntry
from claims.models.base import Record
from claims.querysets import ChangeQuerySet

# What of a change says nothing about the claim: the rest is withheld when the claim is withdrawn, the entry redacted.
OF_A_TOMBSTONE = ("claim", "event", "by", "invented")


def tombstone(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a change when its words may no longer be told."""
    return {name: content[name] for name in OF_A_TOMBSTONE if name in content}


class Epoch(models.Model):
    """A time within which positions are given without a gap. The first has no row; the next begins when a database was
    restored or made anew, so that it may have lost changes that readers have seen.
    """

    number = models.PositiveIntegerField(unique=True)
    first = models.PositiveBigIntegerField(help_text="The first position it may give.")
    known_point = models.PositiveBigIntegerField(help_text="The last position before it that this database knows.")
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number}, since {self.began_at:%Y-%m-%d %H:%M} UTC"


class Change(Record):
    """One public entry of the feed. `position` is given by the one publisher after the entry was committed."""

    position = models.PositiveBigIntegerField(unique=True)
    epoch = models.PositiveIntegerField(default=1)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="change")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.SET_NULL, related_name="changes")
    claim_uuid = models.UUIDField(db_index=True)
    event = models.CharField(max_length=40)
    at = models.DateTimeField()
    content = models.JSONField(help_text="What is said; a tombstone carries no text.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.event}"


class Newsroom(Record):
    """A reader of the result, with tokens (and, later, webhook endpoints)."""

    name = models.CharField(max_length=200, unique=True)
    contact = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class NewsroomToken(models.Model):
    """A reading token. Only its hash is kept."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.newsroom}: {self.name}"

    @staticmethod
    def hash(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls, *, newsroom: Newsroom, name: str, expires_at: datetime | None = None) -> str:
        """Make a token and return it; it cannot be shown again. None: it never expires."""
        token = "nr_" + secrets.token_urlsafe(32)
        cls.objects.create(newsroom=newsroom, name=name, digest=cls.hash(token), expires_at=expires_at)
        return token
