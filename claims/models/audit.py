"""What happened, append-only. The rules stand in claims/audit.py; triggers guard the table on both databases."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from claims.models.base import Record


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete history."""


WITHHOLDING = ("redacted", "withdrawn")
"""The actions after which something that was told before is told no more."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads, and nothing else."""

    def withholding(self) -> Self:
        """The entries of WITHHOLDING, whose names are written out: SQLite looks into a partial index for its own
        condition only, not for one with parameters.
        """
        actions = ", ".join(f"'{action}'" for action in WITHHOLDING)
        return self.filter(RawSQL(f'"action" IN ({actions})', (), BooleanField())).order_by()  # noqa: S611

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit entries are never updated; `redact` empties a payload.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("Audit entries are never deleted; `redact` empties a payload.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit entries are never updated; `redact` empties a payload.")


class AuditEntry(Record):
    """One thing that happened to one subject. It copies names and texts, so that it outlives what it names."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public"
        STAFF = "staff", "Staff"

    subject_type = models.CharField(max_length=20)
    subject_uuid = models.UUIDField()
    seq = models.PositiveIntegerField(help_text="Position within the subject's chain, from 1.")
    action = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200, help_text="Name, copied; or the rule that acted.")
    visibility = models.CharField(max_length=6, choices=Visibility.choices)
    payload = models.JSONField(null=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64, help_text="sha256 of salt and payload.")
    previous = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)
    redacted = models.BooleanField(default=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["subject_type", "subject_uuid", "seq"]
        verbose_name_plural = "audit entries"
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_uuid", "seq"], name="one_entry_per_position")
        ]
        indexes = [
            models.Index(fields=["visibility", "id"], name="audit_unpublished"),
            models.Index(fields=["action"], condition=models.Q(action__in=WITHHOLDING), name="audit_withholding"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_uuid} #{self.seq} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Audit entries are never updated; `redact` empties a payload.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit entries are never deleted; `redact` empties a payload.")
