"""Reassess: judge stored passages again with another assessor, and tell which claims that would change.

Evidence that the machine judged is judged again on the passage it was quoted from; what people judged stays as they
left it. Nothing is written unless it is applied, one claim at a time: a run that was cut short goes on where it
stopped, and running it again changes nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest, Substr
from django.utils import timezone

from claims import services
from claims.corroboration import Finding, corroborate
from claims.findings import claim_facts, find, item_facts
from claims.models import Claim, Evidence
from tracker.assess import Assessor, ClaimText, PassageText, Span
from tracker.assess.types import Judgement, takes_a_side
from tracker.evidence.propose import claim_text, judgement_of, record_judgement
from tracker.evidence.shown import BEFORE_CHARS, passage_in
from tracker.evidence.voices import Surroundings, Voice, goes_on, known_parties, voice_of
from tracker.models import Assessment, Match

CLAIMS_AT_ONCE = 50
_SHOWN = ("language", "title", "published_on")
REVISED_WITHIN = timedelta(days=7)
"""How far back revisions are looked for: workers may have stood still over a long weekend."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of evidence with the match that its quote was taken from and the other assessor's judgement of it; the
    stances `before` and `after`.
    """

    evidence: Evidence
    match: Match
    claim: ClaimText
    judgement: Judgement
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """A claim whose evidence would add up to something else."""

    claim: Claim
    before: str
    after: str


@dataclass
class Comparison:
    """What another assessor makes of the stored evidence: how many items of each (stance before, after), and the
    claims whose outcome would change.
    """

    stances: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcome_changes: list[OutcomeChange] = field(default_factory=list)
    claims: int = 0
    by_people: int = 0

    @property
    def agreed(self) -> int:
        return sum(count for (before, after), count in self.stances.items() if before == after)


def reassess(
    assessor: Assessor, *, against: Assessor | None = None, limit: int | None = None, apply: bool = False
) -> Comparison:
    """Compare `assessor` with what the evidence says now, or with what `against` makes of it, over the first `limit`
    claims that have evidence of the machine; with `apply`, judge their evidence so and weigh it.
    """
    comparison = Comparison()
    for claims in _batches(limit):
        items = _compare(claims, assessor, against)
        for claim in claims:
            mine = [item for item in items if item.evidence.claim_id == claim.pk]
            comparison.claims += 1
            comparison.stances.update((item.before, item.after) for item in mine)
            comparison.by_people += claim.evidence.filter(assessor="").count()
            if change := _outcome_change(claim, mine):
                comparison.outcome_changes.append(change)
            if apply:
                _apply(claim, mine)
    return comparison


def judge_revised(assessor: Assessor) -> int:
    """Judge the machine's evidence of claims that were revised in the last days on their present words, so that it
    counts again, or no longer; how many claims. What people judged waits for people.
    """
    outdated = Evidence.objects.filter(
        claim=OuterRef("pk"), judged_version__lt=OuterRef("version"), retracted=False, assessments__isnull=False
    ).exclude(assessor="")
    revised = (
        Claim.objects.with_speakers()
        .exclude(publication="withdrawn")
        .filter(Exists(outdated), version__gt=1, changed_at__gte=timezone.now() - REVISED_WITHIN)
    )
    claims = list(revised.order_by("-changed_at")[:CLAIMS_AT_ONCE])
    items = _compare(claims, assessor, None) if claims else []
    for claim in claims:
        _apply(claim, [item for item in items if item.evidence.claim_id == claim.pk])
    return len(claims)


def _batches(limit: int | None) -> Iterator[list[Claim]]:
    judged = Assessment.objects.filter(match__claim=OuterRef("pk"), evidence__isnull=False)
    claims = Claim.objects.with_speakers().filter(Exists(judged)).exclude(publication="withdrawn").order_by("pk")
    last, left = 0, CLAIMS_AT_ONCE if limit is None else limit
    while batch := list(claims.filter(pk__gt=last)[: min(left, CLAIMS_AT_ONCE)]):
        yield batch
        last = batch[-1].pk
        left = left - len(batch) if limit is not None else left


def _compare(claims: Sequence[Claim], assessor: Assessor, against: Assessor | None) -> list[Item]:
    places = _places(claims)
    texts = {claim.pk: claim_text(claim, at=timezone.now()) for claim in claims}
    new = _judgements(places, texts, assessor)
    old = _judgements(places, texts, against) if against else None
    return [
        Item(
            evidence=evidence,
            match=match,
            claim=texts[evidence.claim_id],
            judgement=judgement,
            before=stance_in_force(old[number], against) if old and against else evidence.stance,
            after=stance_in_force(judgement, assessor),
        )
        for number, ((evidence, match, _), judgement) in enumerate(zip(places, new, strict=True))
    ]


def _places(claims: Sequence[Claim]) -> list[tuple[Evidence, Match, PassageText]]:
    """The evidence that the machine judged, each item with the latest match that has its very words.

    Only the passage is read of a snapshot's text, whatever the length of its page.
    """
    rows = (
        Assessment.objects.filter(match__claim__in=claims, evidence__isnull=False, evidence__retracted=False)
        .exclude(evidence__assessor="")
        .annotate(
            text=Substr("match__snapshot__text", F("match__start") + 1, F("match__end") - F("match__start")),
            opens=Greatest(F("match__start") - BEFORE_CHARS, 0),
            ahead=Substr("match__snapshot__text", F("opens") + 1, F("match__start") - F("opens")),
        )
        .order_by("evidence_id", "match_id")
        .values_list("evidence_id", "match_id", "text", "ahead", *(f"match__snapshot__{name}" for name in _SHOWN))
    )
    passages = {
        (evidence, match): passage_in(text, ahead, **dict(zip(_SHOWN, shown, strict=True)))
        for evidence, match, text, ahead, *shown in rows
    }
    items = Evidence.objects.select_related("origin", "claim").in_bulk({evidence for evidence, _ in passages})
    matches = Match.objects.in_bulk({match for _, match in passages})
    latest = {
        evidence: (items[evidence], matches[match], passage)
        for (evidence, match), passage in passages.items()
        if passage.text.strip() == items[evidence].quote
    }
    return list(latest.values())


def _judgements(
    places: Sequence[tuple[Evidence, Match, PassageText]], texts: dict[int, ClaimText], assessor: Assessor
) -> list[Judgement]:
    """What the assessor makes of each: kept from before where it judged the claim's present wording, else judged."""
    name = f"{assessor.name} {assessor.version}"
    rows = Assessment.objects.filter(match__in=[match for _, match, _ in places], assessor=name)
    kept = {(row.match_id, row.claim_version): row for row in rows}
    known = [kept.get((match.pk, evidence.claim.version)) for evidence, match, _ in places]
    pairs = [
        (texts[evidence.claim_id], passage)
        for (evidence, _, passage), row in zip(places, known, strict=True)
        if row is None
    ]
    fresh = iter(assessor.assess(pairs) if pairs else [])
    return [_restored(row, assessor) if row else next(fresh) for row in known]


def _restored(row: Assessment, assessor: Assessor) -> Judgement:
    return Judgement(
        stance=row.stance,  # type: ignore[arg-type]
        score=row.score,
        reasons=tuple(row.reasons),
        assessor=assessor.name,
        version=assessor.version,
        deciding=tuple(Span(start, end) for start, end in row.deciding),
        attributed_to=row.attributed_to or None,
    )


def stance_in_force(judgement: Judgement, assessor: Assessor) -> str:
    """The stance that evidence takes by this judgement: neutral where its score is below the threshold."""
    return judgement.stance if takes_a_side(judgement, assessor) else Evidence.Stance.NEUTRAL


def _outcome_change(claim: Claim, items: Sequence[Item]) -> OutcomeChange | None:
    today = timezone.now().date()
    before = _proposal(claim, find(claim, today=today))
    after = _proposal(claim, _finding_with(claim, items, today))
    return OutcomeChange(claim, before, after) if before != after else None


def _finding_with(claim: Claim, items: Sequence[Item], today: date) -> Finding:
    """What the claim's evidence would add up to by the new judgements. Writes nothing."""
    judged = {item.evidence.pk: item for item in items}
    facts = []
    for row in claim.evidence.select_related("origin").order_by("pk"):
        fact = item_facts(row)
        if item := judged.get(row.pk):
            changed = {"stance": item.after, "score": item.judgement.score, "judged_version": claim.version}
            fact = replace(fact, **changed)  # type: ignore[arg-type]
        facts.append(fact)
    return corroborate(claim_facts(claim, today=today), facts, today=today)


def _proposal(claim: Claim, finding: Finding) -> str:
    return finding.status or "unverified" if finding.changes else claim.status


@transaction.atomic
def _apply(claim: Claim, items: Sequence[Item]) -> None:
    by_people = set(claim.evidence.filter(assessor="").values_list("pk", flat=True))  # some perhaps just now
    for item in items:
        record_judgement(item.match, claim, item.judgement, item.evidence)
        if _is_judged_so(item, claim) or item.evidence.pk in by_people:
            continue
        told = judgement_of(item.judgement, _voice(item, claim), claim, item.evidence.quote)
        services.judge_evidence(by=None, evidence=item.evidence, judgement=replace(told, stance=item.after))
    services.apply_finding(claim=claim)


def _voice(item: Item, claim: Claim) -> Voice:
    """Whose word the quote is by the new judgement: as before where both have it from the same words."""
    evidence = item.evidence
    if not item.judgement.attributed_to and goes_on(evidence.quote):
        return Voice(evidence.attributed_to, evidence.attributed_key)  # the sentence before it says whose word it is
    around = Surroundings(evidence.title, evidence.prefix, evidence.source)
    return voice_of(
        item.judgement.attributed_to, evidence.quote, around, known_parties(claim, item.claim.speaker_names)
    )


def _is_judged_so(item: Item, claim: Claim) -> bool:
    now = item.evidence
    name = f"{item.judgement.assessor} {item.judgement.version}"
    return (now.assessor, now.stance, now.score, now.judged_version) == (
        name,
        item.after,
        item.judgement.score,
        claim.version,
    )
