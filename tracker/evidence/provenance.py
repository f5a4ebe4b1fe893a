"""Where the words of a page come from: which origins of a claim it copies, or whose page it republishes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models.functions import Left

from claims import services
from claims.models import Claim, Evidence, Origin, Source
from tracker.extract.documents import Document
from tracker.match.near_duplicates import Candidate, carries, copied, is_copy
from tracker.match.retold import retold
from tracker.models import Assessment, Snapshot

TEXTS = 300
"""With so many earlier texts of a claim a page is compared at most, the earliest: about two seconds."""

CHARS = 50_000
"""So much of each text is compared: any article."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The `origin` that a page joins, if it copies one, and `why` in words; the `mouth` it is a reprint of; the
    `others` that it copies, too.

    `retold` are origins whose texts it may tell again in other words, each with what shows it.
    `first_published_by` is whose page it republishes, where that page is no evidence for the claim itself.
    """

    origin: Origin | None = None
    why: str = ""
    mouth: str = ""
    others: tuple[Origin, ...] = ()
    retold: tuple[tuple[Origin, str], ...] = ()
    first_published_by: Source | None = None


class _Earlier(NamedTuple):
    """Who published an earlier text, in whose mouth its words are, which side it is on, and when it became evidence."""

    name: str
    mouth: str
    stance: str
    seen_at: datetime


def provenance(snapshot: Snapshot, document: Document, claim: Claim, *, passage: str, stance: str) -> Provenance:
    """The earliest origin of the claim whose text the page copies, as a whole or in the passage that is quoted.

    A passage that the copied text does not have, or that says the contrary there, is in the copier's own mouth.
    """
    known = _earlier(snapshot, claim)
    texts = list(_texts(known))
    found = copied(document.text[:CHARS], texts, passage=passage)
    if not found:
        return replace(_republished(snapshot, document, passage), retold=_retold(document, texts, known, claim))
    keys = list(dict.fromkeys(each.key[0] for each in found))
    rows = Origin.objects.in_bulk(keys)
    origin, *others = (rows[key] for key in keys)
    first = found[0]
    why = f"It copies {known[first.key].name}: {first.finding.reason}."
    text = next(text.text for text in texts if text.key == first.key)
    same = known[first.key].stance == stance and carries(text, passage)
    return Provenance(origin, why, known[first.key].mouth if same else "", tuple(others))


def _retold(
    document: Document,
    texts: Iterable[Candidate[tuple[int, int]]],
    known: Mapping[tuple[int, int], _Earlier],
    claim: Claim,
) -> tuple[tuple[Origin, str], ...]:
    """The origins whose texts the page may tell again, in other words or another language."""
    found: dict[int, str] = {}
    for text in sorted(texts, key=lambda each: each.seen_at):
        if text.key[0] not in found and (same := retold(document.text[:CHARS], text.text, known=claim.text)):
            found[text.key[0]] = f"It may tell again what {known[text.key].name} tells: {same.reason}."
    rows = Origin.objects.in_bulk(found)
    return tuple((rows[key], why) for key, why in found.items() if key in rows)


def propose_merges(evidence: Evidence, page: Provenance) -> None:
    """Put it to a person that the origins of texts which one item copies, or tells again, may be one."""
    for other, why in page.retold:
        if other.pk != evidence.origin_id and other.owner != evidence.origin.owner:
            services.propose_merge(origins=(evidence.origin, other), because=f"{evidence.url}: {why}")
    for other in page.others:
        if other.pk != evidence.origin_id:
            because = (
                f"{evidence.source_name} ({evidence.as_of.date().isoformat()}) copies texts of both: {evidence.url}"
            )
            services.propose_merge(origins=(evidence.origin, other), because=because)


def _earlier(snapshot: Snapshot, claim: Claim) -> dict[tuple[int, int], _Earlier]:
    """The other pages that the claim's evidence was read from, by (origin, snapshot), as they became evidence."""
    rows = (
        Assessment.objects.filter(match__claim=claim, evidence__isnull=False)
        .exclude(match__snapshot__resource=snapshot.resource_id)
        .exclude(match__snapshot__text="")
        .exclude(evidence__basis=Evidence.Basis.TOLD)
        .order_by("evidence__recorded_at", "evidence_id", "match__snapshot_id")
        .values_list(
            "evidence__origin_id",
            "match__snapshot_id",
            "evidence__source_name",
            "evidence__mouth",
            "evidence__stance",
            "evidence__recorded_at",
        )
    )
    pages: dict[tuple[int, int], _Earlier] = {}
    for origin, page, name, mouth, stance, seen in rows:
        pages.setdefault((origin, page), _Earlier(name, mouth, stance, seen))
        if len(pages) == TEXTS:
            break
    return pages


def _texts(pages: Mapping[tuple[int, int], _Earlier]) -> Iterator[Candidate[tuple[int, int]]]:
    texts = dict(
        Snapshot.objects.filter(pk__in={page for _, page in pages})
        .annotate(start=Left("text", CHARS))
        .values_list("pk", "start")
    )
    for key, earlier in pages.items():
        yield Candidate(key=key, text=texts[key[1]], seen_at=earlier.seen_at)


def _republished(snapshot: Snapshot, document: Document, passage: str) -> Provenance:
    """The provenance of a page that names its original by rel=canonical (RFC 6596), where the text read there is the
    same and has the passage: otherwise anybody could lend their words another's name.
    """
    original = services.source_of_url(document.canonical_url) if document.canonical_url else None
    if original is None or original == services.source_of_url(snapshot.final_url):
        return Provenance()
    ours = Snapshot.objects.filter(resource__url=document.canonical_url, came_by=Snapshot.CameBy.FETCHED)
    read = ours.exclude(text="").order_by("-pk").first()
    if read is None or not is_copy(document.text[:CHARS], read.text[:CHARS]).copy:
        return Provenance()
    if not carries(read.text[:CHARS], passage):
        return Provenance()
    why = f"It copies {original}, and names {document.canonical_url} as its original."
    return Provenance(why=why, first_published_by=original)
