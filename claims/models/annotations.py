"""What people say a judgement should have been."""

from django.conf import settings
from django.db import models

from claims.models.base import Record
from claims.models.evidence import Evidence
from claims.models.flags import Flag


class Annotation(Record):
    """A reviewer's label for a passage that was misjudged: what it really says of the claim as it was worded then."""

    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="annotations")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="annotations")
    claim_text = models.TextField(help_text="Copied: claims are revised.")
    stance = models.CharField(max_length=10, choices=Evidence.Stance.choices, help_text="As it was judged.")
    score = models.FloatField()
    assessor = models.CharField(max_length=100, blank=True, help_text="Who judged it so; empty: a person.")
    label = models.CharField(max_length=10, choices=Evidence.Stance.choices, help_text="What it really says.")
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="annotations_made"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_label_display().lower()}, not {self.get_stance_display().lower()}"
