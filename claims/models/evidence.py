"""What speaks for or against a claim: sources, origins, evidence."""

from django.conf import settings
from django.db import models

from claims.models.articles import Claim
from claims.models.base import Record
from claims.models.people import Desk, Organisation
from claims.presentation.shortening import shortened
from claims.querysets import EvidenceQuerySet, SourceQuerySet


class Tier(models.TextChoices):
    """How far a source can be relied on. A privilege: only a reviewer sets `record`."""

    RECORD = "record", "Record"
    INDEPENDENT = "independent", "Independent"
    AGGREGATOR = "aggregator", "Aggregator"
    NONE = "none", "Unknown"


class Source(Record):
    """Who publishes, at which hosts, of which tier."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="sources"
    )
    tier = models.CharField(max_length=12, choices=Tier.choices, default=Tier.NONE)
    tier_scope = models.CharField(max_length=300, blank=True, help_text="What it is a record of.")
    tier_reason = models.TextField(blank=True)
    document = models.CharField(
        max_length=100, blank=True, help_text="The type of document it publishes, if always the same."
    )
    invented = models.BooleanField(default=False, help_text="Demonstration content; said wherever it is shown.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["desk", "name"], name="one_source_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_tier(self) -> bool:
        """Whether what it says can count for anything."""
        return self.tier != Tier.NONE

    @property
    def tier_is_decided(self) -> bool:
        """Whether a reviewer said what weight it has, be it none."""
        return self.has_tier or bool(self.tier_reason)


class SourceHost(models.Model):
    """A host (with its port unless the scheme's own), or a path on a host that many publishers share, which belongs to
    a source. A place has one owner; the longest path that fits an address decides whose it is.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="hosts")
    scheme = models.CharField(max_length=5, default="https", choices=[("https", "https"), ("http", "http")])
    host = models.CharField(max_length=260, help_text="news.example or 127.0.0.1:8901")
    path = models.CharField(max_length=500, blank=True, help_text="/ovhcloud on a platform; empty: the whole host.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "host", "path"], name="one_source_per_place")]

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}"

    @property
    def place(self) -> str:
        """Host and path, as people say it."""
        return f"{self.host}{self.path}"


class Origin(Record):
    """Where the information comes from. Copies and retellings share one.

    `owner` and `speaker` are fixed when the first item makes it, so that a later copy cannot change its weight.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="origins")
    label = models.CharField(max_length=300)
    owner = models.CharField(max_length=80, blank=True, help_text="Key of the party that began it.")
    speakers = models.BooleanField(default=False, help_text="It is the speaker's own.")

    def __str__(self) -> str:
        return self.label


class Evidence(Record):
    """A passage that bears on a claim, and all it rests on; it outlives the source it came from."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        REFUTES = "refutes", "Refutes"
        NEUTRAL = "neutral", "Neutral"

    class Standing(models.TextChoices):
        STANDING = "standing", "Standing"
        MOVED = "moved", "Moved"
        REWORDED = "reworded", "Reworded"
        ALTERED = "altered", "Altered"
        GONE = "gone", "Gone"
        OFFLINE = "offline", "No longer online"
        UNREAD = "unread", "Source unreadable"

    # What says nothing about the words: the page was not read.
    OUT_OF_SIGHT = frozenset({Standing.OFFLINE, Standing.UNREAD})
    # What no longer counts, until the words are found again.
    FALLEN = frozenset({Standing.ALTERED, Standing.GONE})

    class Basis(models.TextChoices):
        READ = "read", "Read by the tracker"
        VOUCHED = "vouched", "Read by a scraper that a reviewer vouches for"
        TOLD = "told", "Told"

    class ToldAs(models.TextChoices):
        """What was told: a page, or something that has no address."""

        PAGE = "page", "Page"
        CONVERSATION = "conversation", "Conversation"
        PAPER = "paper", "Paper"
        CORRESPONDENCE = "correspondence", "Correspondence"
        FILE = "file", "File"

    class Visibility(models.TextChoices):
        """Who may see it: of a pending item, and of one taken down, the staff alone."""

        PUBLIC = "public", "Public"
        PENDING = "pending", "Not public until a person accepts it"
        STAFF = "staff", "Taken down: staff only"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence")
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="evidence")

    stance = models.CharField(max_length=10, choices=Stance.choices)
    score = models.FloatField(default=1.0)
    reasons = models.JSONField(default=list, blank=True)
    deciding = models.JSONField(default=list, blank=True, help_text="Character spans of the quote that decide.")
    assessor = models.CharField(max_length=100, blank=True, help_text="Name and version; empty: a person.")
    attributed_to = models.CharField(max_length=200, blank=True, help_text="Who the passage says says so.")
    attributed_key = models.CharField(
        max_length=80, blank=True, help_text="That party; “unattributed” where nobody is named."
    )
    attributed_by_person = models.BooleanField(default=False, help_text="A person said whose word it is.")
    mouth = models.CharField(
        max_length=80, blank=True, help_text="Key of who owns its publisher; of a copy, of the first."
    )
    origin_why = models.CharField(max_length=300, blank=True, help_text="Why it belongs to its origin, in words.")
    figures = models.JSONField(default=list, blank=True, help_text="Figures of claim and quote that belong together.")
    judged_version = models.PositiveIntegerField(default=1, help_text="The claim's version it was judged on.")
    language = models.CharField(max_length=35, default="en")
    language_read = models.BooleanField(default=True, help_text="The reader reads this language.")

    # What it rests on, copied.
    url = models.URLField(max_length=2000, blank=True, help_text="Empty: it was told and has no address.")
    title = models.CharField(max_length=300, blank=True)
    quote = models.TextField(help_text="TextQuoteSelector exact")
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the body it was read from.")
    retrieved_at = models.DateTimeField()
    as_of = models.DateTimeField(help_text="When its publisher says so, else when it was first seen.")
    source_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200, blank=True)
    organisation_key = models.CharField(max_length=80, blank=True)
    tier = models.CharField(max_length=12, choices=Tier.choices, default=Tier.NONE)
    document = models.CharField(max_length=100, blank=True, help_text="As a reviewer named its type: that counts.")
    invented = models.BooleanField(default=False)

    # Whether the tracker found the words itself. Set by claims/services/reading.py alone.
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.TOLD)
    basis_why = models.CharField(max_length=300, blank=True, help_text="Why it is told still, in words.")
    basis_changed = models.BooleanField(
        default=False, help_text="It became read, or told, after it was added: what follows is a person's decision."
    )
    told_as = models.CharField(max_length=14, choices=ToldAs.choices, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told_by = models.CharField(max_length=200, blank=True, help_text="Who told it. For the staff.")
    told_document = models.CharField(max_length=100, blank=True, help_text="Its type as it was told: does not count.")
    sender = models.UUIDField(null=True, blank=True, help_text="The ingest key that sent it.")
    attachment_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file that the desk keeps.")
    confidential_source = models.TextField(blank=True, help_text="Stays with the staff of the claim's desk.")

    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.STANDING)
    standing_wording = models.TextField(blank=True, help_text="What stands there now, where it was altered.")
    standing_reasons = models.JSONField(default=list, blank=True, help_text="What was made of that wording.")
    standing_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last looked for; of a page that cannot be read, since when."
    )
    retracted = models.BooleanField(default=False)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="evidence_added",
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            # A redelivered task changes nothing: the same words of the same page are one item.
            models.UniqueConstraint(fields=["claim", "url", "quote"], name="one_item_per_quote")
        ]

    @property
    def is_told(self) -> bool:
        """Whether nobody but who told it has seen the words: shown, and counted by no rule."""
        return self.basis == self.Basis.TOLD

    @property
    def told(self) -> str:
        """How it was told, as readers see it; empty for what was read."""
        if not self.is_told:
            return ""
        return "sent by a scraper" if self.sender else "told to the desk"

    def __str__(self) -> str:
        return f"{self.source_name} {self.get_stance_display().lower()}: {shortened(self.quote, 80)}"


class MergeProposal(Record):
    """Two origins that may be one, because an item copies the texts of both. Only a person joins them.

    What a person decided is remembered: a pair is proposed once.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MERGED = "merged", "One origin"
        APART = "apart", "Two origins"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="merge_proposals")
    keep = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="+", help_text="The earlier one.")
    other = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=600, help_text="What shows it, in words.")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["keep", "other"], name="one_proposal_per_pair")]

    def __str__(self) -> str:
        return f"{self.keep} and {self.other}"
