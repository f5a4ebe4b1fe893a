"""What the tests of the desk's pages begin with."""

import pytest

from claims import services
from claims.models import Flag


@pytest.fixture
def flag(claim, make_source, say) -> Flag:
    """A flag that proposes to verify the claim, on the record of an operator."""
    words = "The operator writes: pretraining has been completed."
    say(claim, make_source("Operator", "record"), words, deciding=((37, 51),))
    services.apply_finding(claim=claim)
    return Flag.objects.get(kind="status")
