"""A proposed change waiting for, or given, a decision."""

from django.conf import settings
from django.db import models

from claims.models.articles import Claim
from claims.models.base import STATUS_CHOICES, Record
from claims.querysets import FlagQuerySet


class Flag(Record):
    """One open flag per claim and kind; evidence merges into it while it is open."""

    class Kind(models.TextChoices):
        STATUS = "status", "Status should change"
        DUE = "due", "Past its due date"
        NOTE = "note", "Worth a look"
        SECOND = "second", "Waits for a second person"
        AFTER = "after", "Taken back at once: to be reviewed"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CONFIRMED = "confirmed", "Confirmed"
        DISMISSED = "dismissed", "Dismissed"
        SUPERSEDED = "superseded", "Superseded"
        AUTOMATIC = "automatic", "Applied automatically"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    from_status = models.CharField(max_length=20, choices=STATUS_CHOICES)
    to_status = models.CharField(max_length=20, choices=STATUS_CHOICES, blank=True)
    claim_version = models.PositiveIntegerField(default=1)
    needs_person = models.BooleanField(default=True)
    reasons = models.JSONField(default=list)
    counted = models.JSONField(default=list, help_text="[evidence uuid, why]")
    not_counted = models.JSONField(default=list, help_text="[evidence uuid, why]")
    fingerprint = models.CharField(max_length=64, help_text="Of the evidence counted and the change proposed.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="flags_asked",
        help_text="The person who decided first; empty: the machine.",
    )
    rests_on = models.CharField(max_length=10, blank=True, help_text="What that person's decision rests on.")
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="flags_resolved",
    )
    resolution_note = models.TextField(blank=True)
    decided_from = models.PositiveIntegerField(
        null=True, blank=True, help_text="Its decision's first entry of history."
    )
    decided_to = models.PositiveIntegerField(null=True, blank=True, help_text="The last.")

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind"], condition=models.Q(state="open"), name="one_open_flag_per_kind"
            )
        ]

    def __str__(self) -> str:
        change = f": {self.from_status} → {self.to_status}" if self.to_status else ""
        return f"{self.get_kind_display()}{change}"
