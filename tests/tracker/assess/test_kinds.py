"""A claim is shown to the model as the passage would put it: without the kind of a name that the passage has bare."""

import pytest

from tracker.assess.kinds import as_put
from tracker.assess.types import ClaimText

CLAIM = "Nordwind has trained a model on the Aurora supercomputer."
BARE = "Nordwind has trained a model on Aurora."


@pytest.mark.parametrize(
    ("claim", "passage", "shown"),
    [
        (CLAIM, "The training on Aurora is complete.", BARE),
        (CLAIM, "The training on the Aurora supercomputer is complete.", CLAIM),
        (CLAIM, "The supercomputer called Aurora is at work.", CLAIM),
        (CLAIM, "It was seen through the Aurora telescope.", CLAIM),
        (CLAIM, "The ship Aurora has sailed.", CLAIM),
        (CLAIM, "Aurora, a space telescope, was launched.", CLAIM),
        (CLAIM, "Aurora-class ships were built.", CLAIM),
        (CLAIM, "The training is complete.", CLAIM),
        ("The company Nordwind was sold.", "Nordwind has a new owner.", "Nordwind was sold."),
        ("The University of Bern was founded in 1834.", "Bern is old.", "The University of Bern was founded in 1834."),
    ],
)
def test_a_names_kind_is_left_out_where_the_passage_writes_the_name_bare(claim, passage, shown):
    assert as_put(ClaimText(claim), passage).text == shown


def test_all_else_about_the_claim_stays():
    claim = ClaimText(CLAIM, kind="statement")
    assert as_put(claim, "Aurora is fast.") == ClaimText(BARE, kind="statement")
