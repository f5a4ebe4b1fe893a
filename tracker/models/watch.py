"""Sources that are polled, what they answered, and what was found in it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import models

from claims.models import Claim, Evidence, Source
from claims.models.base import Record

NO_ERROR: Mapping[str, Any] = MappingProxyType({"error_code": "", "error": "", "unkept_since": None})
"""What a resource says of its last poll once nothing is wrong with it."""


def default_interval_s() -> int:
    """The polling interval of a source for which nobody chose one, in seconds."""
    return int(settings.TRACKER_DEFAULT_INTERVAL_SECONDS)


class PollingPolicy(models.Model):
    """How a source is polled, and whether its words are held against all claims or only those that watch it."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="polling")
    interval_s = models.PositiveIntegerField(default=default_interval_s)
    adaptive = models.BooleanField(default=False, help_text="Let each resource's own rhythm move the interval.")
    floor_s = models.PositiveIntegerField(default=60, help_text="Never polled more often than this, in seconds.")
    ceiling_s = models.PositiveIntegerField(default=86_400, help_text="Polled at least this often, in seconds.")
    spacing_s = models.FloatField(default=1.0, help_text="Seconds between two requests to one host.")
    max_per_host = models.PositiveSmallIntegerField(default=2, help_text="Requests to one host at the same time.")
    spacing_reason = models.CharField(max_length=300, blank=True)
    open_to_all = models.BooleanField(default=False, help_text="A newswire: held against every claim of its desk.")

    class Meta:
        verbose_name_plural = "polling policies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spacing_s__gte=1, max_per_host__lte=2) | ~models.Q(spacing_reason=""),
                name="haste_has_a_reason",
            ),
            models.CheckConstraint(condition=models.Q(floor_s__lte=models.F("ceiling_s")), name="floor_below_ceiling"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: every {self.interval_s} s"

    @classmethod
    def of(cls, source: Source) -> "PollingPolicy":
        """How a source is polled; the defaults, unsaved, where nobody chose anything."""
        return cls._default_manager.filter(source=source).first() or cls(source=source)


class Watch(models.Model):
    """A claim watches a source."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="watches")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        verbose_name_plural = "watches"
        constraints = [models.UniqueConstraint(fields=["claim", "source"], name="one_watch_per_source")]

    def __str__(self) -> str:
        return f"{self.claim} watches {self.source}"


class Leased(models.Model):
    """Work that one worker holds for a while. Results are written only where `lease_id` is still theirs."""

    lease_id = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Leases since the last result.")

    class Meta:
        abstract = True


class Resource(Record, Leased):
    """One address that is polled."""

    class Kind(models.TextChoices):
        HTML = "html", "Page"
        FEED = "feed", "Feed"
        SITEMAP = "sitemap", "Sitemap"
        JSON = "json", "JSON"
        PDF = "pdf", "PDF"
        TEXT = "text", "Plain text"
        PUSHED = "pushed", "Sent to us"

    class Part(models.TextChoices):
        MAIN = "main", "Main text"
        WHOLE = "whole", "Everything"
        CSS = "css", "CSS selector"
        XPATH = "xpath", "XPath"
        JSONPATH = "jsonpath", "JSONPath"
        JMESPATH = "jmespath", "JMESPath"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="resources")
    url = models.URLField(max_length=2000)
    host = models.CharField(max_length=260)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HTML)
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.MAIN)
    selector = models.CharField(max_length=500, blank=True, help_text="The expression that picks the part.")
    rendered = models.BooleanField(default=False, help_text="Its scripts are run by the rendering service first.")
    document = models.CharField(
        max_length=100, blank=True, help_text="The type of document it is, as a reviewer named it."
    )
    feed = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="entries",
        help_text="That listed it.",
    )
    listed_by_own = models.BooleanField(
        default=False, help_text="The source that owns its host lists it, too, though another did first."
    )
    publisher_name = models.CharField(max_length=200, blank=True, help_text="Whom the feed names as its publisher.")
    publisher_url = models.CharField(max_length=2000, blank=True)
    next_poll_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it is not polled any more.")
    urgent = models.BooleanField(default=False, help_text="A claim that waits for a decision relies on it.")
    paused = models.CharField(max_length=500, blank=True, help_text="By whom and why it is; empty: it is not.")
    ttl_s = models.PositiveIntegerField(null=True, blank=True, help_text="How long its publisher asks us to wait.")
    hub_patience_s = models.PositiveIntegerField(
        null=True, blank=True, help_text="How long it is left alone while a hub tells us of its changes."
    )
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When its content was last seen to differ.")
    reread_at = models.DateTimeField(
        null=True, blank=True, help_text="When we read it once ourselves, as others sent it to us."
    )
    learnt_interval_s = models.FloatField(
        null=True, blank=True, help_text="Seconds between its changes, as far as learnt."
    )
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    validated_url = models.CharField(max_length=2000, blank=True, help_text="The address the validators came from.")
    failures = models.PositiveIntegerField(default=0)
    polled_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="The last good answer, changed or not.")
    error_code = models.CharField(max_length=40, blank=True)
    error = models.CharField(max_length=500, blank=True, help_text="In plain words.")
    notice = models.CharField(
        max_length=300, blank=True, help_text="What was done to read its last answer, in plain words; empty: nothing."
    )
    unkept_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when its answers cannot be kept here; empty: they are."
    )
    moved_to = models.CharField(max_length=2000, blank=True, help_text="Where permanent redirects lead.")
    moved_times = models.PositiveSmallIntegerField(default=0, help_text="Permanent redirects there in a row.")
    move_waits = models.BooleanField(default=False, help_text="They are followed once a person accepts the new host.")
    accepted_host = models.CharField(
        max_length=260, blank=True, help_text="The other host that a person lets it be read at; empty: none."
    )
    state = models.CharField(max_length=20, blank=True, help_text="Why its answers hold no text; empty: they do.")
    state_times = models.PositiveSmallIntegerField(default=0, help_text="Answers in this state in a row.")
    state_since = models.DateTimeField(null=True, blank=True)
    flapping_since = models.DateTimeField(null=True, blank=True, help_text="Since when it goes to and fro.")

    class Meta:
        # Every answer moves next_poll_at and with it one entry of each index (PostgreSQL, "Heap-Only Tuples"): so there
        # are few, and partial ones where most rows need none. None on the lease: taking and giving back move no entry.
        # A constraint, since unique=True would make a second index for LIKE, which nothing asks for.
        constraints = [models.UniqueConstraint(fields=["url"], name="one_resource_per_url")]
        # The first three are one for each lane of tracker/polling/queue.py.
        indexes = [
            models.Index(
                fields=["next_poll_at", "id"],
                name="resource_due_urgent",
                condition=models.Q(next_poll_at__isnull=False, urgent=True),
            ),
            models.Index(
                fields=["next_poll_at", "id"],
                name="resource_due_failed",
                condition=models.Q(next_poll_at__isnull=False, urgent=False, failures__gt=0),
            ),
            models.Index(
                fields=["next_poll_at", "id"],
                name="resource_due_routine",
                condition=models.Q(next_poll_at__isnull=False, urgent=False, failures=0),
            ),
            models.Index(fields=["feed"], name="resource_feed", condition=models.Q(feed__isnull=False)),
            models.Index(fields=["reread_at"], name="resource_reread", condition=models.Q(reread_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.url


class HostRules(models.Model):
    """The robots.txt of one scheme and host, kept for a day (RFC 9309 §2.4), and until when one worker has the host."""

    url = models.CharField(max_length=300, unique=True, help_text="https://news.example/robots.txt")
    rules = models.JSONField()
    fetched_at = models.DateTimeField()
    taken_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when one worker has it to itself.", editable=False
    )

    class Meta:
        verbose_name_plural = "host rules"

    def __str__(self) -> str:
        return self.url


class Body(models.Model):
    """The bytes of an answer, stored once per sha256, compressed. Staff only."""

    sha256 = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    unreadable_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when its file is lost; empty: as far as known, it is there."
    )

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.sha256


class Snapshot(Record, Leased):
    """What a resource answered at one moment, where it differed from the moment before; is to be read
    anew, or was sent of it.
    """

    class CameBy(models.TextChoices):
        FETCHED = "fetched", "Fetched by us"
        HUB = "hub", "Sent by a hub"
        KEY = "key", "Sent with an ingest key"

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="snapshots")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="snapshots")
    final_url = models.CharField(max_length=2000)
    charset = models.CharField(max_length=40, blank=True)
    rendered = models.BooleanField(default=False, help_text="As it stood after its scripts ran.")
    fetched_at = models.DateTimeField()
    reread = models.BooleanField(
        default=False, help_text="The content of the one before it, read anew since a person chose another part of it."
    )
    came_by = models.CharField(max_length=7, choices=CameBy.choices, default=CameBy.FETCHED)
    key = models.ForeignKey(
        "tracker.IngestKey",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="snapshots",
        help_text="With which it was sent.",
    )
    processed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(
        max_length=500, blank=True, help_text="What keeps it from being processed, in plain words; empty: nothing."
    )
    trouble_since = models.DateTimeField(null=True, blank=True)
    unreadable = models.CharField(max_length=500, blank=True, help_text="Why no text came of it, in plain words.")
    text = models.TextField(blank=True)
    title = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, blank=True)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="snapshot_waiting", condition=models.Q(processed_at=None)),
            models.Index(fields=["resource", "-id"], name="snapshot_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} at {self.fetched_at:%Y-%m-%d %H:%M:%S} UTC"


class Match(models.Model):
    """A passage of a snapshot that touches a claim."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="matches")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="matches")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "matches"
        constraints = [models.UniqueConstraint(fields=["snapshot", "claim", "start", "end"], name="one_match")]

    def __str__(self) -> str:
        return f"{self.claim} in {self.snapshot}"


class Assessment(models.Model):
    """What one version of an assessor made of a match, and the evidence that came of it. Those of others stay."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="assessments")
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="assessments")
    stance = models.CharField(max_length=10, choices=Evidence.Stance.choices)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    deciding = models.JSONField(default=list, help_text="Character spans of the passage that decide.")
    attributed_to = models.CharField(max_length=200, blank=True)
    assessor = models.CharField(max_length=100, help_text="Name and version.")
    claim_version = models.PositiveIntegerField(default=1, help_text="The claim's version it was judged on.")
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["match", "assessor"], name="one_assessment_per_version")]

    def __str__(self) -> str:
        return f"{self.stance} {self.score:.2f} ({self.assessor})"
