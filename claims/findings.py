"""From rows to the facts that the pure rule of claims/corroboration weighs."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from claims.contracts import parse_contract
from claims.corroboration import ClaimFacts, Finding, Item, OriginFacts, corroborate
from claims.models import Claim, Evidence, MergeProposal, Tier
from claims.next_step import next_step
from claims.parties import interested_parties
from claims.statuses import Status


def claim_facts(claim: Claim, *, today: date) -> ClaimFacts:
    return ClaimFacts(
        kind=claim.kind,
        version=claim.version,
        status=Status(claim.status),
        contract=parse_contract(claim.settled_by) if claim.settled_by else (),
        speaker=interested_parties(claim, today=today),
        due_on=claim.due_on,
        recheck_on=claim.recheck_on,
        automatic=claim.automation == Claim.Automation.AUTOMATIC,
        language=claim.language,
        maybe_one=frozenset((str(keep), str(other)) for keep, other in open_questions(claim)),
    )


def open_questions(claim: Claim) -> Iterable[tuple[UUID, UUID]]:
    """The pairs of origins of which a person was asked whether they are one, and has not said."""
    rows = MergeProposal.objects.filter(claim=claim, state=MergeProposal.State.OPEN)
    return rows.values_list("keep__uuid", "other__uuid")


def item_facts(evidence: Evidence) -> Item:
    origin = evidence.origin
    return Item(
        id=str(evidence.uuid),
        stance=evidence.stance,
        tier=evidence.tier,
        origin=OriginFacts(key=str(origin.uuid), owner=origin.owner, is_speakers=origin.speakers),
        organisation=evidence.organisation_key,
        organisation_name=evidence.organisation_name or evidence.source_name,
        mouth=evidence.mouth,
        attributed_to=evidence.attributed_key or None,
        attributed_words=evidence.attributed_to,
        document=evidence.document,
        resource=evidence.url,
        as_of=evidence.as_of,
        judged_version=evidence.judged_version,
        standing=evidence.standing,
        score=evidence.score,
        language_read=evidence.language_read,
        told=evidence.told,
        for_people=evidence.basis_changed or not evidence.assessor,
        overruled=_is_overruled(evidence),
        became_told=evidence.basis_changed and evidence.is_told,
        retracted=evidence.retracted,
        quote=evidence.quote,
        sequence=evidence.pk,
    )


def _is_overruled(evidence: Evidence) -> bool:
    """Whether a person may have taken away what speaks against the claim: what was told and what is of no known source
    never did, and of a judgement by a person it is not known any more what the machine had read.
    """
    if evidence.is_told or evidence.tier == Tier.NONE:
        return False
    return not evidence.assessor or (evidence.retracted and evidence.stance == Evidence.Stance.REFUTES)


def find(claim: Claim, *, today: date) -> Finding:
    """What the claim's evidence adds up to today."""
    return find_with_next_steps(claim, today=today)[0]


def find_with_next_steps(claim: Claim, *, today: date) -> tuple[Finding, tuple[str, ...]]:
    """What the claim's evidence adds up to today, and what is missing until it is settled, in plain sentences."""
    facts = claim_facts(claim, today=today)
    rows = claim.evidence.select_related("origin").order_by("pk")
    finding = corroborate(facts, [item_facts(row) for row in rows], today=today)
    return finding, next_step(finding, facts.alternatives)


def next_steps(claim: Claim, *, today: date) -> tuple[str, ...]:
    """What is missing until the claim is settled, in plain sentences."""
    return find_with_next_steps(claim, today=today)[1]
