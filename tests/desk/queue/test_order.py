"""What comes first in the queue: the weight of a flag, and flags of one claim and article together."""

from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Flag
from desk.queue.order import Place, in_order
from desk.queue.weight import Waiting, weight

PLAIN = Waiting(
    kind="status",
    from_status="unverified",
    to_status="verified",
    is_published=False,
    has_record=False,
    counted=1,
    days_to_due=None,
    days_waiting=0,
)


@pytest.mark.parametrize("heavier", [
    {"is_published": True},
    {"kind": "second"},
    {"from_status": "verified", "to_status": "unverified"},
    {"has_record": True},
    {"counted": 2},
    {"days_to_due": 3},
    {"days_to_due": -3},
    {"days_waiting": 1},
])  # fmt: skip
def test_each_of_these_makes_a_flag_heavier(heavier):
    assert weight(replace(PLAIN, **heavier)) > weight(PLAIN)


@pytest.mark.parametrize("alike", [{"days_to_due": 30}, {"days_waiting": -1}, {"has_record": True, "counted": 0}])
def test_none_of_these_makes_a_flag_heavier(alike):
    assert weight(replace(PLAIN, **alike)) <= weight(PLAIN)


def test_what_readers_rely_on_comes_before_what_is_new_and_a_note_comes_last():
    reopening = replace(PLAIN, is_published=True, from_status="verified", to_status="unverified")
    note = replace(PLAIN, kind="note", to_status="", days_waiting=2)
    assert sorted([note, PLAIN, reopening], key=weight) == [note, PLAIN, reopening]


def test_every_kind_of_flag_has_a_weight():
    assert all(isinstance(weight(replace(PLAIN, kind=kind)), int) for kind in Flag.Kind.values)


places = st.builds(
    Place,
    uuid=st.builds(uuid4),
    claim=st.integers(1, 6),
    article=st.none() | st.integers(1, 3),
    weight=st.integers(0, 120),
)


def one_article_a_claim(given_places: list[Place]) -> list[Place]:
    """The places as they come from the database, where a claim has one first article."""
    article = {place.claim: place.article for place in given_places}
    return [replace(place, article=article[place.claim]) for place in given_places]


@given(st.lists(places, max_size=30).map(one_article_a_claim))
def test_nothing_is_lost_the_heaviest_is_first_and_claims_and_articles_stay_together(line):
    ordered = in_order(line)
    assert Counter(ordered) == Counter(line)
    assert not line or ordered[0].weight == max(place.weight for place in line)
    for of in (lambda place: place.claim, lambda place: place.article or ("claim", place.claim)):
        runs = [of(place) for place, before in zip(ordered, [None, *ordered], strict=False)
                if before is None or of(before) != of(place)]  # fmt: skip
        assert len(runs) == len(set(runs))
