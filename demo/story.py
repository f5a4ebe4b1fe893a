"""The story: what is published in turn, and what must come of it. Read from story.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

STORY = Path(__file__).with_name("story.json")


@dataclass(frozen=True, slots=True)
class StoryPage:
    """An article, or a new version of one: who publishes it, where, and its paragraphs."""

    by: str
    path: str
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands in the database once a step was read, before anybody decides.

    `proposed` is the status an open flag proposes, "" for none. `supports` counts the items that support the claim
    and still stand, `origins` the origins among them that are not the speaker's.
    """

    status: str
    supports: int
    origins: int
    proposed: str = ""

    def __str__(self) -> str:
        proposal = f", with “{self.proposed}” proposed" if self.proposed else ", with nothing proposed"
        return f"{self.status}{proposal}, {self.supports} in support from {self.origins} other than the speaker"


@dataclass(frozen=True, slots=True)
class Step:
    """What is published, and what must come of it for one claim.

    `decision`: who decides on the proposal, the scripted reviewer or whoever watches; "" where there is none.
    """

    name: str
    tell: str
    claim: str
    publish: tuple[StoryPage, ...]
    expect: Outcome
    decision: Literal["", "reviewer", "visitor"] = ""

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        pages = tuple(StoryPage(**{**page, "text": tuple(page["text"])}) for page in row["publish"])
        return cls(**{**row, "publish": pages, "expect": Outcome(**row["expect"])})


@dataclass(frozen=True, slots=True)
class Story:
    """The five publishers, the claims whose status the machine may change, and the steps in turn."""

    publishers: tuple[Mapping[str, str], ...]
    automatic: tuple[str, ...]
    steps: tuple[Step, ...]

    @classmethod
    def read(cls, path: Path = STORY) -> Self:
        """Raises OSError, ValueError, KeyError or TypeError for a file that tells no story."""
        rows = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            publishers=tuple(rows["publishers"]),
            automatic=tuple(rows["automatic"]),
            steps=tuple(Step.read(row) for row in rows["steps"]),
        )

    @property
    def changes(self) -> frozenset[tuple[str, str]]:
        """Every (claim, status) that the story foresees as a proposal: any other is a false flag."""
        foreseen: set[tuple[str, str]] = set()
        now: dict[str, str] = {}
        for step in self.steps:
            after = step.expect.proposed or step.expect.status
            if after != now.get(step.claim, "unverified"):
                foreseen.add((step.claim, after))
            now[step.claim] = after
        return frozenset(foreseen)
