"""What the desk asked the speaker of a claim."""

from django.conf import settings
from django.db import models

from claims.models.articles import Claim
from claims.models.base import Record
from claims.speaker_questions import State


class SpeakerQuestion(Record):
    """A request for comment. Readers of a published claim hear that it was asked, and whether it was answered; question
    and answer stay with the staff.
    """

    class How(models.TextChoices):
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        LETTER = "letter", "Letter"
        MESSAGE = "message", "Message"
        FORM = "form", "Form of a page"
        IN_PERSON = "in_person", "In person"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="questions")
    who = models.CharField(max_length=200, help_text="The speaker's name, copied.")
    how = models.CharField(max_length=10, choices=How.choices)
    question = models.TextField()
    asked_on = models.DateField()
    deadline = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value.replace("_", " ")) for state in State],
        default=State.ASKED.value,
    )
    answer = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True, help_text="When it was answered, or given up.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions_asked"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.who}, {self.asked_on}: {self.state}"
