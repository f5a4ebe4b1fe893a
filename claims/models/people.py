"""Who is talked about: desks and their members, organisations and persons."""

from django.conf import settings
from django.db import models

from claims.models.base import Record


class Desk(Record):
    """A group of staff. One installation serves one editorial organisation; one desk by default."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC", help_text="Dates without a time end at midnight here.")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """The role of a person on a desk."""

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
