"""The rows of JSON Lines files, gzip or plain, with errors that name the line and the remedy."""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_GZIP = b"\x1f\x8b"


class BadRows(ValueError):
    """A file that does not hold what it should; the message names the line and the remedy."""


def read_objects(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a file with their line numbers; empty lines are passed over. Raises BadRows, OSError."""
    content = path.read_bytes()
    lines = (gzip.decompress(content) if content.startswith(_GZIP) else content).decode().splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadRows(f"line {number} is not JSON: {error}.") from error
        if not isinstance(row, Mapping):
            raise BadRows(f"line {number} is not an object.")
        yield number, row


def text_of(row: Mapping[str, Any], name: str, number: int, *, default: str | None = None) -> str:
    """A field that must be a text; `default`, where one is given, stands for a field that is missing."""
    value = row.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise BadRows(f"line {number}: {name} must be a text.")
    return value
