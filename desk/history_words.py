"""The entries of a history as people read them: what programs wrote, in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.contracts import ContractError
from claims.models import AuditEntry
from claims.presentation.days import day_in_words
from claims.presentation.html import contract_in_words
from desk.moments import moment
from tracker.models import Resource
from tracker.scheduling.durations import say_duration

ACTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "appearances moved": _("appearances in articles moved from one claim to the other"),
        "corrected": _("typo corrected"),
        "document named": _("type of document named"),
        "evidence copied": _("evidence copied from the claim that was split"),
        "evidence moved": _("evidence moved from one claim to the other"),
        "evidence read": _("evidence that was told was read at its source"),
        "evidence told": _("evidence counts as told: nobody vouches for its sender"),
        "files and questions moved": _("files and questions moved from one claim to the other"),
        "flag automatic": _("flag closed by the claim’s automation"),
        "invited": _("somebody was invited"),
        "quote checked": _("quote sought again"),
        "reading resumed": _("reading begun again"),
        "rhythm set": _("how often it is read was set"),
        "set aside": _("claim withdrawn by itself"),
        "told": _("readers were told"),
        "voice attributed": _("whose word it is was said"),
        "watched": _("address watched"),
    }
)
"""What happened, where the name in the record does not say it to everybody."""

SUBJECTS: Mapping[str, Any] = MappingProxyType(
    {
        "article": _("an article"),
        "claim": _("a claim"),
        "desk": _("a desk and its people"),
        "source": _("a source"),
        "auditentry": _("an entry of a history"),
        "change": _("what readers were told"),
        "flag": _("a flag"),
        "newsroom": _("a newsroom"),
        "organisation": _("an organisation"),
        "person": _("a person"),
    }
)
"""What a history may be about, by the name of its kind in the record."""

NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "adaptive": _("each address finds its own rhythm"),
        "as_of": _("dated"),
        "basis": _("how it is known"),
        "by_whom": _("by"),
        "ceiling_s": _("read at least every"),
        "criterion": _("what would settle it, in words"),
        "due_on": _("due on"),
        "floor_s": _("never read more often than every"),
        "interval_s": _("read every"),
        "max_per_host": _("requests to one host at once"),
        "open_to_all": _("held against every claim of the desk"),
        "part": _("what is read"),
        "recheck_on": _("look again on"),
        "rests_on": _("the decision rests on"),
        "seen_via": _("where it was found"),
        "settled_by": _("what would settle it"),
        "spacing_reason": _("reason for haste"),
        "spacing_s": _("time between two requests to one host"),
        "text": _("claim"),
        "url": _("address"),
        "words": _("what was said"),
    }
)
"""What a part of an entry is called, where its name in the record is not plain English."""

VALUES: Mapping[tuple[str, Any], Any] = MappingProxyType(
    {
        ("automatic", True): _("yes, by the claim’s automation"),
        ("basis", "read"): _("read by the tracker"),
        ("basis", "told"): _("told to the desk"),
        ("rests_on", "evidence"): _("evidence that was read"),
        ("rests_on", "told"): _("what the desk was told"),
        ("rests_on", "judgement"): _("the desk’s judgement"),
        **{("part", value): label.lower() for value, label in Resource.Part.choices},
        **{("kind", value): label.lower() for value, label in Resource.Kind.choices},
    }
)

KEYS = frozenset(
    {
        "attachment",
        "attributed_key",
        "comment",
        "copy_of",
        "evidence",
        "flag",
        "into",
        "keep",
        "other",
        "question",
        "sha256",
        "version",
    }
)
"""What only programs read."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(rf"{_DAY.pattern}T\d{{2}}:\d{{2}}:\d{{2}}(?:\.\d+)?(?:Z|[+-]\d{{2}}:\d{{2}})")

UNSAID: frozenset[tuple[str, Any]] = frozenset({("automatic", False)})
"""What goes without saying."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that had one value and has another, both in words."""

    name: str
    before: str
    after: str


def changes_of(entry: AuditEntry) -> tuple[Change, ...]:
    """How what an entry calls `before` became `after`, field by field, without what only programs read."""
    payload = entry.payload or {}
    before, after = payload.get("before"), payload.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        before, after = {"": before}, {"": after}
    kind = str(after.get("kind", ""))
    pairs = (
        Change(name_in_words(name), value_in_words(name, before.get(name), kind), value_in_words(name, value, kind))
        for name, value in after.items()
        if name not in KEYS
    )
    return tuple(pair for pair in pairs if pair.before != pair.after)


def payload_in_words(entry: AuditEntry, *without: str) -> dict[str, str]:
    """What an entry says, each part by its name; `without` some of them, and without what is empty."""
    payload = entry.payload or {}
    kind = str(payload.get("kind", ""))
    said = {name: value_in_words(name, value, kind) for name, value in payload.items() if name not in without}
    return {name_in_words(name): words for name, words in said.items() if words}


def action_in_words(action: str) -> str:
    """What happened, by the name of it in the record."""
    return str(ACTIONS.get(action, action))


def subject_in_words(kind: str) -> str:
    """What a history is about, by the name of its kind in the record."""
    return str(SUBJECTS.get(kind, kind))


def name_in_words(name: str) -> str:
    """What a part of an entry is called."""
    return str(NAMES.get(name, name.replace("_", " ")))


def value_in_words(name: str, value: Any, kind: str = "") -> str:
    """What a part of an entry says; `kind`: of the claim, for its contract."""
    if name == "settled_by" and kind:
        try:
            return contract_in_words(kind, value)
        except (ContractError, ValueError):
            return in_words(value)  # of an older form
    if name.endswith("_s") and isinstance(value, int | float):
        whole = value >= 1 and value == int(value)
        return say_duration(int(value)) if whole else f"{value:g} s"
    if isinstance(value, str | bool):
        if (name, value) in UNSAID:
            return ""
        return str(VALUES.get((name, value), in_words(value)))
    return in_words(value)


def in_words(value: Any) -> str:
    """A value as people read it; empty where there is nothing to read."""
    if isinstance(value, dict):
        return "; ".join(f"{name_in_words(name)}: {words}" for name, item in value.items() if (words := in_words(item)))
    if isinstance(value, list):
        parts = [each for each in map(in_words, value) if each]
        return (" " if all(each.endswith(".") for each in parts) else "; ").join(parts)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else _moment_in_words(str(value))


def _moment_in_words(value: str) -> str:
    """A day or a moment, as programs write it, as people say it; any other text as it is."""
    try:
        if _DAY.fullmatch(value):
            return day_in_words(date.fromisoformat(value))
        return moment(datetime.fromisoformat(value)) if _MOMENT.fullmatch(value) else value
    except ValueError:
        return value
