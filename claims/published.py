"""What may be told in public of a claim and its changes: the fields that leave the desk, and what is withheld."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from claims import audit
from claims.models import Appearance, AuditEntry, Change, Evidence, Publication
from claims.models.publication import tombstone


def is_invented(claim: str = "pk") -> Q:
    """True for claims that appear in an invented article or rest on invented evidence, the key being `claim`."""
    articles = Appearance.objects.filter(claim=OuterRef(claim), article__invented=True)
    evidence = Evidence.objects.filter(claim=OuterRef(claim), invented=True, retracted=False)
    return Q(Exists(articles)) | Q(Exists(evidence))


def facts_of(action: str, actor: str, payload: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an entry says in public: never a name of the staff, and only the fields named here."""
    payload = payload or {}
    facts: dict[str, Any] = {
        "by": "automatic" if payload.get("automatic") or actor == audit.MACHINE else "a person",
        "before": _in_a_word(payload.get("before", "")),
        "after": _in_a_word(payload.get("after", "")),
        "reason": payload.get("reason", ""),
    }
    for name in ("evidence", "stance", "rests_on"):
        if name in payload:
            facts[name] = payload[name]
    return facts


def _in_a_word(value: Any) -> str:
    """A status or standing as it is; of a claim revised its text, of an item judged again its stance."""
    if isinstance(value, Mapping):
        value = value.get("text", value.get("stance", ""))
    return str(value)


def state_of_changes() -> str:
    """What differs whenever `visible_changes` of any changes would: the last position, and how often something was
    withdrawn or redacted. Read before the changes, it is never newer than they are.
    """
    last = Change.objects.order_by("-position").values_list("epoch", "position").first() or (0, 0)
    withheld = AuditEntry.objects.withholding().count()
    return f"{last[0]}-{last[1]}-{withheld}"


def visible_changes(changes: QuerySet[Change]) -> list[dict[str, Any]]:
    """Changes as they may be told at this moment, in one query: what was withdrawn or redacted since is withheld."""
    rows = changes.annotate(publication=F("claim__publication"), redacted=F("entry__redacted")).values(
        "position", "epoch", "uuid", "at", "recorded_at", "content", "publication", "redacted"
    )
    return [
        {
            "position": row["position"],
            "epoch": row["epoch"],
            "uuid": str(row["uuid"]),
            "at": row["at"],
            "recorded_at": row["recorded_at"],
            **(
                row["content"]
                if row["publication"] == Publication.PUBLISHED and not row["redacted"]
                else tombstone(row["content"])
            ),
        }
        for row in rows
    ]
