"""The public history of a claim, in sentences. What happened while it was not published is never told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims import audit
from claims.models import AuditEntry, Claim, Evidence, Flag
from claims.statuses import Grounds, Status

BY_RULE = "by rule, without a person"
"""Of a moment that no person decided."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `status` is the one it led to, where it led to one; `by` says what acted, never who;
    `corrects` whether something that stood here before was put right.
    """

    at: datetime
    sentence: str
    reasons: tuple[str, ...] = ()
    status: Status | None = None
    by: str = ""
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What sentences may name: public evidence by uuid, and the reasons of confirmed flags by uuid."""

    evidence: Mapping[str, Evidence]
    flag_reasons: Mapping[str, list[str]]

    def source(self, payload: Mapping[str, Any]) -> str:
        """Who published an item; an item taken down is named no more."""
        item = self.evidence.get(str(payload.get("evidence", "")))
        return item.source_name if item else "an item since taken down"


def timeline(claim: Claim) -> list[Moment]:
    """The public moments of a claim, the latest first. Three queries, however long its history is."""
    entries = list(while_published(audit.entries_of(claim).filter(visibility="public")))
    flags = [entry.payload["flag"] for entry in entries if entry.payload and entry.payload.get("flag")]
    shown = Shown(
        evidence={str(item.uuid): item for item in claim.evidence.filter(visibility=Evidence.Visibility.PUBLIC)},
        flag_reasons={str(flag.uuid): flag.reasons for flag in Flag.objects.filter(uuid__in=flags)},
    )
    moments = [moment for entry in entries if (moment := _moment(entry, shown))]
    return moments[::-1]


def while_published(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """Leave out what happened before a claim was published, or while it was withdrawn.

    `entries` are those of one claim that is public now, in order. A claim added to a published article is public
    from its first entry, so none says that it was published.
    """
    told: list[AuditEntry] = []
    waiting: list[AuditEntry] = []
    withdrawn = False
    for entry in entries:
        if entry.action == "published":
            waiting, withdrawn = [entry], False
        elif entry.action == "withdrawn":
            told, waiting, withdrawn = told + waiting, [], True
        elif not withdrawn:
            waiting.append(entry)
    return told + waiting


def _moment(entry: AuditEntry, shown: Shown) -> Moment | None:
    if entry.payload is None:
        return Moment(entry.at, "An entry was removed from the record.")
    tell = _SENTENCES.get(entry.action)
    return tell(entry, entry.payload, shown) if tell else None


def _recorded(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    return Moment(entry.at, "The claim was recorded.", status=Status.UNVERIFIED)


def _published(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    return Moment(entry.at, "The claim was published.", status=Status(payload["status"]))


def _status_changed(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    """The moment of a change of status, with a confirmed flag's own reasons: the reviewer's note is a staff matter."""
    before, after = Status(payload["before"]), Status(payload["after"])
    said = shown.flag_reasons.get(payload.get("flag", ""))
    reasons = tuple(said) if said is not None else tuple(filter(None, [payload.get("reason", "")]))
    grounds = Grounds(payload.get("rests_on", Grounds.EVIDENCE))
    by = BY_RULE if payload.get("automatic") else f"decided by {grounds.words}"
    sentence = f"{before.label} became {after.label.lower()}."
    return Moment(entry.at, sentence, reasons, after, by, corrects=before is not Status.UNVERIFIED)


def _evidence_added(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    told = ", as the desk was told it" if payload.get("basis") == Evidence.Basis.TOLD else ""
    return Moment(entry.at, f"Evidence was added{told}: {shown.source(payload)}.")


def _evidence_read(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    return Moment(entry.at, f"Evidence that was told was read at its source: {shown.source(payload)}.")


def _evidence_told(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    return Moment(entry.at, f"Evidence counts no more, as nobody vouches for its sender: {shown.source(payload)}.")


def _evidence_judged(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    return Moment(entry.at, f"Evidence was judged again: {shown.source(payload)}.")


def _evidence_retracted(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    return Moment(entry.at, f"Evidence was taken out of the count: {shown.source(payload)}.")


def _evidence_taken_down(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    return Moment(entry.at, "An item of evidence was taken down.")


def _quote_checked(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    fate = _FATES.get(payload["after"], "was checked")
    return Moment(entry.at, f"The quote {fate}: {shown.source(payload)}.")


def _revised(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    fields = ", ".join(field.replace("_", " ") for field in payload["fields"])
    return Moment(entry.at, f"The claim was revised ({fields}).", corrects=True)


def _corrected(entry: AuditEntry, payload: dict[str, Any], shown: Shown) -> Moment:
    before, after = payload["before"]["text"], payload["after"]["text"]
    return Moment(entry.at, f"A typo was corrected: “{before}” is now “{after}”.", corrects=True)


_FATES = {
    "standing": "stands where it was found",
    "moved": "stands at another place of its page",
    "reworded": "was reworded at its source and still bears on the claim as before",
    "altered": "was altered at its source",
    "gone": "was removed at its source",
    "offline": "is no longer online",
    "unread": "could not be looked for, its source being unreadable",
}
_SENTENCES: Mapping[str, Callable[[AuditEntry, dict[str, Any], Shown], Moment]] = {
    "recorded": _recorded,
    "published": _published,
    "status changed": _status_changed,
    "evidence added": _evidence_added,
    "evidence accepted": _evidence_added,
    "evidence read": _evidence_read,
    "evidence told": _evidence_told,
    "evidence judged": _evidence_judged,
    "evidence retracted": _evidence_retracted,
    "evidence taken down": _evidence_taken_down,
    "quote checked": _quote_checked,
    "revised": _revised,
    "corrected": _corrected,
}
