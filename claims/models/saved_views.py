"""What people keep for themselves on the board: a narrowing of its claims, under a name."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A query of the board as its address has it. No record: it says nothing of the claims, and is its owner's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, help_text="As in “status=unverified&flagged=on”.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_view_per_name")]

    def __str__(self) -> str:
        return self.name
