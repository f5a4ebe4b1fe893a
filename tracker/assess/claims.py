"""A claim as the symbolic reader sees it: its content without the words that only say its kind."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .attribution import attribution
from .modality import planned
from .reading import ParsedText, read

_THAT = re.compile(r"\s*(?:on\s\w+\s|in\s\w+\s)?(?:that\b|:|,)?\s*[“\"]?")


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """`content` is what is claimed; `speaker` is who is claimed to have said it (statements only)."""

    content: ParsedText
    kind: str
    speaker: str | None = None

    @property
    def is_plan(self) -> bool:
        return self.kind == "plan"


@lru_cache(maxsize=8192)
def read_claim(text: str, kind: str) -> ClaimReading:
    """Analyse a claim: "Klaba said that costs fall" is read as "costs fall" said by Klaba, and "X plans to
    build Y" as "X build Y", planned."""
    if kind == "statement" and (source := attribution(text)):
        rest = text[source.end :] if source.start < len(text) // 2 else text[: source.start]
        return ClaimReading(read(rest[_end_of_that(rest) :]), kind, source.who)
    if kind == "plan" and (cues := planned(text)):
        return ClaimReading(read(text[: cues[0].cue_start] + text[cues[0].start :].lstrip()), kind)
    return ClaimReading(read(text), kind)


def _end_of_that(rest: str) -> int:
    match = _THAT.match(rest)
    return match.end() if match else 0
