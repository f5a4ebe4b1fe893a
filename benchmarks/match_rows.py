"""The rows of the claim index's benchmark: passages with the claim each supports, and claims to mix it with."""

import gzip
import json
import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.match.words import words

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"[A-Z][\w'’-]*(?: (?:(?:of|the|and|de) )?[A-Z][\w'’-]*)*")


class BadRows(ValueError):
    """Files that are missing or no rows; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage that supports a claim; `title` is that of its page, where it is known."""

    source: str
    claim: str
    passage: str
    title: str


def read_pairs(data: Path) -> list[Pair]:
    """The supporting pairs of pairs-dev.jsonl.gz, titled by revisions-dev.jsonl.gz. Raises BadRows."""
    pages = {row["claim"]: _plain(row["page"]) for row in _rows(data / "revisions-dev.jsonl.gz", "claim", "page")}
    rows = _rows(data / "pairs-dev.jsonl.gz", "set", "claim", "passage", "label")
    return [
        Pair(row["set"], row["claim"], row["passage"], pages.get(row["claim"], ""))
        for row in rows
        if row["label"] == "supports"
    ]


def real_claims(data: Path, *, without: Collection[str]) -> list[str]:
    """The distinct claims of pairs-train.jsonl.gz; none with the same words as one of `without`. Raises BadRows."""
    seen = {same(claim) for claim in without}
    claims = []
    for row in _rows(data / "pairs-train.jsonl.gz", "claim"):
        if (key := same(row["claim"])) not in seen:
            seen.add(key)
            claims.append(row["claim"])
    return claims


def fillers(claims: Sequence[str], count: int, *, without: Collection[str], seed: int = 7) -> list[str]:
    """So many claims made by swapping the names and numbers within real ones for those of others."""
    draw = random.Random(seed)
    names = [match.group() for claim in claims for match in _NAME.finditer(claim) if _is_swapped(match)]
    numbers = [match.group() for claim in claims for match in _NUMBER.finditer(claim)]
    seen = {same(claim) for claim in (*claims, *without)}
    made: list[str] = []
    while len(made) < count:
        named = _NAME.sub(lambda m: draw.choice(names) if _is_swapped(m) else m.group(), draw.choice(claims))
        claim = _NUMBER.sub(lambda _: draw.choice(numbers), named)
        if (key := same(claim)) not in seen:
            seen.add(key)
            made.append(claim)
    return made


def same(claim: str) -> str:
    """The key of a claim's words: equal for two claims with the same words."""
    return " ".join(words(claim))


def _is_swapped(match: re.Match[str]) -> bool:
    return match.start() > 0 or " " in match.group()  # one word at the beginning may be a capital by its place


def _plain(page: str) -> str:
    return page.replace("-COLON-", ":").replace("-LRB-", "(").replace("-RRB-", ")")


def _rows(path: Path, *fields: str) -> Iterator[dict[str, Any]]:
    try:
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    except OSError as error:
        raise BadRows(f"{path}: {error}; --data names the folder of the three files") from error
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        if missing := [field for field in fields if not isinstance(row.get(field), str)]:
            raise BadRows(f"{path}, line {number}: {missing[0]} must be a text")
        yield row
