"""What every record shares: a public identifier and the moment it was recorded."""

import uuid

import uuid6
from django.db import models

from claims.statuses import Status

STATUS_CHOICES = [(status.value, status.value.replace("_", " ").capitalize()) for status in Status]


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 (RFC 9562): sorts by time of making, says nothing else."""
    return uuid.UUID(int=uuid6.uuid7().int)


class Record(models.Model):
    """Base of the models that have a public identifier."""

    uuid = models.UUIDField(default=new_id, unique=True, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Publication(models.TextChoices):
    """The publication state: who may read a record. Apart from status and review state."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"
