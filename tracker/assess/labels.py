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
    names = _names_in_order({str(key): str(name) for key, name in found.items()})
    meanings = [_stance_of(name, labels=len(names)) for name in names]
    wanted = set(STANCES) if len(names) == 3 else {"supports", "neutral"}
    if len(names) not in (2, 3) or set(meanings) != wanted:
        raise _refused(f"has the labels {', '.join(names)}")
    column_of = {stance: column for column, stance in enumerate(meanings)}
    return column_of["supports"], column_of.get("refutes"), column_of["neutral"]


def _names_in_order(id2label: Mapping[str, str]) -> list[str]:
    numbers = [str(i) for i in range(len(id2label))]
    if set(id2label) != set(numbers):
        raise _refused(f"numbers its id2label {', '.join(sorted(id2label))}, not 0 to {len(id2label) - 1}")
    return [id2label[number] for number in numbers]


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
