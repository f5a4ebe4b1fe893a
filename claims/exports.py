"""What people judged, as rows for training and scoring: {"claim", "passage", "label", …}.

Only what a person looked at: passages that a reviewer marked as misjudged, evidence that a person judged, and what a
confirmed flag had counted, since whoever confirmed it agreed. A flag's dismissal does not say which passage was at
fault, so it gives no row; an app above the record adds what people said of passages that are no evidence (`add_rows`).
Left out are evidence that was retracted or taken down, and passages that were not judged on the claim's present wording
(a mark keeps the wording it was made on) or whose words were altered since.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from claims import audit
from claims.models import Annotation, Evidence, Flag

SET = "judgements"
CONFIRMED = {"verified": "supports", "refuted": "refutes"}
"""What whoever confirmed such a flag says of the items that it counted."""

Rows = Iterator[dict[str, Any]]
_more: list[Callable[[datetime | None], Rows]] = []


def add_rows(source: Callable[[datetime | None], Rows]) -> None:
    """Have the rows of `source(since)` among the exported ones: what people said of passages above the record."""
    if source not in _more:
        _more.append(source)


def rows(*, since: datetime | None = None) -> Rows:
    """One row per passage and claim, by the strongest word: a mark, then a person's judgement, then a confirmation.

    `since`: only what was said from that moment on.
    """
    seen: set[tuple[int, str]] = set()
    for item, claim_text, row in chain(_marked(since), _judged(since), _confirmed(since)):
        if (item.pk, claim_text) not in seen:
            seen.add((item.pk, claim_text))
            yield _row(item, claim_text) | row
    for source in _more:
        yield from source(since)


Labelled = Iterator[tuple[Evidence, str, dict[str, Any]]]


def _shown() -> QuerySet[Evidence]:
    return (
        Evidence.objects.filter(retracted=False).exclude(visibility=Evidence.Visibility.STAFF).select_related("claim")
    )


def _marked(since: datetime | None) -> Labelled:
    """The latest mark of a passage comes first."""
    marks = Annotation.objects.filter(evidence__in=_shown()).select_related("evidence__claim").order_by("-pk")
    for mark in marks.filter(recorded_at__gte=since) if since else marks:
        said = {"label": mark.label, "by": "mark", "at": mark.recorded_at.isoformat(), "assessor": mark.assessor}
        yield mark.evidence, mark.claim_text, said | {"judged": mark.stance}


def _judged(since: datetime | None) -> Labelled:
    for item in _shown().filter(assessor="", standing_wording="").order_by("pk").iterator():
        at = _judged_at(item)
        if item.judged_version == item.claim.version and (since is None or at >= since):
            yield item, item.claim.text, {"label": item.stance, "by": "judgement", "at": at.isoformat()}


def _judged_at(item: Evidence) -> datetime:
    """When a person judged it: by its last entry of history, else when it was added."""
    entries = audit.entries_of(item.claim).filter(action="evidence judged")
    last = entries.filter(payload__evidence=str(item.uuid)).exclude(actor=audit.MACHINE).order_by("-seq").first()
    return last.at if last else item.recorded_at


def _confirmed(since: datetime | None) -> Labelled:
    flags = Flag.objects.filter(
        kind=Flag.Kind.STATUS,
        state=Flag.State.CONFIRMED,
        resolved_by__isnull=False,
        to_status__in=CONFIRMED,
    ).order_by("pk")
    for flag in (flags.filter(resolved_at__gte=since) if since else flags).iterator():
        label = CONFIRMED[flag.to_status]
        counted = [uuid for uuid, *_ in flag.counted]
        for item in _shown().filter(uuid__in=counted, stance=label, standing_wording="").order_by("pk"):
            if item.judged_version == item.claim.version == flag.claim_version and flag.resolved_at:
                said = {"label": label, "by": "confirmation", "at": flag.resolved_at.isoformat()}
                yield item, item.claim.text, said | {"assessor": item.assessor, "judged": item.stance}


def _row(item: Evidence, claim_text: str) -> dict[str, Any]:
    return {
        "id": str(item.uuid),
        "set": SET,
        "page": item.url,
        "claim": claim_text,
        "passage": item.quote,
        "title": item.title,
        "kind": item.claim.kind,
        "language": item.language,
    }
