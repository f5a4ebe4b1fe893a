"""The assessor page: what judges the passages, how good it is, where it fails."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from tracker.assess.cards import CARDS, Card
from tracker.assess.evaluation import Evaluation, Figure, SetFigures, evaluations
from tracker.assess.sets import SETS, PairSet

TOO_FEW = 20
"""Below so many passages called supporting, a share of them tells next to nothing, and its interval misleads."""

_MARK = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A figure on a line from 0 to 100: where its interval begins, how wide it is, where its mark begins."""

    start: float
    width: float
    at: float


@dataclass(frozen=True, slots=True)
class Section:
    """One version of an assessor with its card, each set's figures, and the line of its precision."""

    evaluation: Evaluation
    card: Card
    in_use: bool
    sets: tuple[tuple[PairSet, SetFigures, Line | None], ...]


@require_safe
@conditional_page
def assessor_page(request: HttpRequest) -> HttpResponse:
    """Every assessor with committed figures, the one in use first; says so where the one in use has none."""
    sections = sorted(_sections(), key=lambda section: not section.in_use)
    names = {one.name for section in sections for one in section.evaluation.sets}
    context = {
        "sections": sections,
        "second": settings.TRACKER_LARGE_JUDGE_MODEL if settings.TRACKER_LARGE_JUDGE_URL else "",
        "measured": any(section.in_use for section in sections),
        "sets": [SETS[name] for name in sorted(names)],
    }
    return render(request, "public/assessor.html", context)


def _sections() -> Iterator[Section]:
    used = settings.TRACKER_ASSESSOR
    for evaluation in evaluations():
        card = CARDS[evaluation.assessor]
        current = evaluation.assessor == used and evaluation.version == card.versions[0][0]
        sets = tuple(
            (SETS[one.name], one, line(one.precision) if one.called >= TOO_FEW else None) for one in evaluation.sets
        )
        yield Section(evaluation, card, current, sets)


def line(figure: Figure) -> Line | None:
    """How a figure is drawn; None where there is nothing to draw."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    at = min(max(100 * figure.value - _MARK / 2, 0), 100 - _MARK)
    return Line(round(100 * figure.low, 2), round(100 * (figure.high - figure.low), 2), round(at, 2))
