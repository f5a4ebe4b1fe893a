"""From a claim and a passage to an assessment: a stance, a score and reasons.

Pure: no database, no network, no clock. Assessors judge batches behind one protocol (`types.Assessor`), so that a
learned model can stand where the symbolic reader stands.
"""

from functools import cache
from pathlib import Path

from .attribution import speaks_for
from .symbolic import REFUTE_THRESHOLD, SUPPORT_THRESHOLD, SymbolicReader
from .types import Assessor, ClaimText, Judgement, PassageText, Span, Stance

__all__ = [
    "BUILT_IN",
    "LEARNED",
    "ONNX",
    "REFUTE_THRESHOLD",
    "SUPPORT_THRESHOLD",
    "Assessor",
    "ClaimText",
    "Judgement",
    "PassageText",
    "Span",
    "Stance",
    "SymbolicReader",
    "get_assessor",
    "speaks_for",
]

LEARNED = "learned"
BUILT_IN = (LEARNED, SymbolicReader.name)
DEFAULT = LEARNED
ONNX = "onnx:"
"""Before a path, as in "onnx:/srv/models/nli": the judge in that directory."""


def get_assessor(name: str = DEFAULT) -> Assessor:
    """The built-in assessor of that name, or the judge in a directory (see `ONNX`), loaded once.

    Raises LookupError, naming those there are, for any other name, and ValueError for a directory that holds no judge.
    """
    if name.startswith(ONNX):
        from .onnx_judge import open_judge  # only where it is used: the runtime is large

        return open_judge(Path(name.removeprefix(ONNX)))
    if name in BUILT_IN:
        return _built_in(name)
    known = ", ".join([*BUILT_IN, f"{ONNX}/path/to/directory"])
    raise LookupError(f"no assessor is called {name!r}; there are: {known}")


@cache
def _built_in(name: str) -> Assessor:
    """One per process: the learned judge loads its model when the first pair comes."""
    if name == LEARNED:
        from .learned import LearnedJudge  # only where it is used: the runtime is large

        return LearnedJudge()
    return SymbolicReader()
