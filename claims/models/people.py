"""Who is talked about: desks and their members, organisations and persons."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from claims.models.base import Record


class Desk(Record):
    """A group of staff. One installation serves one editorial organisation; one desk by default."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC", help_text="Dates without a time end at midnight here.")
    second_person = models.BooleanField(
        default=False,
        help_text="A person's change of a published claim to verified or refuted waits for another person.",
    )
    review_new_claims = models.BooleanField(
        default=False, help_text="A journalist's new claim on a published article waits for a reviewer."
    )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """The role of a person on a desk. Whoever saves or deletes one, a form of Django's admin included, writes into the
    desk's history; `by` is the user who acts, None for the machine.
    """

    class Role(models.TextChoices):
        JOURNALIST = "journalist", "Journalist"
        REVIEWER = "reviewer", "Reviewer"
        ADMINISTRATOR = "administrator", "Administrator"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "desk"], name="one_role_per_desk")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()}, {self.desk})"

    @transaction.atomic
    def save(self, *args: Any, by: Any = None, **kwargs: Any) -> None:
        from claims import audit  # the history stands above the models

        before = None if self._state.adding else Membership.objects.select_related("desk").get(pk=self.pk)
        super().save(*args, **kwargs)
        if before and (before.desk_id, before.user_id) != (self.desk_id, self.user_id):
            payload = {"user": before.user.get_username(), "role": before.role}
            facts = audit.gone(before)
            audit.append(
                subject=before.desk, action="role taken", by=by, payload=payload, visibility="staff", facts=facts
            )
        payload = {"user": self.user.get_username(), "role": self.role}
        facts = audit.facts_of(self)
        audit.append(subject=self.desk, action="role given", by=by, payload=payload, visibility="staff", facts=facts)

    @transaction.atomic
    def delete(self, *args: Any, by: Any = None, **kwargs: Any) -> tuple[int, dict[str, int]]:
        from claims import audit  # the history stands above the models

        payload = {"user": self.user.get_username(), "role": self.role}
        facts = audit.gone(self)
        audit.append(subject=self.desk, action="role taken", by=by, payload=payload, visibility="staff", facts=facts)
        return super().delete(*args, **kwargs)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those whose link is good still."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(Record):
    """A link by which one person joins a desk, with a role. Only the hash of its token is kept."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Membership.Role.choices)
    note = models.CharField(max_length=200, help_text="For whom it is.")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="invitations_made"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_accepted"
    )

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.note} ({self.get_role_display()}, {self.desk})"


class SetupCode(models.Model):
    """What whoever founds the first desk in a browser must show; at most one row, none once there is a desk."""

    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"made at {self.made_at:%Y-%m-%d %H:%M} UTC"


class TokenName(models.Model):
    """What an API token of the staff is for, and on which desk it was made. The token itself is knox's row."""

    token = models.OneToOneField("knox.AuthToken", on_delete=models.CASCADE, primary_key=True, related_name="named")
    name = models.CharField(max_length=100)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="token_names")

    def __str__(self) -> str:
        return self.name


class Organisation(Record):
    """A company, authority, outlet or laboratory."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    aliases = models.JSONField(default=list, blank=True, help_text="Other names it is called by.")

    def __str__(self) -> str:
        return self.name


class Ownership(models.Model):
    """Who owns an organisation, from when to when. Asserted by a claim where it is not yet settled."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="ownerships")
    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="holdings")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    asserted_by = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.SET_NULL, related_name="asserted_ownerships"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(organisation=models.F("owner")), name="nobody_owns_itself")
        ]

    def __str__(self) -> str:
        return f"{self.owner} owns {self.organisation}"


class Person(Record):
    """Somebody who makes claims or is named in them."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """The post a person holds in an organisation, from when to when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    role = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person}, {self.role or 'with'} {self.organisation}"
