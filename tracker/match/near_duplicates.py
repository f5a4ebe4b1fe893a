"""Is one text a copy of another: reprinted, edited, shortened, under another headline? Pure.

Two steps. A *signature* (MinHash over three-word shingles, Broder 1997) finds in microseconds the few texts that may
be related. The decision then reads both: which share of one's own words stands in stretches that the other has too,
word for word or lightly edited (`overlap`). A shortened reprint shares little of the longer text but nearly all of its
own, so the share is taken of either side. Words in quotation marks do not count while there are others, because
two reporters at the same press conference write down the same quote.

Limits. Up to a quarter of a copy's words may be others; a text told again in other words throughout is not found here:
it is another author's sentence, and whether it is another *origin* is for attribution to say. Long boilerplate that
two texts share (a company's "about us") reads as copying where it makes up half of one of them. Under twenty words of
one's own, chance and official names weigh too much: such a text is a copy only if it is word for word the other, or a
run of a dozen words of it.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from tracker.match.overlap import shared_positions
from tracker.match.words import words

Key = TypeVar("Key", bound=Hashable)

SHINGLE = 3
"""Words in a run that signatures are made from: an edit every fourth word leaves four of ten runs whole."""

COPIED = 0.5
"""A text is a copy when this share of its own words was taken over."""

CARRIED = 0.8
"""A text is a copy, too, when it carries this share of the other text, however much it adds."""

SHORT = 20
"""Own words below which a text is compared whole."""

SHORTEST_RUN = 12
"""Words of a short text that cannot stand in a longer one by chance."""

RELATED = 0.2
"""Estimated share of either text's runs above which the texts are worth reading; half of what edits leave whole."""

_SLOTS = 128
_SEED = 1
_HEADER = bytes([2, RMinHash.ALGORITHM_VERSION])  # ours, then the library's
_SIGNATURE = np.dtype([("header", "S2"), ("shingles", "<u4"), ("slots", "<u4", (_SLOTS,))])

# A quotation does not run over the end of a paragraph, nor for ever where its closing mark is missing.
_INSIDE = r"[^“”„«»\"\n]{1,600}"
_QUOTATION = re.compile(rf"“{_INSIDE}”|„{_INSIDE}[“”]|«{_INSIDE}»|»{_INSIDE}«|\"{_INSIDE}\"")


@dataclass(frozen=True)
class CopyVerdict:
    """Whether a text is a copy, the share of its own words taken over (0 to 1), and why, for people."""

    copy: bool
    containment: float
    reason: str


@dataclass(frozen=True)
class Candidate(Generic[Key]):
    """An earlier text that another may have been copied from."""

    key: Key
    text: str
    seen_at: datetime


@dataclass(frozen=True)
class Copied(Generic[Key]):
    """An earlier text that another copies, and the verdict that says so."""

    key: Key
    verdict: CopyVerdict


def signature(text: str) -> bytes:
    """What to store beside a text to find its copies by: a few hundred bytes with a version in front."""
    read = _Reading(text)
    sketch = RMinHash(num_perm=_SLOTS, seed=_SEED)
    runs = read.runs(SHINGLE)
    sketch.update([" ".join(run) for run in runs])
    return np.array((_HEADER, len(runs), sketch.digest()), dtype=_SIGNATURE).tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """The estimated share of shingles that two texts have in common (Jaccard, 0 to 1; error about 0.04).

    Raises ValueError for a signature of another version: take it anew from the text.
    """
    mine, theirs = _unpack([one, other])
    if not mine["shingles"] or not theirs["shingles"]:
        return 0.0
    return float((mine["slots"] == theirs["slots"]).mean())


def likely_copies(of: bytes, stored: Sequence[bytes]) -> list[int]:
    """The positions of those stored signatures whose texts are worth a full comparison, likeliest first.

    Estimated is the share of the shorter text that the two have in common, so a text that was cut down is
    found too; one of which a twentieth was kept may be missed. Raises ValueError as `similarity` does.
    """
    if not stored:
        return []
    mine, theirs = _unpack([of])[0], _unpack(stored)
    alike = (theirs["slots"] == mine["slots"]).mean(axis=1)
    lengths = theirs["shingles"].astype(float)
    shared = alike / (1 + alike) * (lengths + float(mine["shingles"]))
    shorter = np.minimum(lengths, float(mine["shingles"]))
    share = np.divide(shared, shorter, out=np.zeros_like(shared), where=shorter > 0)
    order = np.argsort(-share, kind="stable")
    return [int(position) for position in order if share[position] >= RELATED]


def containment(text: str, of: str) -> float:
    """The share (0 to 1) of the text's own words that it has in common with the other text, in longer runs."""
    return _taken_over(_Reading(text), _Reading(of))


def is_copy(text: str, of: str) -> CopyVerdict:
    """Is `text` a copy of the earlier text `of`, or of a part of it? See the head of this module for limits."""
    return _judge(_Reading(text), _Reading(of))


def copied(text: str, candidates: Iterable[Candidate[Key]], *, passage: str = "") -> list[Copied[Key]]:
    """What `text` copies, the earliest first; of candidates with one key the earliest alone.

    Where the text as a whole is its own, its `passage` may still be copied: a live page that carries a paragraph of
    an agency's. Among equals in time the first given counts as the earlier. That a candidate is older than the text
    is the caller's to see to. An item joins the first; the others stay apart from it, and that they may be one origin
    is for a person to say.
    """
    read, quoted = _Reading(text), _Reading(passage)
    found: dict[Key, Copied[Key]] = {}
    for candidate in sorted(candidates, key=lambda each: each.seen_at):
        if candidate.key in found:
            continue
        other = _Reading(candidate.text)
        verdict = _judge(read, other)
        if not verdict.copy:
            verdict = _judge_passage(quoted, other)
        if verdict.copy:
            found[candidate.key] = Copied(candidate.key, verdict)
    return list(found.values())


class _Reading:
    """A text as comparisons see it: its words in order, and which of them are the author's own."""

    def __init__(self, text: str) -> None:
        own_parts = _QUOTATION.split(text)
        quotations = [*_QUOTATION.findall(text), ""]
        self.words: list[str] = []
        self.own: list[int] = []  # positions of the words outside quotation marks
        for own_part, quotation in zip(own_parts, quotations, strict=True):
            start = len(self.words)
            self.words += words(own_part)
            self.own += range(start, len(self.words))
            self.words += words(quotation)
        self.short = len(self.own) < SHORT
        if self.short:
            self.own = list(range(len(self.words)))

    def runs(self, width: int) -> set[tuple[str, ...]]:
        """Every run of so many words; a text shorter than that is one run, an empty one has none."""
        if not self.words:
            return set()
        last = max(0, len(self.words) - width)
        return {tuple(self.words[start : start + width]) for start in range(last + 1)}

    def holds(self, other: "_Reading") -> bool:
        """Do the other's words stand here, all of them, in a row?"""
        return f" {' '.join(other.words)} " in f" {' '.join(self.words)} "


def _judge(text: _Reading, of: _Reading) -> CopyVerdict:
    share = _taken_over(text, of)
    if not text.words or not of.words:
        return CopyVerdict(copy=False, containment=share, reason="there are no words to compare")
    if text.words == of.words:
        return CopyVerdict(copy=True, containment=share, reason="word for word the same")
    if text.short:
        return _judge_short(text, of, share)
    if share >= COPIED:
        return CopyVerdict(copy=True, containment=share, reason=f"{share:.0%} of its own words stand in the other text")
    carried = 0.0 if of.short else _taken_over(of, text)
    if carried >= CARRIED:
        return CopyVerdict(copy=True, containment=share, reason=f"it carries {carried:.0%} of the other text")
    return CopyVerdict(
        copy=False, containment=share, reason=f"only {share:.0%} of its own words stand in the other text"
    )


def _judge_short(text: _Reading, of: _Reading, share: float) -> CopyVerdict:
    if len(text.words) >= SHORTEST_RUN and of.holds(text):
        return CopyVerdict(copy=True, containment=share, reason="all of it stands in the other text, in one run")
    return CopyVerdict(copy=False, containment=share, reason="too short to be called a copy unless word for word")


def _judge_passage(passage: _Reading, of: _Reading) -> CopyVerdict:
    """As `_judge`, of a few sentences: they are copied where nearly all of their words are."""
    share = _taken_over(passage, of)
    copy = not passage.short and share >= CARRIED
    return CopyVerdict(copy, share, f"{share:.0%} of the passage’s words stand in the other text")


def _taken_over(text: _Reading, of: _Reading) -> float:
    """The share of the text's own words within stretches that `of` has as well."""
    if not text.own:
        return 0.0
    if of.holds(text):
        return 1.0
    taken = shared_positions(text.words, of.words)
    return sum(position in taken for position in text.own) / len(text.own)


def _unpack(signatures: Sequence[bytes]) -> NDArray[np.void]:
    if any(len(each) != _SIGNATURE.itemsize or not each.startswith(_HEADER) for each in signatures):
        message = "A signature of another version: it has to be taken anew from the text."
        raise ValueError(message)
    return np.frombuffer(b"".join(signatures), dtype=_SIGNATURE)
