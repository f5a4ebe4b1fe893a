"""The claim's figures beside a passage's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.assess.figures import PassageFigure, figures


@pytest.mark.parametrize(
    ("claim", "passage", "found"),
    [
        (
            "The model has 1.5 billion parameters.",
            "The model has 1.2 billion parameters.",
            [("1.5 billion", "1.2 billion", "conflicts")],
        ),
        (
            "Norlux paid 84.6 million euros.",
            "The price was €84.6m, the filing says.",
            [("84.6 million euros", "€84.6m", "agrees")],
        ),
        ("More than 500 people work there.", "It employs 512 people.", [("More than 500", "512", "agrees")]),
        ("It opened in March 2026.", "It opened in April 2026.", [("March 2026", "April 2026", "open")]),
        ("It is the largest plant.", "It is the second largest plant.", []),
        ("It has 12 halls.", "It has been finished.", []),
        ("It has been finished.", "It has 12 halls.", []),
    ],
)
def test_figures_of_one_thing_stand_side_by_side(claim: str, passage: str, found: list[tuple[str, str, str]]) -> None:
    assert figures(claim, passage) == tuple(PassageFigure(*row) for row in found)  # type: ignore[arg-type]


@given(st.integers(2, 10**9))
def test_a_figure_agrees_with_itself(number: int) -> None:
    text = f"The plant has {number} machines."
    assert [figure.verdict for figure in figures(text, text)] == ["agrees"]
