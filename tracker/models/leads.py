"""Leads: passages that touch a claim and may bear on it, though nothing came of them by itself."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F

from claims.models import Claim, Evidence, Publication
from claims.models.base import Record
from claims.presentation.shortening import shortened
from claims.querysets import for_staff
from claims.users import Principal
from tracker.assess.vetoes import RULES
from tracker.models.watch import Resource, Snapshot


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: Principal) -> Self:
        """The leads whose claim and whose source are of the viewer's desks; none for anybody else."""
        return for_staff(for_staff(self, user, "claim__desk"), user, "resource__source__desk")

    def waiting(self) -> Self:
        """Those that nobody has decided on, judged on the present version of a claim that was not taken back."""
        current = self.filter(state=Lead.State.OPEN, claim_version=F("claim__version"))
        return current.exclude(claim__publication=Publication.WITHDRAWN)

    def ranked(self) -> Self:
        """The likeliest first."""
        return self.order_by("-score", "pk")


class Lead(Record):
    """A passage of a page that touches a claim, with the reason why it raised no flag. For the staff alone: never
    counted, never published. One that is over before anybody decided on it is deleted.
    """

    class Why(models.TextChoices):
        UNSURE = "unsure", "The judge was unsure"
        VETOED = "vetoed", "A rule held it back"
        UNREAD = "unread", "In a language that is not read"
        LISTED = "listed", "Evidence of a like claim"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        EVIDENCE = "evidence", "Made evidence"
        DISMISSED = "dismissed", "Dismissed"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, db_index=False, related_name="leads")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="leads")
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="leads", help_text="Where it was first read."
    )
    claim_version = models.PositiveIntegerField(help_text="The claim's version it was judged on.")
    quote = models.TextField(help_text="The passage, as it stands in the snapshot.")
    digest = models.CharField(max_length=64, help_text="sha256 of the passage, white space aside.")
    why = models.CharField(max_length=8, choices=Why.choices)
    rule = models.CharField(max_length=20, blank=True, help_text="The name of the rule that held it back.")
    sentence = models.TextField(blank=True, help_text="What the rule saw; which like claim it is evidence of.")
    stance = models.CharField(
        max_length=10, choices=Evidence.Stance.choices, help_text="The side that it leans to; neutral: nobody can tell."
    )
    score = models.FloatField(help_text="The chance that it says so, by the judge; they are ranked by it.")
    reasons = models.JSONField(default=list)
    attributed_to = models.CharField(max_length=200, blank=True)
    assessor = models.CharField(max_length=100, help_text="Name and version.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads")

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "resource", "claim_version", "digest"], name="one_lead"),
        ]

    @property
    def rule_in_words(self) -> str:
        """What the rule says that held it back; "" where none did."""
        return RULES.get(self.rule, self.rule)

    def __str__(self) -> str:
        return f"{self.get_why_display()}: {shortened(self.quote, 80)}"


class LikeLook(models.Model):
    """How far a claim was looked at for what like claims rest on: its version, and the last of its own evidence."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, primary_key=True, related_name="like_look")
    version = models.PositiveIntegerField()
    evidence_seen = models.BigIntegerField(default=0, help_text="The key of its latest item of evidence then; 0: none.")

    def __str__(self) -> str:
        return f"{self.claim}, version {self.version}"
