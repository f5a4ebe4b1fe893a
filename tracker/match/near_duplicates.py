"""Is one text a copy of another: reprinted, edited, shortened, under another headline? Pure.

Both texts are read: which share of one's own words stands in stretches that the other has too, word for word or lightly
edited (`overlap`). A shortened reprint shares little of the longer text but nearly all of its
own, so the share is taken of either side. Words in quotation marks do not count while there are others, because
two reporters at the same press conference write down the same quote.

Limits. Up to a quarter of a copy's words may be others; a text told again in other words throughout is not found here:
it is another author's sentence, and whether it is another *origin* is for attribution to say. Long boilerplate that
two texts share (a company's "about us") reads as copying where it makes up half of one of them. Under twenty words of
one's own, chance and official names weigh too much: such a text is a copy only if it is word for word the other, or a
run of a dozen words of it.
"""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from tracker.match.overlap import shared_positions
from tracker.match.words import words

Key = TypeVar("Key", bound=Hashable)

COPIED = 0.5
"""A text is a copy when this share of its own words was taken over."""

CARRIED = 0.8
"""A text is a copy, too, when it carries this share of the other text, however much it adds."""

SHORT = 20
"""Own words below which a text is compared whole."""

SHORTEST_RUN = 12
"""Words of a short text that cannot stand in a longer one by chance."""

# A quotation does not run over the end of a paragraph, nor for ever where its closing mark is missing.
_INSIDE = r"[^“”„«»\"\n]{1,600}"
_QUOTATION = re.compile(rf"“{_INSIDE}”|„{_INSIDE}[“”]|«{_INSIDE}»|»{_INSIDE}«|\"{_INSIDE}\"")


@dataclass(frozen=True)
class CopyFinding:
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
    """An earlier text that another copies, and the finding that says so."""

    key: Key
    finding: CopyFinding


def is_copy(text: str, of: str) -> CopyFinding:
    """Is `text` a copy of the earlier text `of`, or of a part of it? See the head of this module for limits."""
    return _judge(_Reading(text), _Reading(of))


def carries(text: str, passage: str) -> bool:
    """Whether nearly all words of a passage stand in a text, in stretches, however short the passage is."""
    return _taken_over(_Reading(passage), _Reading(text)) >= CARRIED


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
        finding = _judge(read, other)
        if not finding.copy:
            finding = _judge_passage(quoted, other)
        if finding.copy:
            found[candidate.key] = Copied(candidate.key, finding)
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

    def holds(self, other: "_Reading") -> bool:
        """Do the other's words stand here, all of them, in a row?"""
        return f" {' '.join(other.words)} " in f" {' '.join(self.words)} "


def _judge(text: _Reading, of: _Reading) -> CopyFinding:
    share = _taken_over(text, of)
    if not text.words or not of.words:
        return CopyFinding(copy=False, containment=share, reason="there are no words to compare")
    if text.words == of.words:
        return CopyFinding(copy=True, containment=share, reason="word for word the same")
    if text.short:
        return _judge_short(text, of, share)
    if share >= COPIED:
        return CopyFinding(copy=True, containment=share, reason=f"{share:.0%} of its own words stand in the other text")
    carried = 0.0 if of.short else _taken_over(of, text)
    if carried >= CARRIED:
        return CopyFinding(copy=True, containment=share, reason=f"it carries {carried:.0%} of the other text")
    return CopyFinding(
        copy=False, containment=share, reason=f"only {share:.0%} of its own words stand in the other text"
    )


def _judge_short(text: _Reading, of: _Reading, share: float) -> CopyFinding:
    if len(text.words) >= SHORTEST_RUN and of.holds(text):
        return CopyFinding(copy=True, containment=share, reason="all of it stands in the other text, in one run")
    return CopyFinding(copy=False, containment=share, reason="too short to be called a copy unless word for word")


def _judge_passage(passage: _Reading, of: _Reading) -> CopyFinding:
    """As `_judge`, of a few sentences: they are copied where nearly all of their words are."""
    share = _taken_over(passage, of)
    copy = not passage.short and share >= CARRIED
    return CopyFinding(copy, share, f"{share:.0%} of the passage’s words stand in the other text")


def _taken_over(text: _Reading, of: _Reading) -> float:
    """The share of the text's own words within stretches that `of` has as well."""
    if not text.own:
        return 0.0
    if of.holds(text):
        return 1.0
    taken = shared_positions(text.words, of.words)
    return sum(position in taken for position in text.own) / len(text.own)
