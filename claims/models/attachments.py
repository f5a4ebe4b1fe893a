"""Files that the desk keeps beside a claim."""

from django.conf import settings
from django.db import models

from claims.models.articles import Claim
from claims.models.base import Record
from claims.querysets import AttachmentQuerySet


class Attachment(Record):
    """A screenshot or a PDF, kept on disk by the sha256 of its bytes. The staff's, until a reviewer publishes it."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public"
        STAFF = "staff", "Staff"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="attachments")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(help_text="Bytes.")
    media_type = models.CharField(max_length=40, help_text="By its content.")
    name = models.CharField(max_length=200)
    visibility = models.CharField(max_length=6, choices=Visibility.choices, default=Visibility.STAFF)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["claim", "sha256"], name="one_attachment_per_file")]

    def __str__(self) -> str:
        return self.name
