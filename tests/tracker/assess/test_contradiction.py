"""Figures that differ contradict only where they are said of one thing, in one role and for one time."""

import pytest

from tracker.assess.symbolic import SymbolicReader
from tracker.assess.types import ClaimText, Judgement, PassageText

OPENED = "The JUPITER plant was opened on 20 November 2026."


def answer(claim: str, passage: str) -> Judgement:
    [found] = SymbolicReader().assess([(ClaimText(claim, "event"), PassageText(passage))])
    return found


@pytest.mark.parametrize(
    ("claim", "of_another", "of_the_same"),
    [
        (
            OPENED,
            "On 18 November 2026 the JUPITER plant reached 45 petaflops.",
            "The JUPITER plant was opened on 18 November 2026.",
        ),
        (
            "Arsenal won four league titles between 1989 and 2005.",
            "Arsenal has won 13 league titles.",
            "Arsenal won three league titles between 1989 and 2005.",
        ),
        (
            "The Gotthard tunnel is 57 km long.",
            "The Gotthard tunnel is 12 km away from Altdorf.",
            "The Gotthard tunnel is 12 km long.",
        ),
        (
            "The Jülich centre bought 45 new servers.",
            "The Jülich centre bought 12 new chairs.",
            "The Jülich centre bought 12 new servers.",
        ),
        (
            "Ombravia's revenue rose by 32 million euros.",
            "Ombravia's revenue came to 812 million euros.",
            "Ombravia's revenue rose by 12 million euros.",
        ),
        ("The fire killed 45 people.", "The fire injured 12 people.", "The fire killed 12 people."),
        (
            "The bank closed 45 branches in 2025.",
            "The bank closed 12 branches.",
            "The bank closed 12 branches in 2025.",
        ),
        ("Doerr played for one team.", "Doerr played in Boston (1937–1951).", "Doerr played for three teams."),
        ("Winslet was nominated at 31.", "Winslet was nominated with five others.", "Winslet was nominated at 30."),
    ],
)
def test_a_figure_of_another_thing_role_or_time_refutes_nothing_and_supports_nothing(claim, of_another, of_the_same):
    assert answer(claim, of_another).stance == "neutral"
    assert answer(claim, of_the_same).stance == "refutes"


@pytest.mark.parametrize(
    "passage",
    [
        "JUPITER, a plant with 45 petaflops, was opened in Jülich.",
        "The JUPITER plant was opened with 20 racks and 2,026 nodes.",
    ],
)
def test_a_day_is_never_held_against_a_count(passage):
    assert answer(OPENED, passage).stance == "neutral"


def test_ranks_are_of_one_ranking_by_what_is_ranked():
    claim = "OVHcloud is the leading European cloud provider."
    assert answer(claim, "OVHcloud is the second largest European cloud provider.").stance == "refutes"
    assert answer(claim, "OVHcloud opened its second shop.").stance == "neutral"
