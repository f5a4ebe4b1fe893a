"""Every claim of the sample article against what supports it, what refutes it, and what only seems to."""

import pytest

from tests.tracker.assess.sample_article import CASES, Case
from tracker.assess import REFUTE_THRESHOLD, SUPPORT_THRESHOLD, ClaimText, Judgement, PassageText, SymbolicReader


def read(case: Case, passage: str) -> Judgement:
    claim = ClaimText(case.claim, kind=case.kind, speaker_names=case.speakers)
    return SymbolicReader().assess([(claim, PassageText(passage, title=case.title))])[0]


def table(stance: str) -> list[tuple[Case, str]]:
    return [(case, passage) for case in CASES for passage in getattr(case, stance)]


@pytest.mark.parametrize(("case", "passage"), table("supports"))
def test_it_finds_what_supports(case: Case, passage: str) -> None:
    answer = read(case, passage)
    assert answer.stance == "supports", answer
    assert answer.score >= SUPPORT_THRESHOLD
    assert answer.deciding


@pytest.mark.parametrize(("case", "passage"), table("refutes"))
def test_it_finds_what_refutes(case: Case, passage: str) -> None:
    answer = read(case, passage)
    assert answer.stance == "refutes", answer
    assert answer.score >= REFUTE_THRESHOLD
    assert answer.deciding


@pytest.mark.parametrize(("case", "passage"), table("neutral"))
def test_it_takes_no_side_on_what_is_merely_near(case: Case, passage: str) -> None:
    assert read(case, passage).stance == "neutral", read(case, passage)


@pytest.mark.parametrize(("case", "passage"), table("planned"))
def test_it_does_not_take_a_plan_for_the_deed(case: Case, passage: str) -> None:
    answer = read(case, passage)
    assert answer.stance == "neutral", answer


def test_it_has_passages_for_every_claim() -> None:
    assert len(CASES) == 22
    assert all(case.supports and case.neutral for case in CASES)
    assert all(case.planned for case in CASES if case.kind == "event")
