"""What the staff say to each other beside a claim, a flag or an article."""

from django.conf import settings
from django.db import models

from claims.models.articles import Article, Claim
from claims.models.base import Record
from claims.models.flags import Flag
from claims.presentation.shortening import shortened
from claims.querysets import CommentQuerySet


class Comment(Record):
    """A remark for the staff of a desk. It is never edited; an administrator may empty it.

    One on a flag stands beside the flag's claim, too: `claim` is set then as well.
    """

    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    flag = models.ForeignKey(Flag, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    by_name = models.CharField(max_length=200, help_text="Copied: people leave.")
    text = models.TextField(blank=True)
    redacted = models.BooleanField(default=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claim=None, article__isnull=False, flag=None)
                | models.Q(claim__isnull=False, article=None),
                name="comment_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_name}: {shortened(self.text, 80)}"


class Mention(models.Model):
    """Somebody on the desk whom a comment names with an @, and when they saw it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="one_mention_per_person")]
        indexes = [models.Index(fields=["user", "seen_at"], name="mentions_for_you")]

    def __str__(self) -> str:
        return f"@{self.user} in {self.comment}"
