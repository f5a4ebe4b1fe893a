"""Evidence and history as the desk's pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from claims.models import Article, AuditEntry, Claim, Desk, Evidence, Membership, Source
from claims.presentation.clusters import Cluster, Member, clusters, conflicts
from claims.presentation.excerpts import at_quote, whole_words
from claims.presentation.html import figure_spans, marked, web_link
from claims.querysets import staff_desks
from tracker.extract.anchors import CONTEXT_CHARS


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One item with its quote marked up, and whether and why it was counted (None: not weighed yet)."""

    item: Evidence
    quote: SafeString
    link: str
    counted: bool | None
    why: str
    belongs: str = ""
    around: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Group:
    """The exhibits of one cluster; `cluster.why` says how they hang together, `belongs` why each is among them."""

    cluster: Cluster
    exhibits: tuple[Exhibit, ...]


def exhibits(
    claim: Claim, viewer: Any, *, counted: Iterable[Sequence[str]], not_counted: Iterable[Sequence[str]]
) -> dict[str, Any]:
    """What the evidence's template needs: the items that the viewer may see in `groups` by origin, what counted
    first, and the figures in `conflicts`. Both lists hold (evidence uuid, why).
    """
    items = list(claim.evidence.visible_to(viewer).select_related("origin", "source").order_by("-as_of", "-pk"))
    return {
        "groups": grouped(items, verdicts_of(counted, not_counted)),
        "conflicts": conflicts(items, version=claim.version),
    }


Verdicts = dict[str, tuple[bool, str]]
"""By the uuid of an item: whether it was counted, and why."""


def verdicts_of(counted: Iterable[Sequence[str]], not_counted: Iterable[Sequence[str]]) -> Verdicts:
    """What became of each item that was weighed; both lists hold (evidence uuid, why)."""
    refused = {str(uuid): (False, why) for uuid, why in not_counted}
    return refused | {str(uuid): (True, why) for uuid, why in counted}


def grouped(items: Iterable[Evidence], verdicts: Verdicts) -> list[Group]:
    """Items by origin as pages show them, what counted first. Their origins must be loaded."""

    def waits(item: Evidence) -> bool:
        return not verdicts.get(str(item.uuid), (False, ""))[0]

    found = clusters(sorted(items, key=waits))
    return [Group(cluster, tuple(_exhibit(member, verdicts) for member in cluster.members)) for cluster in found]


def _exhibit(member: Member, verdicts: Verdicts) -> Exhibit:
    item = member.item
    weighed, why = verdicts.get(str(item.uuid), (None, "It came after this was weighed."))
    quote = marked(item.quote, [*item.deciding, *figure_spans(item.quote, item.figures)])
    link = at_quote(web_link(item.url), item.quote)
    around = whole_words(item.prefix, item.suffix, cut_at=CONTEXT_CHARS)
    return Exhibit(item, quote, link, weighed, why, member.why, around)


def entries_of_desks(viewer: Any) -> QuerySet[AuditEntry]:
    """The history of everything on the viewer's desks, and of the desks themselves where they administrate them;
    superusers read every chain.
    """
    desks = staff_desks(viewer)
    if desks is None:
        return AuditEntry.objects.none()
    if not desks:
        return AuditEntry.objects.all()
    # One look-up a row, in the order of the list: the latest of a million are found without reading the others.
    administrated = Desk.objects.filter(memberships__user=viewer, memberships__role=Membership.Role.ADMINISTRATOR)
    subjects = Q(Exists(administrated.filter(uuid=OuterRef("subject_uuid"))))
    for model in (Article, Claim, Source):
        subjects |= Q(Exists(model._default_manager.filter(desks, uuid=OuterRef("subject_uuid"))))
    return AuditEntry.objects.filter(subjects)
