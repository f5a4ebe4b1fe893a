"""What a large judge behind an endpoint has answered, and what was asked of it each day."""

from django.db import models


class RemoteAnswer(models.Model):
    """The completion for one question, so that nothing is asked, and paid for, twice. Staff only: it quotes."""

    key = models.CharField(
        max_length=64, unique=True, help_text="Digest of the whole question, its version, the model."
    )
    model = models.CharField(max_length=200)
    completion = models.JSONField(help_text="As it came, without what is not read.")
    answered_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.model}, {self.answered_at:%Y-%m-%d %H:%M} UTC"


class RemoteSpending(models.Model):
    """What was asked of the large judge on one UTC day, by all workers together."""

    day = models.DateField(unique=True)
    requests = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0, help_text="As the endpoint counts them.")

    class Meta:
        verbose_name_plural = "remote spending"

    def __str__(self) -> str:
        return f"{self.day}: {self.requests} requests"
