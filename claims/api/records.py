"""The records as the API tells them. What is the staff's (names, notes, automation, assignment) has no field here."""

from typing import Any

from rest_framework import serializers

from claims.models import Appearance, Article, Claim, Desk, Evidence, Organisation
from claims.models.base import STATUS_CHOICES
from claims.permissions import role_of
from claims.statuses import Grounds


class ArticleRecord(serializers.ModelSerializer[Article]):
    page = serializers.SerializerMethodField(help_text="Path of the page for readers.")

    class Meta:
        model = Article
        fields = [
            "uuid", "slug", "title", "url", "language", "published_on", "seen_via", "summary", "invented",
            "publication", "page",
        ]  # fmt: skip

    def get_page(self, article: Article) -> str:
        return f"/articles/{article.slug}/"


class PartyRecord(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    type = serializers.SerializerMethodField()

    def get_type(self, party: Any) -> str:
        return "organisation" if isinstance(party, Organisation) else "person"


class AppearanceRecord(serializers.ModelSerializer[Appearance]):
    uuid = serializers.UUIDField(source="article.uuid", help_text="Of the article.")
    slug = serializers.CharField(source="article.slug")
    title = serializers.CharField(source="article.title")
    invented = serializers.BooleanField(source="article.invented")

    class Meta:
        model = Appearance
        fields = ["uuid", "slug", "title", "invented", "wording"]


class ClaimRecord(serializers.ModelSerializer[Claim]):
    """A claim read through `claims_for`, which adds `told` and `invented`."""

    speaker = PartyRecord(allow_null=True, help_text="Who said or plans it; null where the article itself speaks.")
    articles = AppearanceRecord(source="visible_appearances", many=True)
    invented = serializers.BooleanField(help_text="It stands in an invented article or rests on invented evidence.")
    page = serializers.SerializerMethodField(help_text="Path of the page for readers.")

    class Meta:
        model = Claim
        fields = [
            "uuid", "slug", "text", "kind", "language", "speaker", "reported_by", "criterion", "settled_by", "due_on",
            "recheck_on", "status", "status_changed_at", "version", "publication", "changed_at", "invented",
            "articles", "page",
        ]  # fmt: skip

    def get_page(self, claim: Claim) -> str:
        return f"/claims/{claim.slug}/"


class EvidenceRecord(serializers.ModelSerializer[Evidence]):
    origin = serializers.UUIDField(source="origin.uuid", help_text="Copies and retellings share one.")
    origin_label = serializers.CharField(source="origin.label")
    told = serializers.CharField(help_text="How it was told; empty: it was read, and may count.")
    basis_why = serializers.SerializerMethodField(help_text="To its own staff: why it is told still.")

    class Meta:
        model = Evidence
        fields = [
            "uuid", "stance", "score", "reasons", "deciding", "assessor", "attributed_to", "judged_version",
            "url", "title", "quote", "prefix", "suffix", "sha256", "language", "retrieved_at", "as_of",
            "source_name", "organisation_name", "tier", "document", "origin", "origin_label", "invented",
            "standing", "standing_wording", "standing_reasons", "standing_at", "retracted", "visibility",
            "basis", "basis_why", "told", "told_as", "told_on", "told_document", "attachment_sha256",
        ]  # fmt: skip

    def get_basis_why(self, evidence: Evidence) -> str:
        return evidence.basis_why if self._is_of_viewers_desk(evidence) else ""

    def _is_of_viewers_desk(self, evidence: Evidence) -> bool:
        """Whether the viewer is on the claim's desk, which is asked for once an answer."""
        viewer, desk = self.context.get("viewer"), evidence.claim.desk
        known: dict[int, bool] = self.__dict__.setdefault("desks", {})
        if desk.pk not in known:
            known[desk.pk] = viewer is not None and role_of(viewer, desk) is not None
        return known[desk.pk]


class WaitingRecord(serializers.Serializer[Any]):
    """A change that waits for another person."""

    flag = serializers.UUIDField(source="uuid")
    claim = serializers.UUIDField(source="claim.uuid")
    from_status = serializers.ChoiceField(choices=STATUS_CHOICES)
    to_status = serializers.ChoiceField(choices=STATUS_CHOICES)
    reasons = serializers.ListField(child=serializers.CharField())
    rests_on = serializers.CharField()
    raised_at = serializers.DateTimeField()


class DeskRecord(serializers.ModelSerializer[Desk]):
    class Meta:
        model = Desk
        fields = ["uuid", "name", "second_person", "review_new_claims"]


class EventRecord(serializers.Serializer[Any]):
    """What history and changes say of an event. `by` is "a person" or "automatic", never a name."""

    event = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.ChoiceField(choices=["a person", "automatic"])
    before = serializers.CharField(required=False, allow_blank=True)
    after = serializers.CharField(required=False, allow_blank=True)
    reason = serializers.CharField(required=False, allow_blank=True)
    evidence = serializers.UUIDField(required=False)
    stance = serializers.CharField(required=False)
    rests_on = serializers.ChoiceField(
        choices=[grounds.value for grounds in Grounds],
        required=False,
        help_text="What a person’s decision rests on: items that count, what the desk was told, its own judgement.",
    )


class HistoryRecord(EventRecord):
    uuid = serializers.UUIDField()
    seq = serializers.IntegerField()
    redacted = serializers.BooleanField(help_text="Its words were removed; that it happened stays.")


class ChangeRecord(EventRecord):
    """One public change. A tombstone, of a claim that is no longer public, has no text."""

    position = serializers.IntegerField()
    epoch = serializers.IntegerField(help_text="The epoch that gave the position.")
    uuid = serializers.UUIDField()
    recorded_at = serializers.DateTimeField(help_text="When it was given its position.")
    claim = serializers.UUIDField()
    invented = serializers.BooleanField()
    slug = serializers.CharField(required=False)
    text = serializers.CharField(required=False)
    status = serializers.ChoiceField(choices=STATUS_CHOICES, required=False)
    url = serializers.CharField(required=False, help_text="Path of the claim’s page.")
    articles = serializers.ListField(child=serializers.CharField(), required=False, help_text="Titles.")


class ChangePage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="Null where nothing more waits; ask again after `last`.")
    last = serializers.IntegerField(help_text="The position to continue after.")
    cursor = serializers.CharField(help_text="The same with its epoch, as in 1-57: keep it, and give it as `after`.")
    epoch = serializers.IntegerField(help_text="The present epoch of positions.")
    read_again_from = serializers.CharField(
        allow_null=True,
        help_text="Set where the changes behind your `after` were lost (a backup was restored): forget what you read "
        "after this cursor, and read again from it.",
    )
    results = ChangeRecord(many=True)


class FaultRecord(serializers.Serializer[Any]):
    field = serializers.CharField()
    message = serializers.CharField()


class ProblemRecord(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FaultRecord(many=True)  # type: ignore[assignment]  # RFC 9457’s word; DRF takes fields off the class


def problems(*statuses: int) -> dict[Any, Any]:
    """Errors as `extend_schema` takes them: which statuses an operation may answer, each a problem detail."""
    return dict.fromkeys(statuses, ProblemRecord)
