"""Merging doubles: of two claims that say the same, one is kept and takes over what the other has."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from claims import audit
from claims.models import (
    Appearance,
    Attachment,
    AuditEntry,
    Claim,
    Evidence,
    MergeProposal,
    Origin,
    Publication,
    SpeakerQuestion,
)
from claims.permissions import require
from claims.services.base import InvalidInput, require_text
from claims.services.claim_publication import take_away
from claims.services.decisions import apply_finding
from claims.services.origins import living
from claims.users import Principal

Mover = Callable[[Claim, Claim, Principal], None]
_movers: list[Mover] = []


def on_merge(mover: Mover) -> None:
    """Have `mover(keep, other, by)` called within each merge, for rows above the record that refer to claims."""
    if mover not in _movers:
        _movers.append(mover)


@transaction.atomic
def merge_claims(*, by: Principal, keep: Claim, other: Claim, reason: str) -> Claim:
    """Merge `other` into `keep`: its appearances and evidence go there, it is withdrawn, and its address leads there.

    Evidence keeps its origin, and counts once it is judged against the kept wording, unless both have the same. Items
    that `keep` has already stay behind. Raises PermissionDenied, InvalidInput.
    """
    kept, gone = _locked(keep, other)
    require(by, "merge_claims", kept.desk)
    why = require_text("reason", reason)
    _check(kept, gone)
    _move_appearances(kept, gone, by=by)
    moved = _move_evidence(kept, gone, by=by)
    _move_files_and_questions(kept, gone, by=by)
    for mover in _movers:
        mover(kept, gone, by)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    kept.changed_at = timezone.now()
    kept.save(update_fields=["changed_at"])
    payload = {"keep": str(kept.uuid), "other": str(gone.uuid), "reason": why, "evidence": moved}
    for claim in (kept, gone):
        audit.append(subject=claim, action="claims merged", by=by, payload=payload, visibility="staff")
    if gone.publication != Publication.WITHDRAWN:
        take_away(gone, by=by, because=f"Merged into “{kept}”: {why}")
    apply_finding(claim=kept)
    kept.refresh_from_db()
    return kept


def merged() -> QuerySet[Claim]:
    """The claims merged into others that readers knew: their addresses lead on. Those of drafts never were any."""
    withdrawals = AuditEntry.objects.filter(subject_type="claim", subject_uuid=OuterRef("uuid"), action="withdrawn")
    return Claim.objects.filter(Exists(withdrawals), merged_into__isnull=False)


def kept_of(claim: Claim) -> Claim:
    """The claim that stands for this one now: what it was merged into, and that one in turn; else itself."""
    while claim.merged_into is not None:
        claim = claim.merged_into
    return claim


def _locked(keep: Claim, other: Claim) -> tuple[Claim, Claim]:
    """Both as they are now, locked in the order in which everybody locks claims."""
    if keep.pk == other.pk:
        raise InvalidInput("other", "choose another claim: it is the same one.")
    # The keys stay: who holds a source and adds a watch to one of the claims must not wait for us, as we do for them.
    rows = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("desk")
    found = {claim.pk: claim for claim in rows.filter(pk__in=[keep.pk, other.pk]).order_by("pk")}
    return found[keep.pk], found[other.pk]


def _check(keep: Claim, other: Claim) -> None:
    if keep.desk_id != other.desk_id:
        raise InvalidInput("other", "it belongs to another desk.")
    for name, claim in (("keep", keep), ("other", other)):
        if claim.merged_into_id is not None:
            raise InvalidInput(name, f"it was merged into “{claim.merged_into}” already: choose that one.")
    if other.publication == Publication.PUBLISHED and keep.publication != Publication.PUBLISHED:
        raise InvalidInput("keep", "the other one is published: keep that one, or publish this one first.")
    if keep.publication == Publication.WITHDRAWN:
        raise InvalidInput("keep", "it is withdrawn: publish it first.")


def _move_appearances(keep: Claim, other: Claim, *, by: Principal) -> None:
    # Readers of the kept claim are not told what a draft said.
    hides_words = Publication.PUBLISHED == keep.publication != other.publication
    present = set(keep.appearances.values_list("article_id", flat=True))
    lost: audit.Facts = {}
    won: audit.Facts = {}
    for appearance in Appearance.objects.filter(claim=other).order_by("pk"):
        lost |= audit.gone(appearance)
        if appearance.article_id in present:
            appearance.delete()
            continue
        appearance.claim = keep
        if not hides_words and other.text != keep.text:
            appearance.wording = appearance.wording or other.text
        appearance.save(update_fields=["claim", "wording"])
        won |= audit.facts_of(appearance)
    _tell(keep, other, "appearances moved", lost=lost, won=won, by=by)


def _move_evidence(keep: Claim, other: Claim, *, by: Principal) -> list[str]:
    """Move what the kept claim lacks, with its origins; gives the items moved."""
    known = {(item.url, item.quote): item for item in keep.evidence.select_related("origin")}
    items = list(Evidence.objects.filter(claim=other).select_related("origin").order_by("pk"))
    targets = _origins(keep, other, items, known)
    same_words = (keep.text, keep.kind, keep.speaker) == (other.text, other.kind, other.speaker)
    lost: audit.Facts = {}
    won: audit.Facts = {}
    for item in items:
        if (item.url, item.quote) in known:
            continue
        lost |= audit.gone(item)
        item.claim, item.origin = keep, targets[item.origin_id]
        item.judged_version = keep.version if same_words and item.judged_version == other.version else 0
        item.save(update_fields=["claim", "origin", "judged_version"])
        won |= audit.facts_of(item)
    moved = sorted(row.removeprefix("evidence ") for row in won)
    _tell(keep, other, "evidence moved", lost=lost, won=won, by=by, evidence=moved)
    return moved


def _move_files_and_questions(keep: Claim, other: Claim, *, by: Principal) -> None:
    """Move the files that the kept claim lacks, and what the speaker was asked."""
    files = Attachment.objects.filter(claim=other).exclude(sha256__in=keep.attachments.values("sha256"))
    rows = [*files.order_by("pk"), *SpeakerQuestion.objects.filter(claim=other).order_by("pk")]
    lost: audit.Facts = {}
    won: audit.Facts = {}
    for row in rows:
        lost |= audit.gone(row)
        row.claim = keep
        row.save(update_fields=["claim"])
        won |= audit.facts_of(row)
    _tell(keep, other, "files and questions moved", lost=lost, won=won, by=by)


def _tell(
    keep: Claim, other: Claim, action: str, *, lost: audit.Facts, won: audit.Facts, by: Principal, **more: object
) -> None:
    """Say in both histories what left the one and came to the other."""
    for claim, facts in ((other, lost), (keep, won)):
        if facts:
            payload = {"keep": str(keep.uuid), "other": str(other.uuid), **more}
            audit.append(subject=claim, action=action, by=by, payload=payload, visibility="staff", facts=facts)


def _origins(
    keep: Claim, other: Claim, items: list[Evidence], known: dict[tuple[str, str], Evidence]
) -> dict[int, Origin]:
    """Where the items of each origin of the other claim go: to the origin of the same words at the kept one, to its
    speaker's own, or with their origin, which then belongs to the kept claim.
    """
    targets: dict[int, Origin] = {}
    for item in items:
        if twin := known.get((item.url, item.quote)):
            targets[item.origin_id] = living(twin.origin)
    speakers = Origin.objects.filter(claim=keep, speakers=True).first()
    for origin in Origin.objects.filter(claim=other).order_by("pk"):
        if origin.pk in targets:
            continue
        if origin.speakers and speakers and keep.speaker == other.speaker:
            targets[origin.pk] = speakers
            continue
        if origin.speakers and keep.speaker != other.speaker:
            origin.speakers = False  # of the kept claim's speaker it is not
        origin.claim = keep
        origin.save(update_fields=["claim", "speakers"])
        targets[origin.pk] = origin
    pairs = MergeProposal.objects.filter(claim=other, keep__claim=keep, other__claim=keep)
    pairs.update(claim=keep)
    return targets
