"""How one wording became another, word by word. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# The comparison is quadratic in the worst case; beyond this the one wording is shown as replaced by the other.
MAX_WORDS = 600
_PLAIN_MARKS = str.maketrans({**dict.fromkeys("‘’‚‛`", "'"), **dict.fromkeys("“”„‟«»", '"')})


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words that were all kept ("same"), removed or added."""

    kind: Literal["same", "removed", "added"]
    words: str


def differences(old: str, new: str) -> list[Run]:
    """How `old` became `new`: runs of words, in order; within a change the removed words come first.

    A word is what stands between white space. The form of quotation marks makes no difference, capitals do.
    """
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > MAX_WORDS:
        return _runs(removed=before, added=after)
    plain_before = [word.translate(_PLAIN_MARKS) for word in before]
    plain_after = [word.translate(_PLAIN_MARKS) for word in after]
    runs: list[Run] = []
    for op, first, last, new_first, new_last in SequenceMatcher(
        None, plain_before, plain_after, autojunk=False
    ).get_opcodes():
        if op == "equal":
            runs.append(Run("same", " ".join(after[new_first:new_last])))
        else:
            runs += _runs(removed=before[first:last], added=after[new_first:new_last])
    return runs


def _runs(*, removed: list[str], added: list[str]) -> list[Run]:
    runs: list[Run] = [Run("removed", " ".join(removed))] if removed else []
    return [*runs, Run("added", " ".join(added))] if added else runs
