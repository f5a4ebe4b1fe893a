"""What the terminal shows: the story as it happens, the table at its end, the figures as one line of JSON."""

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import TextIO

from demo.story import Step
from demo.telling import StepOutcome

_GAP = "  "


class Screen:
    """Lines for people. On a terminal, the step that is being read shows a bar that its outcome replaces."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._moves = out.isatty()
        self._width = max(80, min(shutil.get_terminal_size().columns, 140))

    def say(self, line: str = "") -> None:
        print(line, file=self._out, flush=True)

    def paragraph(self, text: str, *, indent: str = "") -> None:
        self.say(textwrap.fill(text, self._width, initial_indent=indent, subsequent_indent=indent))

    def begin(self, number: int, total: int, step: Step) -> None:
        """Say what is published, and that it is being read."""
        self.paragraph(f"{number}/{total}  {step.tell}")
        for page in step.publish:
            self.say(f"     {page.by}: “{page.title}”")
        if self._moves:
            bar = "■" * (number - 1) + "□" * (total - number + 1)
            print(f"     {bar} published, being read …", end="\r", file=self._out, flush=True)

    def end(self, told: StepOutcome) -> None:
        """Say what came of it."""
        if self._moves:
            print(" " * (self._width - 1), end="\r", file=self._out)
        self.say(f"     “{told.step.claim}”")
        change = told.after if told.before == told.after else f"{told.before} → {told.after}"
        self.paragraph(f"{change}. {told.why}", indent="     ")
        self.say()

    def table(self, rows: Sequence[StepOutcome]) -> None:
        """Claim, before, after, why."""
        narrow = (10, 19)
        rest = self._width - sum(narrow) - 3 * len(_GAP)
        widths = (rest * 2 // 5, *narrow, rest - rest * 2 // 5)
        self._row(("claim", "before", "after", "why"), widths)
        self.say(_GAP.join("─" * width for width in widths))
        for told in rows:
            self._row((told.step.claim, told.before, told.after, told.why), widths)

    def figures(self, figures: Mapping[str, int]) -> None:
        self.say(json.dumps(figures))

    def _row(self, cells: Sequence[str], widths: Sequence[int]) -> None:
        columns = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
        for line in range(max(map(len, columns))):
            parts = [column[line] if line < len(column) else "" for column in columns]
            self.say(_GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip())
