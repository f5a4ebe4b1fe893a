"""Each attack alone: it ends in the error that names it, and the next page is read."""

import re

import pytest

from net.client import FetchRequest, fetch
from net.errors import CODES
from tests.hostile.trying import attempt
from tests.hostile.world import ATTACKS
from tracker.extract.isolation import Extractor


@pytest.fixture(scope="module")
def readers(extractor):
    """The extractor as it is in production, and one that is soon out of patience, for what would take it all."""
    with Extractor(timeout_s=2) as hasty:
        yield extractor, hasty


def test_every_attack_has_a_name_of_its_own():
    assert len({attack.slug for attack in ATTACKS}) == len(ATTACKS)


def test_every_way_to_fail_on_the_wire_is_attempted():
    """But for those that need no hostile server."""
    attempted = {re.sub("http-.*", "", attack.code) for attack in ATTACKS}
    assert CODES.keys() - attempted <= {"connect", "network", "robots", "silent-host", "not-asked"}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.slug)
def test_it_ends_in_the_error_that_names_it(world, readers, attack):
    on_the_wire = attack.slow and attack.code == "timeout"
    policy = world.policy(total_timeout_s=0.5 if on_the_wire else 30)
    assert attempt(attack, world, policy, readers[attack.slow]) == attack.code
    healthy = fetch(FetchRequest(world.healthy, spacing_s=0), policy=policy if not on_the_wire else world.policy())
    assert healthy.outcome == "ok"
