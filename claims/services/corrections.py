"""Correcting a typo: the words change, their meaning does not, and the evidence goes on counting."""

from django.db import transaction
from django.utils import timezone

from claims import audit
from claims.corrections import refusal
from claims.models import Article, Claim
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.services.record import check_claim
from claims.statuses import Status
from claims.users import Principal


@transaction.atomic
def correct_claim(*, by: Principal, claim: Claim, text: str, reason: str = "") -> Claim:
    """Correct a typo in a claim's text; its version stays. Readers of a published claim are told of the correction.

    A claim that was decided on, or that the machine decides, is corrected by reviewers: no rule can tell “fired” from
    “hired”, and what was judged of the one would count for the other. Corrections of one version are together no more
    than one may be. Raises PermissionDenied; InvalidInput where it is more than a typo (`claims/corrections.py`).
    """
    current = lock_claim(claim)
    waits_for_a_person = current.status == Status.UNVERIFIED and current.automation == Claim.Automation.PROPOSE
    require(by, "revise" if waits_for_a_person else "correct_decided", current.desk)
    before, current.text = current.text, _corrected("text", current.text, text, longest=1000)
    judged = _text_of_version(current, before)
    if current.text != judged:
        _corrected("text", judged, current.text, longest=1000)
    check_claim(current)
    current.changed_at = timezone.now()
    current.save(update_fields=["text", "changed_at"])
    payload = {
        "before": {"text": before},
        "after": {"text": current.text},
        "reason": reason.strip(),
        "version": current.version,
    }
    audit.append(subject=current, action="corrected", by=by, payload=payload, facts=audit.facts_of(current, "text"))
    return current


@transaction.atomic
def correct_article(*, by: Principal, article: Article, title: str, reason: str = "") -> Article:
    """Correct a typo in an article's title; its address stays. Raises PermissionDenied, InvalidInput."""
    current = Article.objects.select_for_update(of=("self",)).select_related("desk").get(pk=article.pk)
    require(by, "revise", current.desk)
    before, current.title = current.title, _corrected("title", current.title, title, longest=300)
    current.save(update_fields=["title"])
    payload = {"before": before, "after": current.title, "reason": reason.strip()}
    audit.append(subject=current, action="corrected", by=by, payload=payload, facts=audit.facts_of(current, "title"))
    return current


def _text_of_version(claim: Claim, text: str) -> str:
    """What the claim said when its version began, before any correction; `text` where none was made."""
    first = audit.entries_of(claim).filter(action="corrected", payload__version=claim.version).first()
    return str(first.payload["before"]["text"]) if first and first.payload else text


def _corrected(field: str, before: str, after: str, *, longest: int) -> str:
    text = require_text(field, after)
    if len(text) > longest:
        raise InvalidInput(field, f"at most {longest} characters.")
    if why := refusal(before, text):
        raise InvalidInput(field, f"{why[:1].lower()}{why[1:]}")
    return text
