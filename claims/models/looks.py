"""Who is looking at a flag at this moment."""

from django.conf import settings
from django.db import models

from claims.models.flags import Flag


class FlagLook(models.Model):
    """A short lease: until then this person has the flag before them. No record: it says nothing of the past."""

    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flag", "user"], name="one_look_per_person")]

    def __str__(self) -> str:
        return f"{self.user} looks at {self.flag}"
