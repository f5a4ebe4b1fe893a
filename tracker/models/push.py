"""What others send us instead of being polled: subscriptions at WebSub hubs, and keys for a newsroom's own scraper."""

from django.conf import settings
from django.db import models

from claims.models import Source
from claims.models.base import Record


class Subscription(Record):
    """One feed's subscription at its publisher's hub (W3C WebSub). Polling goes on beside it, more slowly."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Asked for"
        ACTIVE = "active", "Active"
        DENIED = "denied", "Denied"
        ENDED = "ended", "Ended"

    resource = models.OneToOneField("tracker.Resource", on_delete=models.CASCADE, related_name="subscription")
    hub = models.CharField(max_length=2000)
    topic = models.CharField(max_length=2000)
    token = models.CharField(max_length=64, unique=True, help_text="The last part of the callback's address.")
    secret = models.CharField(max_length=100, help_text="What the hub signs its content with.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True, help_text="When the hub's lease runs out.")
    renew_at = models.DateTimeField(null=True, blank=True, db_index=True, help_text="When we ask the hub again.")
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, help_text="In plain words.")

    def __str__(self) -> str:
        return f"{self.topic} at {self.hub}"


class IngestKey(Record):
    """Lets a newsroom's own scraper send what it read from one source. Only a digest of the key is kept."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="ingest_keys")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    vouched_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when a reviewer vouches for it: its pages count as read."
    )
    vouched_scope = models.CharField(max_length=300, blank=True, help_text="What it is vouched for.")
    vouched_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} for {self.source}"
