"""The pairs that an assessor is scored on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.jsonl import BadRows, read_objects, text_of
from tracker.assess import ClaimText, PassageText

LABELS = ("supports", "refutes", "neutral", "not-supports")
"""The stances, and what a set says that knows no more of a pair."""

KINDS = ("event", "quantity", "state", "plan", "statement")


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a passage with what people say of them. Pairs of one `page` are not independent."""

    set: str
    claim: ClaimText
    passage: PassageText
    label: str
    page: str = ""


def read_pairs(path: Path) -> Iterator[Pair]:
    """The pairs of a JSON Lines file, gzip or plain. Raises BadRows, OSError.

    A row is {"claim", "passage", "label"} and may have "set" (default: the file's name), "page", "title", "before" (the
    sentence ahead of the passage), "published" (its page's day), "kind" and "language", or "claim_language" and
    "passage_language"; other fields are passed over.
    """
    name = path.name.partition(".")[0]
    for number, row in read_objects(path):
        try:
            yield _pair(row, number, name)
        except BadRows as error:
            raise BadRows(f"{path.name}, {error}") from error


def _pair(row: Mapping[str, Any], number: int, name: str) -> Pair:
    label = row.get("label")
    if label not in LABELS:
        raise BadRows(f"line {number}: label must be one of {', '.join(LABELS)}.")
    kind = text_of(row, "kind", number, default="event")
    if kind not in KINDS:
        raise BadRows(f"line {number}: kind must be one of {', '.join(KINDS)}.")
    language = text_of(row, "language", number, default="en")
    claim_language = text_of(row, "claim_language", number, default=language)
    passage = PassageText(
        text_of(row, "passage", number),
        language=text_of(row, "passage_language", number, default=language),
        title=text_of(row, "title", number, default=""),
        before=text_of(row, "before", number, default=""),
        published_on=_day(row, number),
    )
    return Pair(
        set=text_of(row, "set", number, default=name),
        claim=ClaimText(text_of(row, "claim", number), kind=kind, language=claim_language),
        passage=passage,
        label=label,
        page=text_of(row, "page", number, default=""),
    )


def _day(row: Mapping[str, Any], number: int) -> date | None:
    """The day of a row's page, None where it has none. Raises BadRows."""
    written = text_of(row, "published", number, default="")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise BadRows(f"line {number}: published must be a day such as 2026-05-01.") from None
