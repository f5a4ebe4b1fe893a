"""The entries of a history as people read them: what programs wrote, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.contracts import ContractError
from claims.models import AuditEntry
from claims.presentation.html import contract_in_words

NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "as_of": _("dated"),
        "basis": _("how it is known"),
        "by_whom": _("by"),
        "criterion": _("what would settle it, in words"),
        "due_on": _("due on"),
        "recheck_on": _("look again on"),
        "rests_on": _("the decision rests on"),
        "settled_by": _("what would settle it"),
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
    }
)

UNSAID: frozenset[tuple[str, Any]] = frozenset({("automatic", False)})
"""What goes without saying."""


def payload_in_words(entry: AuditEntry, *without: str) -> dict[str, str]:
    """What an entry says, each part by its name; `without` some of them, and without what is empty."""
    payload = entry.payload or {}
    kind = str(payload.get("kind", ""))
    said = {name: value_in_words(name, value, kind) for name, value in payload.items() if name not in without}
    return {name_in_words(name): words for name, words in said.items() if words}


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
    return "" if value is None else str(value)
