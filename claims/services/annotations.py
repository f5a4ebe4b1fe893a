"""Annotations: a reviewer's label for a passage that was misjudged."""

from django.db import transaction

from claims import audit
from claims.models import Annotation, Evidence, Flag
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim
from claims.services.decisions import apply_finding
from claims.services.evidence import judge_evidence
from claims.services.evidence_input import JudgementInput
from claims.users import Principal, person


@transaction.atomic
def mark_wrong(*, by: Principal, flag: Flag, evidence: Evidence, label: str, why: str = "") -> Annotation:
    """Say which item a flag misjudged, and what it really says; the flag may be open, decided or long applied.

    The item is judged so by the person who says it, and the claim weighed again. Raises PermissionDenied,
    InvalidInput.
    """
    claim = lock_claim(flag.claim)
    require(by, "mark_wrong", claim.desk)
    if evidence.claim_id != claim.pk:
        raise InvalidInput("evidence", "it belongs to another claim: choose one of this claim’s.")
    if label not in Evidence.Stance.values:
        raise InvalidInput("label", f"one of {', '.join(Evidence.Stance.values)}.")
    item = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if label == item.stance:
        raise InvalidInput("label", f"it is judged “{label}” already: choose what it really says.")
    judged = {"stance": item.stance, "score": item.score, "assessor": item.assessor}
    annotation = Annotation.objects.create(
        flag=flag, evidence=item, claim_text=claim.text, label=label, note=why, by=person(by), **judged
    )
    payload = {"flag": str(flag.uuid), "evidence": str(item.uuid), "judged": judged, "label": label, "note": why}
    audit.append(subject=claim, action="judgement marked wrong", by=by, payload=payload, visibility="staff")
    if item.standing != Evidence.Standing.ALTERED:  # of words that stand there no more, nothing is to be counted
        judgement = JudgementInput(
            stance=label,
            attributed_to=item.attributed_to,
            attributed_key=item.attributed_key,
            figures=tuple(item.figures),
        )
        judge_evidence(by=by, evidence=item, judgement=judgement)
        apply_finding(claim=claim)
    return annotation
