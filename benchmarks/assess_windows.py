"""What the tracker judges of a passage on a claim: its windows of one to three sentences, of which the best is taken.

As in the pipeline, a window is judged where it shares enough words with the claim, at most so many of a page, those
that share the most (`tracker.evidence.candidates`). Of a passage that shares less, the likeliest window is judged.
"""

from collections.abc import Sequence
from dataclasses import replace

from tracker.assess.types import Judgement, PassageText, Thresholds, takes_a_side
from tracker.extract.passages import Passage, passages
from tracker.match.index import ClaimIndex
from tracker.match.page import candidates_of
from tracker.match.segment import Entry

AT_MOST = 40
"""`tracker.evidence.candidates.PAIRS_OF_A_CLAIM`; a test holds the two together. That module needs a database."""


def windows_of_pair(claim: str, passage: PassageText) -> list[PassageText]:
    """The windows of a passage that are judged on a claim, each with the sentence before it; at least one."""
    windows = passages(passage.text, passage.language)
    if not windows:
        return [passage]
    endings = {window.end: window.text for window in windows if window.sentence_count == 1}
    return [
        replace(passage, text=window.text, before=_before(window.start, endings) or passage.before)
        for window in _likeliest(claim, passage.title, windows)
    ]


def _likeliest(claim: str, title: str, windows: Sequence[Passage]) -> list[Passage]:
    """Those that share the most with a claim, the shorter first."""
    index = ClaimIndex.build([Entry(1, claim)])
    near = candidates_of(index, [window.text for window in windows], title=title, group=None)
    shared = [found[0][1] if found else 0.0 for found in near]
    ranked = sorted(range(len(windows)), key=lambda i: (-shared[i], windows[i].sentence_count))
    likely = [windows[i] for i in ranked if shared[i] > 0]
    return likely[:AT_MOST] or [windows[ranked[0]]]


def _before(start: int, endings: dict[int, str]) -> str:
    """The sentence that ends last ahead of a place."""
    return endings[max(ends)] if (ends := [end for end in endings if end <= start]) else ""


def best_of(judgements: Sequence[Judgement], judge: Thresholds) -> Judgement:
    """The judgement that the tracker would act on: one that takes a side surely enough, else the likeliest to."""
    return max(judgements, key=lambda judged: _rank(judged, judge))


def _rank(judged: Judgement, judge: Thresholds) -> tuple[bool, bool, float]:
    has_side = judged.stance != "neutral"
    return takes_a_side(judged, judge), has_side, judged.score if has_side else 1 - judged.score
