"""The part of docs/assessor.md that is made of the committed figures: Markdown. Pure."""

from collections.abc import Iterable, Iterator

from .cards import CARDS, Failure
from .evaluation import Evaluation
from .sets import SETS
from .vetoes import RULES

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
_RULES = """
The rules that hold a support back: how many pairs each alone keeps from being called supported, those that people
call supported (wrongly) and others (rightly), from a score of 0.5 on, where the passage becomes a lead, and from the
threshold on, where it would have become evidence.

| rule | wrongly | rightly | wrongly, sure | rightly, sure |
|---|---|---|---|---|"""
_HEAD = """| set | pairs | accuracy | precision of support | recall of support | coverage | calibration error |
|---|---|---|---|---|---|---|"""


def with_figures(document: str, found: Iterable[Evaluation]) -> str:
    """The document with the present figures between its marks. Raises ValueError where it has no marks."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the document lacks the lines {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{figures(found)}\n{END}{after}"


def figures(found: Iterable[Evaluation]) -> str:
    """Every evaluation's section, and the sets in words behind them."""
    found = tuple(found)
    parts = [part for evaluation in found for part in _section(evaluation)]
    return "\n".join([*parts, *_sets({figures.name for one in found for figures in one.sets})])


def _section(evaluation: Evaluation) -> Iterator[str]:
    card = CARDS[evaluation.assessor]
    yield f"## {card.title}: `{evaluation}`\n"
    yield f"{card.reads}\n\n{card.decides}\n"
    yield f"**Score.** {card.score}\n"
    yield (
        f"**Thresholds.** `supports` from {evaluation.support_threshold:g}, `refutes` from "
        f"{evaluation.refute_threshold:g}. {card.thresholds}\n"
    )
    yield _HEAD
    for one in evaluation.sets:
        precision = f"{one.precision}, {one.called} called"
        cells = (SETS[one.name].title, one.pairs, one.accuracy, precision, one.recall, one.coverage, one.error)
        yield f"| {' | '.join(map(str, cells))} |"
    if evaluation.vetoes:
        yield _RULES
        for veto in evaluation.vetoes:
            counts = (veto.wrongly, veto.rightly, veto.wrongly_sure, veto.rightly_sure)
            yield f"| {RULES[veto.rule]} | {' | '.join(map(str, counts))} |"
    if card.failures:
        yield "\nKnown failures:\n"
        yield from map(_failure, card.failures)
    yield "\nVersions:\n"
    yield from (f"- `{evaluation.assessor} {version}`: {words}" for version, words in card.versions)
    yield ""


def _failure(failure: Failure) -> str:
    return (
        f"- “{failure.claim}” against “{failure.passage}”: it says `{failure.answered}`, right is `{failure.right}`. "
        f"{failure.why}"
    )


def _sets(names: set[str]) -> Iterator[str]:
    yield "## The sets\n"
    for name in sorted(names):
        one = SETS[name]
        yield f"- **{one.title}** (`{name}`): {one.what}. [{one.source}]({one.url}), {one.licence}."
