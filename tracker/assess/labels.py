"""Which of a model's labels means which stance: by name, never by position."""

import re
from collections.abc import Mapping
from typing import Any

from .types import STANCES, Stance

_NAMES: dict[Stance, frozenset[str]] = {
    "supports": frozenset({"entailment", "entail", "entails", "entailed", "supports", "support", "supported"}),
    "refutes": frozenset(
        {"contradiction", "contradict", "contradicts", "contradictory", "refutes", "refute", "refuted"}
    ),
    "neutral": frozenset({"neutral", "not enough info", "not enough information", "nei", "not enough evidence"}),
}
_NOT_SUPPORTED = frozenset({"not entailment", "non entailment", "not entailed", "not supported", "unsupported"})
"""What two-label models call everything that does not support."""


def columns_of(config: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
    """The column of each of `STANCES` in the model's output, from `config["id2label"]`; None: it never takes it.

    Names of natural language inference (entailment, contradiction, neutral) and of fact checking (supports, refutes,
    not enough info) are known, and two labels (entailment, not_entailment), which never refute. Raises ValueError
    naming `config.json`, what was found there and what may stand there.
    """
    found = config.get("id2label")
    if not isinstance(found, Mapping) or not found:
        raise _refused("has no id2label")
    names = {str(key): str(name) for key, name in found.items()}
    if set(names) != {str(i) for i in range(len(names))}:
        raise _refused(f"numbers its id2label {', '.join(sorted(names))}, not 0 to {len(names) - 1}")
    meanings = [_stance_of(names[str(i)], labels=len(names)) for i in range(len(names))]
    complete = set(meanings) == (set(STANCES) if len(names) == 3 else {"supports", "neutral"})
    if len(names) not in (2, 3) or not complete:
        raise _refused(f"has the labels {', '.join(names[str(i)] for i in range(len(names)))}")
    supports, refutes, neutral = (meanings.index(stance) if stance in meanings else None for stance in STANCES)
    return supports, refutes, neutral


def _stance_of(name: str, *, labels: int) -> Stance | None:
    plain = re.sub(r"[^a-z]+", " ", name.lower()).strip()
    if labels == 2 and plain in _NOT_SUPPORTED:
        return "neutral"
    return next((stance for stance in STANCES if plain in _NAMES[stance]), None)


def _refused(what: str) -> ValueError:
    return ValueError(
        f"config.json {what}; its id2label must name entailment, contradiction and neutral (or supports, refutes and "
        "not enough info, or entailment and not_entailment), each once"
    )
