"""Holding the passages of a page against claims, and proposing the best of them as evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from claims import services
from claims.models import Claim, Evidence, Organisation, Origin, Person, Source
from claims.parties import interested_parties, key_of, party_of
from claims.services.evidence import Judgement, Quote
from tracker.assess import get_assessor
from tracker.assess.attribution import speaks_for
from tracker.assess.types import Assessment as Verdict
from tracker.assess.types import ClaimText, PassageText
from tracker.extract.anchors import make_selector
from tracker.extract.documents import Document
from tracker.extract.passages import Passage
from tracker.match.index import ClaimIndex
from tracker.match.near_duplicates import Candidate, earliest_copied
from tracker.models import Assessment, Match, Snapshot


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as it was read: its snapshot, its document, the source that owns the address reached, its date."""

    snapshot: Snapshot
    document: Document
    source: Source | None
    as_of: datetime


def names_of(party: Organisation | Person) -> tuple[str, ...]:
    return (party.name, *party.aliases) if isinstance(party, Organisation) else (party.name,)


def claim_text(claim: Claim, *, at: datetime) -> ClaimText:
    """The claim as an assessor reads it, with the names its speaker's side goes by."""
    parties = (party_of(key) for key in sorted(interested_parties(claim, today=at.date())))
    names = tuple(name for party in parties if party for name in names_of(party))
    return ClaimText(text=claim.text, kind=claim.kind, language=claim.language, speaker_names=names)


def propose_evidence(page: PageReading, claims: Sequence[Claim], passages: Sequence[Passage]) -> set[Claim]:
    """Judge the passages against the claims they touch; gives the claims that got evidence."""
    if not claims or not passages:
        return set()
    assessor = get_assessor(settings.TRACKER_ASSESSOR)
    by_id = {claim.pk: claim for claim in claims}
    index = ClaimIndex.build((claim.pk, claim.text) for claim in claims)
    texts = {claim.pk: claim_text(claim, at=page.as_of) for claim in claims}
    pairs = [
        (claim_id, passage)
        for passage in passages
        for claim_id, _ in index.candidates(f"{page.document.title}\n{passage.text}")
    ]
    language = page.document.language or "en"
    verdicts = assessor.assess(
        [
            (texts[claim_id], PassageText(text=passage.text, language=language, title=page.document.title))
            for claim_id, passage in pairs
        ]
    )
    floors = {"supports": assessor.support_threshold, "refutes": assessor.refute_threshold}
    best: dict[tuple[int, str], tuple[Passage, Verdict]] = {}
    for (claim_id, passage), verdict in zip(pairs, verdicts, strict=True):
        if verdict.score < floors.get(verdict.stance, 2.0):
            continue
        key = (claim_id, verdict.stance)
        if key not in best or _rank(passage, verdict) > _rank(*best[key]):
            best[key] = (passage, verdict)
    for (claim_id, _), (passage, verdict) in best.items():
        _record(page, by_id[claim_id], texts[claim_id], passage, verdict)
    return {by_id[claim_id] for claim_id, _ in best}


def _rank(passage: Passage, verdict: Verdict) -> tuple[float, int, int]:
    """The surer the better, then the shorter, then the earlier."""
    return round(verdict.score, 3), -passage.sentence_count, -passage.start


def _record(page: PageReading, claim: Claim, text: ClaimText, passage: Passage, verdict: Verdict) -> Evidence:
    snapshot = page.snapshot
    selector = make_selector(page.document.text, passage.start, passage.end)
    key = attributed_key(verdict.attributed_to, claim, text)
    evidence = services.add_evidence(
        by=None,
        claim=claim,
        source=page.source,
        quote=Quote(
            url=snapshot.resource.url,
            exact=selector.exact,
            prefix=selector.prefix,
            suffix=selector.suffix,
            title=page.document.title,
            sha256=snapshot.body.sha256,
            language=page.document.language or "en",
            retrieved_at=snapshot.fetched_at,
            as_of=page.as_of,
        ),
        judgement=judgement_of(verdict, key),
        origin=None if key else copied_origin(page, claim),
    )
    if evidence.judged_version != claim.version:  # the claim was revised since: judged again, it counts again
        services.judge_evidence(by=None, evidence=evidence, judgement=judgement_of(verdict, key))
    match, _ = Match.objects.get_or_create(snapshot=snapshot, claim=claim, start=passage.start, end=passage.end)
    facts = {
        "evidence": evidence,
        "stance": verdict.stance,
        "score": verdict.score,
        "reasons": list(verdict.reasons),
        "assessor": f"{verdict.assessor} {verdict.version}",
    }
    Assessment.objects.update_or_create(match=match, defaults=facts)
    return evidence


def judgement_of(verdict: Verdict, key: str) -> Judgement:
    return Judgement(
        stance=verdict.stance,
        score=verdict.score,
        reasons=tuple(verdict.reasons),
        deciding=tuple((span.start, span.end) for span in verdict.deciding),
        attributed_to=(verdict.attributed_to or "")[:200],
        attributed_key=key,
        assessor=f"{verdict.assessor} {verdict.version}",
    )


def attributed_key(name: str | None, claim: Claim, text: ClaimText) -> str:
    """The party whose word the passage passes on: the speaker's side, another known party, or somebody unknown."""
    if not name:
        return ""
    if claim.speaker and speaks_for(name, text.speaker_names):
        return key_of(claim.speaker)
    parties: Iterable[Organisation | Person] = [*Organisation.objects.order_by("pk"), *Person.objects.order_by("pk")]
    for party in parties:
        if speaks_for(name, names_of(party)):
            return key_of(party)
    return ""


def copied_origin(page: PageReading, claim: Claim) -> Origin | None:
    """The earliest origin of the claim whose text this page copies."""
    earlier = (
        Assessment.objects.filter(match__claim=claim, evidence__isnull=False)
        .exclude(match__snapshot__resource=page.snapshot.resource_id)
        .order_by("evidence_id")
        .values_list("evidence__origin_id", "match__snapshot__text", "evidence__recorded_at")
    )
    known = [Candidate(key=origin, text=text, seen_at=seen) for origin, text, seen in earlier if text]
    found = earliest_copied(page.document.text, known)
    return Origin.objects.get(pk=found) if found is not None else None
