"""The bar of statuses that articles show: shares of a line, drawn by the server."""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.statuses import Status


@dataclass(frozen=True, slots=True)
class Share:
    """One status's part of a bar: where it begins and how wide it is, in percent of the line."""

    status: Status
    count: int
    start: float
    width: float


def shares(counts: Mapping[str, int]) -> tuple[Share, ...]:
    """The parts of a bar in the order of the statuses; a status of no claim has none."""
    total = sum(counts.values())
    parts, start = [], 0.0
    for status in Status:
        if count := counts.get(status.value, 0):
            width = 100 * count / total
            parts.append(Share(status, count, round(start, 3), round(width, 3)))
            start += width
    return tuple(parts)
