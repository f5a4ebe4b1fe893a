"""What is claimed: articles, claims, and where a claim appears."""

from django.conf import settings
from django.db import models

from claims.models.base import STATUS_CHOICES, Publication, Record
from claims.models.people import Desk, Organisation, Person
from claims.querysets import AppearanceQuerySet, ArticleQuerySet, ClaimQuerySet
from claims.statuses import Status


class Article(Record):
    """A news article whose claims are tracked."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="articles")
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, unique=True)
    url = models.URLField(max_length=2000, blank=True)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47")
    published_on = models.DateField(null=True, blank=True)
    seen_via = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    invented = models.BooleanField(default=False, help_text="Demonstration content; said wherever it is shown.")
    publication = models.CharField(max_length=10, choices=Publication.choices, default=Publication.DRAFT)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Claim(Record):
    """One checkable assertion with its contract: what would settle it."""

    class Kind(models.TextChoices):
        EVENT = "event", "Event: it happened"
        QUANTITY = "quantity", "Quantity: a number"
        STATE = "state", "State: something is so"
        PLAN = "plan", "Plan: someone intends to"
        STATEMENT = "statement", "Statement: someone said so"

    class Automation(models.TextChoices):
        PROPOSE = "propose", "Propose: a person decides"
        AUTOMATIC = "automatic", "Automatic: verify and reopen by rule"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="claims")
    text = models.CharField(max_length=1000)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47")
    speaker_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="claims_made"
    )
    speaker_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="claims_made"
    )
    reported_by = models.CharField(max_length=200, blank=True)
    criterion = models.TextField(blank=True, help_text="What would settle it, in words.")
    settled_by = models.JSONField(
        default=list, blank=True, help_text="Alternatives, any of which suffices; empty: the kind's default."
    )
    note = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="When it should be settled.")
    recheck_on = models.DateField(null=True, blank=True, help_text="When a settled claim ages.")

    status = models.CharField(max_length=20, choices=STATUS_CHOICES, default=Status.UNVERIFIED.value, db_index=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Raised when text, kind, speaker or contract change.")
    automation = models.CharField(max_length=10, choices=Automation.choices, default=Automation.PROPOSE)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_claims",
    )
    publication = models.CharField(max_length=10, choices=Publication.choices, default=Publication.DRAFT)
    withdrawn_because = models.TextField(
        blank=True, help_text="Why it was withdrawn by itself, for the staff; empty: it follows its articles."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="Its address leads there.",
    )
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="split_into")
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(speaker_organisation=None) | models.Q(speaker_person=None),
                name="one_speaker_at_most",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def speaker(self) -> Organisation | Person | None:
        """Who said or plans it; None where the article itself speaks."""
        return self.speaker_organisation or self.speaker_person


class Appearance(Record):
    """A claim in an article: where it stands there and in which words."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="appearances")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="appearances")
    position = models.PositiveIntegerField(default=0)
    wording = models.TextField(blank=True, help_text="How the article puts it, where it differs.")
    selector = models.JSONField(null=True, blank=True, help_text="W3C TextQuoteSelector")

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["article", "claim"], name="one_appearance_per_article")]

    def __str__(self) -> str:
        return f"{self.claim} in {self.article}"
