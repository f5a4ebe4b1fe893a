"""Judge the passages of a page on claims, and propose the best of them as evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from claims import services
from claims.models import Claim, Evidence, Organisation, Person, Source
from claims.parties import interested_parties, party_of
from claims.services.evidence_input import Descent, JudgementInput, Quote, Told
from claims.services.reading import add_read_evidence
from claims.users import Principal
from tracker.assess.figures import figures
from tracker.assess.types import ClaimText, Judgement, takes_a_side
from tracker.evidence.assessor import current_assessor
from tracker.evidence.candidates import MatchedClaims
from tracker.evidence.ownership import Ownership
from tracker.evidence.provenance import Provenance, propose_merges, provenance
from tracker.evidence.shown import language_in, passage_on, sentences_before
from tracker.evidence.voices import Surroundings, Voice, known_parties, sentence_before, voice_of
from tracker.extract.anchors import make_selector
from tracker.extract.documents import Document, page_at
from tracker.extract.languages import language_of
from tracker.extract.passages import Passage
from tracker.match.reflected import is_reflected
from tracker.models import Assessment, Match, Snapshot


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as it was read: its snapshot, its document, whose words it holds, its date, and whether it goes to and fro
    between versions. `vouched`: it was sent with a key that a reviewer vouches for.
    """

    snapshot: Snapshot
    document: Document
    whose: Ownership
    as_of: datetime
    flapping: bool = False
    vouched: bool = False

    @property
    def source(self) -> Source | None:
        """The source whose words it holds."""
        return self.whose.source

    def reflects(self, passage: str) -> bool:
        """Whether a passage only gives back what the page was asked for: never evidence."""
        addresses = (self.snapshot.final_url, self.snapshot.resource.url)
        return is_reflected(passage, addresses, path_too=self.whose.foreign_link)


@dataclass(frozen=True, slots=True)
class JudgedPassage:
    """A passage with what it was judged to say of a claim."""

    claim: Claim
    text: ClaimText
    passage: Passage
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """The passages of a page: those `found` to take a side surely enough to be acted on, and those `undecided`."""

    found: list[JudgedPassage]
    undecided: list[JudgedPassage]


OccupiedSpans = Mapping[tuple[int, str], Sequence[tuple[int, int]]]
"""Where on a page evidence stands: (claim id, stance) → [start, end) of its quotes in the text."""


def said_at(snapshot: Snapshot, document: Document, *, before: datetime | None) -> datetime:
    """When the publisher says so: the time or day the page states. Words that were not there at the reading `before`
    were said after it: a time stated earlier is one that the page forgot to change, so they are of the time they were
    found. A day ends at midnight in the desk's time zone. Never later than the reading.
    """
    if document.modified_at and (before is None or document.modified_at > before):
        return min(document.modified_at, snapshot.fetched_at)
    if before is None and document.published_on:
        zone = ZoneInfo(snapshot.resource.source.desk.time_zone)
        if document.published_on < snapshot.fetched_at.astimezone(zone).date():  # a page may name any day at all
            return datetime.combine(document.published_on, time.max, tzinfo=zone).astimezone(UTC)
    return snapshot.fetched_at


def names_of(party: Organisation | Person) -> tuple[str, ...]:
    return (party.name, *party.aliases) if isinstance(party, Organisation) else (party.name,)


def claim_text(claim: Claim, *, at: datetime) -> ClaimText:
    """The claim as an assessor reads it, with the names its speaker's side goes by."""
    parties = (party_of(key) for key in sorted(interested_parties(claim, today=at.date())))
    names = tuple(name for party in parties if party for name in names_of(party))
    language = language_of(claim.text, stated=claim.language)
    return ClaimText(text=claim.text, kind=claim.kind, language=language, speaker_names=names)


def judge(page: PageReading, matched: MatchedClaims) -> JudgedPage:
    """Judge each matched passage, and tell those apart that support or refute their claim. Writes nothing.

    Call it outside a transaction: a judge takes its time, and a large one is asked over the network.
    """
    matched = [(claim, passage) for claim, passage in matched if not page.reflects(passage.text)]
    if not matched:
        return JudgedPage([], [])
    assessor = current_assessor()
    claims = {claim.pk: claim for claim, _ in matched}
    texts = {claim_id: claim_text(claim, at=page.as_of) for claim_id, claim in claims.items()}
    before = sentences_before(page.document, (passage.start for _, passage in matched))
    judgements = assessor.assess(
        [
            (texts[claim.pk], passage_on(page.document, passage.text, passage.start, before=before[passage.start]))
            for claim, passage in matched
        ]
    )
    found: list[JudgedPassage] = []
    undecided: list[JudgedPassage] = []
    for (claim, passage), judgement in zip(matched, judgements, strict=True):
        side = found if takes_a_side(judgement, assessor) else undecided
        side.append(JudgedPassage(claim, texts[claim.pk], passage, judgement))
    return JudgedPage(found, undecided)


def propose_evidence(page: PageReading, judged: Iterable[JudgedPassage], *, occupied: OccupiedSpans) -> set[Claim]:
    """Record the best passage of each claim and stance as evidence; return the claims that got some.

    What overlaps a place of `occupied` adds nothing to the evidence that stands there already.
    """
    best: dict[tuple[int, str], JudgedPassage] = {}
    for each in judged:
        key = (each.claim.pk, each.judgement.stance)
        if not _is_occupied(each.passage, occupied.get(key, ())) and (
            key not in best or _rank(each) > _rank(best[key])
        ):
            best[key] = each
    for each in best.values():
        record_passage(page, each)
    return {each.claim for each in best.values()}


def _is_occupied(passage: Passage, places: Sequence[tuple[int, int]]) -> bool:
    return any(start < passage.end and passage.start < end for start, end in places)


def _rank(judged: JudgedPassage) -> tuple[float, int, int]:
    """The sort key of passages for one claim and stance: the surer, then the shorter, then the earlier wins."""
    return round(judged.judgement.score, 3), -judged.passage.sentence_count, -judged.passage.start


def record_passage(page: PageReading, judged: JudgedPassage, *, by: Principal = None, stance: str = "") -> Evidence:
    """Record a passage of a page as evidence, by the machine's judgement; with `by`, by that person's, who says which
    `stance` it takes. Its claim is not weighed again. Raises InvalidInput, PermissionDenied.
    """
    snapshot, claim, passage, judgement = page.snapshot, judged.claim, judged.passage, judged.judgement
    selector = make_selector(page.document.text, passage.start, passage.end)
    judgement_input = judgement_of(judgement, voice_on(page, judged), claim, passage.text)
    if by is not None:
        said = {"stance": stance, "score": 1.0, "reasons": (), "deciding": (), "assessor": "", "language_read": True}
        judgement_input = replace(judgement_input, **said)  # type: ignore[arg-type]
    copies = provenance(snapshot, page.document, claim, passage=passage.text, stance=judgement_input.stance)
    quote = Quote(
        url=snapshot.resource.url,
        exact=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        title=title_at(page.document, passage.start),
        sha256=snapshot.body.sha256,
        language=language_in(page.document, passage.text),
        retrieved_at=snapshot.fetched_at,
        as_of=page.as_of,
    )
    evidence = _add(page, claim, quote, judgement_input, copies, by=by)
    propose_merges(evidence, copies)
    if evidence.judged_version < claim.version:  # the claim was revised since: judged again, it counts again
        services.judge_evidence(by=by, evidence=evidence, judgement=judgement_input)
    record_assessment(snapshot, claim, (passage.start, passage.end), judgement, evidence)
    return evidence


def _add(
    page: PageReading, claim: Claim, quote: Quote, judgement: JudgementInput, copies: Provenance, *, by: Principal
) -> Evidence:
    """The passage as evidence: read, where we fetched the page or a reviewer vouches for who sent it; else told."""
    snapshot, key = page.snapshot, page.snapshot.key
    facts: dict[str, Any] = {
        "by": by,
        "claim": claim,
        "quote": quote,
        "judgement": judgement,
        "source": page.source,
        "descent": Descent(
            # Passed-on words are the word of the party that said them, whoever copies whom; a reprint adds no mouth.
            origin=None if judgement.attributed_key else copies.origin,
            why="" if judgement.attributed_key else copies.why,
            first_published_by=copies.first_published_by,
            mouth=copies.mouth,
            carried_by=page.whose.carried_by,
        ),
    }
    if snapshot.came_by == Snapshot.CameBy.FETCHED:
        return add_read_evidence(**facts, document=snapshot.resource.document)
    name = key.name if key else "a hub"
    if key and page.vouched:
        return add_read_evidence(**facts, document=snapshot.resource.document, vouched=key.uuid, sent_by=name)
    return services.add_evidence(**facts, told=Told(by=name, sender=key.uuid if key else None))


def title_at(document: Document, position: int) -> str:
    """The document's title, and of a document with pages the one that `position` of its text stands on."""
    page = page_at(document.text, position)
    return f"{document.title[:280]}, page {page}" if page else document.title


def record_assessment(
    snapshot: Snapshot, claim: Claim, place: tuple[int, int], judgement: Judgement, evidence: Evidence
) -> None:
    """Store the judgement of the snapshot's text at `place`, linked to the evidence it concerns."""
    match, _ = Match.objects.get_or_create(snapshot=snapshot, claim=claim, start=place[0], end=place[1])
    record_judgement(match, claim, judgement, evidence)


def record_judgement(match: Match, claim: Claim, judgement: Judgement, evidence: Evidence | None) -> None:
    """Store what this version of an assessor made of a match; rows of other assessors stay."""
    facts = {
        "evidence": evidence,
        "stance": judgement.stance,
        "score": judgement.score,
        "reasons": list(judgement.reasons),
        "deciding": [[span.start, span.end] for span in judgement.deciding],
        "attributed_to": (judgement.attributed_to or "")[:200],
        "claim_version": claim.version,
    }
    Assessment.objects.update_or_create(
        match=match, assessor=f"{judgement.assessor} {judgement.version}", defaults=facts
    )


def voice_on(page: PageReading, judged: JudgedPassage) -> Voice:
    """Whose word a passage of a page is."""
    around = Surroundings(page.document.title, sentence_before(page.document, judged.passage.start), page.source)
    parties = known_parties(judged.claim, judged.text.speaker_names)
    return voice_of(judged.judgement.attributed_to, judged.passage.text, around, parties)


def judgement_of(judgement: Judgement, voice: Voice, claim: Claim, passage: str) -> JudgementInput:
    """The judgement as `claims.services` takes it, with the key of the party whose word the passage passes on and the
    figures of claim and passage compared.
    """
    return JudgementInput(
        stance=judgement.stance,
        score=judgement.score,
        reasons=tuple(judgement.reasons),
        deciding=tuple((span.start, span.end) for span in judgement.deciding),
        attributed_to=voice.words[:200],
        attributed_key=voice.key,
        assessor=f"{judgement.assessor} {judgement.version}",
        language_read=judgement.language_read,
        figures=tuple(asdict(figure) for figure in figures(claim.text, passage)),
        judged_version=claim.version,
    )
