"""From a claim and a passage to an assessment: a stance, a score and reasons.

Pure: no database, no network, no clock. Assessors judge batches behind one protocol (`types.Assessor`), so that a
learned model can stand where the symbolic reader stands.
"""

from collections.abc import Sequence

from .attribution import speaks_for
from .symbolic import REFUTE_THRESHOLD, SUPPORT_THRESHOLD, SymbolicReader
from .types import Assessment, Assessor, ClaimText, PassageText, Span, Stance

__all__ = [
    "REFUTE_THRESHOLD",
    "SUPPORT_THRESHOLD",
    "Assessment",
    "Assessor",
    "ClaimText",
    "PassageText",
    "Span",
    "Stance",
    "SymbolicReader",
    "assess",
    "get_assessor",
    "speaks_for",
]

_ASSESSORS: dict[str, Assessor] = {SymbolicReader.name: SymbolicReader()}
DEFAULT = SymbolicReader.name


def get_assessor(name: str = DEFAULT) -> Assessor:
    """The assessor of that name. Raises LookupError, naming those there are, for any other."""
    try:
        return _ASSESSORS[name]
    except KeyError:
        raise LookupError(f"no assessor is called {name!r}; there are: {', '.join(sorted(_ASSESSORS))}") from None


def assess(pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Assessment]:
    """What each passage says about its claim, in order, by the default assessor."""
    return get_assessor().assess(pairs)
