"""The rows the model is trained on, as plain values, and where they are read from."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LABELS = ("supports", "refutes", "neutral")
"""In the order of the model's outputs; the order is written into its config."""


@dataclass(frozen=True, slots=True)
class Row:
    """One training pair. `title` is the page the passage stands on and `before` the sentence ahead of it, where they
    are shown to the model; `family` the claim that a variant is of; `kind` the claim's, as the tracker knows it.
    """

    claim: str
    passage: str
    label: str
    set: str
    title: str = ""
    family: str = ""
    before: str = ""
    kind: str = "event"


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_pairs(path: Path) -> list[Row]:
    """Pairs `{claim, passage, label, set}`; rows of any other label than `LABELS` are left out."""
    return [Row(r["claim"], r["passage"], r["label"], r["set"]) for r in read_jsonl(path) if r["label"] in LABELS]
