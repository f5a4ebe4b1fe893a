"""The one publisher: it gives each committed public entry about a published claim its position, as a Change.

Readers take Changes by position, so that nothing is skipped or repeated, however late a writer's transaction commits.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, CharField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims import audit
from claims.epochs import Position, keep, next_position
from claims.models import Appearance, AuditEntry, Change, Claim, Publication
from claims.models.publication import tombstone
from claims.published import facts_of, is_invented

PUBLISHED, WITHDRAWN, RECORDED, STATUS_CHANGED = "published", "withdrawn", "recorded", "status changed"
ACCEPTED = "evidence accepted"
EVENTS = (
    PUBLISHED,
    STATUS_CHANGED,
    "evidence added",
    ACCEPTED,
    "evidence read",
    "evidence told",
    "evidence retracted",
    "evidence taken down",
    "quote checked",
    "revised",
    "corrected",
    WITHDRAWN,
)
# A claim recorded into a published article is public from its first entry, which then tells that it was published.
CANDIDATES = (*EVENTS, RECORDED)
# What readers call it: for them an item is there once it is public.
TOLD_AS = {RECORDED: PUBLISHED, ACCEPTED: "evidence added"}

BATCH = 1000
LOCK = 0x436C61696D  # any number nobody else takes


def pending(*, since: datetime | None = None) -> QuerySet[AuditEntry]:
    """Public entries that are still to be published, oldest first.

    An entry counts when its claim was public at that point of its chain: draft history is never told. With `since` only
    entries written after that moment are looked at (UUIDv7 sorts by time), so that a tick costs little.
    """
    rows = AuditEntry.objects.filter(
        visibility=AuditEntry.Visibility.PUBLIC, subject_type="claim", action__in=CANDIDATES, change=None
    )
    if since is not None:
        rows = rows.filter(uuid__gte=f"{int(since.timestamp() * 1000):012x}{'0' * 20}")
    return rows.alias(state=_state()).filter(Q(action=WITHDRAWN) | Q(state=PUBLISHED)).order_by("pk")


def longest_pending() -> datetime | None:
    """When the oldest entry of the last day that is still to be published was written; None where none is."""
    since = timezone.now() - timedelta(days=1)
    return pending(since=since).values_list("at", flat=True).first()


def _state() -> Coalesce:
    """The publication state of an entry's claim when it was written: what the last move before it says; else the
    contrary of the first move after it; else the state the claim still has.
    """
    entry, claim = OuterRef("seq"), OuterRef("subject_uuid")
    moves = AuditEntry.objects.filter(subject_type="claim", subject_uuid=claim, action__in=(PUBLISHED, WITHDRAWN))
    last_before = moves.filter(seq__lte=entry).order_by("-seq")
    first_after = moves.filter(seq__gt=entry).order_by("seq")
    contrary = Case(When(action=WITHDRAWN, then=Value(PUBLISHED)), default=Value(Publication.DRAFT.value))
    now = Claim.objects.filter(uuid=claim)
    return Coalesce(
        Subquery(last_before.values("action")[:1]),
        Subquery(first_after.values(contrary=contrary)[:1]),
        Subquery(now.values("publication")[:1]),
        output_field=CharField(),
    )


@transaction.atomic
def publish_pending(*, since: datetime | None = None) -> int:
    """Turn up to a thousand pending entries into Changes with the next positions; gives how many.

    One publisher at a time: an advisory lock on PostgreSQL (0 where another holds it), the immediate transaction on
    SQLite. It looks at every entry, or at those written since a moment.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
    entries = list(pending(since=since)[:BATCH])
    if not entries:
        return 0
    begin = next_position()
    claims = _claims(entry.subject_uuid for entry in entries)
    changes = []
    for position, entry in enumerate(entries, start=begin.number):
        claim = claims.get(entry.subject_uuid)
        content = content_of(entry, claim)
        changes.append(
            Change(
                position=position,
                epoch=begin.epoch or 1,
                entry=entry,
                claim=claim,
                claim_uuid=entry.subject_uuid,
                event=content["event"],
                at=entry.at,
                content=content,
            )
        )
    Change.objects.bulk_create(changes)
    audit.begin(subjects=changes, action="told")
    last = Position(begin.epoch, changes[-1].position)
    transaction.on_commit(lambda: keep(last))
    return len(changes)


def _claims(uuids: Iterable[Any]) -> dict[Any, Claim]:
    """The claims by their identifiers, with what is said of them."""
    told = Appearance.objects.filter(article__publication=Publication.PUBLISHED).select_related("article")
    rows = Claim.objects.filter(uuid__in=set(uuids)).prefetch_related(
        Prefetch("appearances", queryset=told, to_attr="visible_appearances")
    )
    return {claim.uuid: claim for claim in rows.annotate(invented=is_invented())}


def content_of(entry: AuditEntry, claim: Claim | None) -> dict[str, Any]:
    """The content of an entry's Change. A tombstone where the claim is not public by now or the entry was redacted."""
    payload = entry.payload or {}
    content: dict[str, Any] = {
        "claim": str(entry.subject_uuid),
        "event": TOLD_AS.get(entry.action, entry.action),
        "invented": bool(claim and getattr(claim, "invented", False)),
        **facts_of(entry.action, entry.actor, payload),
    }
    withheld = claim is None or claim.publication != Publication.PUBLISHED or entry.action == WITHDRAWN
    if claim is None or withheld or entry.redacted:
        return tombstone(content)
    status = payload.get("after") if entry.action == STATUS_CHANGED else payload.get("status")
    return content | {
        "slug": claim.slug,
        "text": claim.text,
        "status": status or claim.status,
        "url": f"/claims/{claim.slug}/",
        "articles": [appearance.article.title for appearance in getattr(claim, "visible_appearances", [])],
    }
