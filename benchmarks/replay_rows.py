"""The rows of a replay file, with what is expected of them kept apart."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERDICTS = frozenset({"supported", "lost", "unchanged"})
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Revision:
    """A sentence of an article before and after an edit, and a claim it may bear on."""

    id: str
    page: str
    claim: str
    before: str
    after: str


class BadRows(ValueError):
    """A file that is no replay; the message names the line and the remedy."""


def read_rows(path: Path, *, limit: int | None = None) -> tuple[list[Revision], dict[str, str]]:
    """The revisions of a JSON Lines file (gzip or plain), and apart from them the expected verdict by id.

    Only `benchmarks.replay_scores` ever sees the second part. Raises BadRows, OSError.
    """
    content = path.read_bytes()
    lines = (gzip.decompress(content) if content.startswith(_GZIP) else content).decode().splitlines()
    revisions: list[Revision] = []
    expected: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if limit is not None and len(revisions) >= limit:
            break
        if not line.strip():
            continue
        revision, verdict = _row(line, number)
        if revision.id in expected:
            raise BadRows(f"line {number}: the id {revision.id!r} stands there twice.")
        revisions.append(revision)
        expected[revision.id] = verdict
    if not revisions:
        raise BadRows("the file holds no rows.")
    return revisions, expected


def _row(line: str, number: int) -> tuple[Revision, str]:
    try:
        row: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRows(f"line {number} is not JSON: {error}.") from error
    if not isinstance(row, Mapping):
        raise BadRows(f"line {number} is not an object.")
    fields: dict[str, str] = {}
    for name in ("id", "page", "claim", "before", "after"):
        value = row.get(name)
        if not isinstance(value, str) or not value.strip():
            raise BadRows(f"line {number}: {name} must be a text.")
        fields[name] = value
    if row.get("expect") not in VERDICTS:
        raise BadRows(f"line {number}: expect must be one of {', '.join(sorted(VERDICTS))}.")
    return Revision(**fields), row["expect"]
