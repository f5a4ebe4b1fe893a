"""A claim is shown to a network in the words of the passage: its figures as the passage writes them."""

import pytest

from tracker.assess.types import ClaimText, PassageText
from tracker.assess.wording import in_words_of


@pytest.mark.parametrize(
    ("claim", "passage", "shown"),
    [
        ("Norlux earned 337.5 million euros.", "It earned €337.5 million.", "Norlux earned €337.5 million."),
        ("Norlux earned €337.5 million.", "It earned 337.5 million euros.", "Norlux earned 337.5 million euros."),
        ("Norlux earned 337.5 million euros.", "It earned €338.5 million.", "Norlux earned 337.5 million euros."),
        ("Norlux earned 5 million euros.", "It earned $5 million.", "Norlux earned 5 million euros."),
        ("Norlux has 1,085 staff.", "It has 1 085 staff.", "Norlux has 1 085 staff."),
        ("Norlux has 300 staff.", "It has three hundred staff.", "Norlux has three hundred staff."),
        ("Norlux owns 5 percent of it.", "Its stake is 5pc.", "Norlux owns 5pc of it."),
        ("Norlux was founded on 13 July 2016.", "Founded 13.07.2016.", "Norlux was founded on 13.07.2016."),
        ("Norlux paid $0.92 per share.", "It paid 92 cents a share.", "Norlux paid 92 cents a share."),
        ("Norlux has more than 300 staff.", "It has 312 staff.", "Norlux has more than 300 staff."),
        ("Norlux has 300 staff.", "It has about 300 staff.", "Norlux has 300 staff."),
        ("Norlux opened in 2016.", "It opened on 13 July 2016.", "Norlux opened in 2016."),
        ("It sold 3 cars and 5 million bikes.", "5m bikes and three cars", "It sold three cars and 5m bikes."),
        ("Norlux won a five-year deal.", "The deal is for 5 years.", "Norlux won a five-year deal."),
        (
            "The Norlux company earned 5 million euros.",
            "Norlux earned €5m.",
            "Norlux earned €5m.",
        ),
    ],
)
def test_a_figure_is_written_as_the_passage_writes_the_same_one(claim, passage, shown):
    assert in_words_of(ClaimText(claim), PassageText(passage)).text == shown
