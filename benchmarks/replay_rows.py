"""The rows of a replay file, with what is expected of them kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.jsonl import BadRows, read_objects, text_of

__all__ = ["VERDICTS", "BadRows", "Revision", "read_rows"]

VERDICTS = frozenset({"supported", "lost", "unchanged"})


@dataclass(frozen=True, slots=True)
class Revision:
    """A sentence of an article before and after an edit, and a claim it may bear on."""

    id: str
    page: str
    claim: str
    before: str
    after: str


def read_rows(path: Path, *, limit: int | None = None) -> tuple[list[Revision], dict[str, str]]:
    """The revisions of a JSON Lines file (gzip or plain), and apart from them the expected verdict by id.

    Only `benchmarks.replay_scores` ever sees the second part. Raises BadRows, OSError.
    """
    revisions: list[Revision] = []
    expected: dict[str, str] = {}
    for number, row in read_objects(path):
        if limit is not None and len(revisions) >= limit:
            break
        revision, verdict = _row(row, number)
        if revision.id in expected:
            raise BadRows(f"line {number}: the id {revision.id!r} stands there twice.")
        revisions.append(revision)
        expected[revision.id] = verdict
    if not revisions:
        raise BadRows("the file holds no rows.")
    return revisions, expected


def _row(row: Mapping[str, Any], number: int) -> tuple[Revision, str]:
    fields = {name: text_of(row, name, number) for name in ("id", "page", "claim", "before", "after")}
    if row.get("expect") not in VERDICTS:
        raise BadRows(f"line {number}: expect must be one of {', '.join(sorted(VERDICTS))}.")
    return Revision(**fields), row["expect"]
