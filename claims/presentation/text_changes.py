"""How one text became another, paragraph by paragraph and, where one was reworded, word by word. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from claims.presentation.differences import Run, differences

MAX_PARAGRAPHS = 1_000
"""The comparison is quadratic in the worst case; beyond this the texts are not compared."""

AROUND = 1
"""So many paragraphs that stayed are shown beside one that changed; the rest is told by its number."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its runs of words; or, `elided`, how many paragraphs that stayed are left out."""

    kind: Literal["same", "changed", "elided"]
    runs: tuple[Run, ...] = ()
    elided: int = 0


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: its lines that are not empty, white space aside."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def text_changes(old: str, new: str) -> list[Block] | None:
    """How `old` became `new`, in order; empty where no word differs, None where they are too long to be compared."""
    before, after = paragraphs(old), paragraphs(new)
    if max(len(before), len(after)) > MAX_PARAGRAPHS:
        return None
    blocks: list[Block] = []
    for op, first, last, new_first, new_last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            blocks += _stayed(after[new_first:new_last], is_first=not blocks, is_last=new_last == len(after))
        else:
            blocks += _changed(before[first:last], after[new_first:new_last])
    return blocks if any(block.kind == "changed" for block in blocks) else []


def _stayed(texts: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Block]:
    """What stayed, shortened to what stands beside a change."""
    head, tail = 0 if is_first else AROUND, 0 if is_last else AROUND
    if len(texts) <= head + tail + 1:
        yield from map(_same, texts)
        return
    yield from map(_same, texts[:head])
    yield Block("elided", elided=len(texts) - head - tail)
    yield from map(_same, texts[len(texts) - tail :])


def _same(text: str) -> Block:
    return Block("same", (Run("same", text),))


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    for before, after in zip_longest(old, new, fillvalue=""):
        yield Block("changed", tuple(differences(before, after)))
