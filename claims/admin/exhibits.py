"""Evidence and history as the desk's pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from claims.models import Article, AuditEntry, Claim, Evidence, Source
from claims.permissions import role_of
from claims.querysets import staff_desks
from claims.showing import marked, web_link


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One item with its quote marked up, and whether and why it was counted (None: not weighed yet)."""

    item: Evidence
    quote: SafeString
    link: str
    counted: bool | None
    why: str


def exhibits(
    claim: Claim, viewer: Any, *, counted: Iterable[Sequence[str]], not_counted: Iterable[Sequence[str]]
) -> list[Exhibit]:
    """The claim's evidence that the viewer may see, what counted first. Both lists hold (evidence uuid, why)."""
    verdicts = {str(uuid): (False, why) for uuid, why in not_counted} | {
        str(uuid): (True, why) for uuid, why in counted
    }
    items = claim.evidence.visible_to(viewer).select_related("origin", "source").order_by("-as_of", "-pk")
    rows = []
    for item in items:
        weighed, why = verdicts.get(str(item.uuid), (None, "It came after this was weighed."))
        rows.append(Exhibit(item, marked(item.quote, item.deciding), web_link(item.url), weighed, why))
    return sorted(rows, key=lambda row: row.counted is not True)


def history(claim: Claim, viewer: Any) -> QuerySet[AuditEntry]:
    """Every entry of a claim, the latest first, for its own desk; what is public for anybody else."""
    entries = AuditEntry.objects.filter(subject_type="claim", subject_uuid=claim.uuid).order_by("-seq")
    if role_of(viewer, claim.desk) is None:
        return entries.filter(visibility=AuditEntry.Visibility.PUBLIC)
    return entries


def entries_of_desks(viewer: Any) -> QuerySet[AuditEntry]:
    """The history of everything on the viewer's desks; superusers read every chain."""
    desks = staff_desks(viewer)
    if desks is None:
        return AuditEntry.objects.none()
    if not desks:
        return AuditEntry.objects.all()
    subjects = Q()
    for model in (Article, Claim, Source):
        subjects |= Q(subject_uuid__in=model._default_manager.filter(desks).values("uuid"))
    return AuditEntry.objects.filter(subjects)
