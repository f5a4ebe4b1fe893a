"""A page that goes to and fro raises one note, not a flag at every turn."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims import services
from claims.models import AuditEntry, Evidence, Flag
from tests.pages import page
from tracker.health import flapping
from tracker.models import Resource, Snapshot
from tracker.processing import pipeline
from tracker.watching.resources import watch_url

URL = "https://operator.example/news"
FIRST = "The operator reports that the machine is busy this week."
DONE = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
LAST = "The centre expects more such runs before the end of the year."
WITH, WITHOUT = page(f"{FIRST} {DONE} {LAST}"), page(f"{FIRST} {LAST}")
WALL = page("We and our 843 partners use cookies. Accept?")


@pytest.mark.parametrize(
    ("versions", "count"),
    [
        ("", 0),
        ("A", 0),
        ("AAAA", 0),
        ("ABCD", 0),
        ("ABA", 1),
        ("AABBAAB", 2),
        ("ABAB", 2),
        ("ABCABC", 3),
        ("ABACA", 2),
        ("ABABAB", 4),
    ],
)
def test_it_counts_how_often_a_version_came_back(versions, count):
    assert flapping.returns(versions) == count


@given(st.lists(st.sampled_from("ABC"), max_size=30))
def test_what_is_seen_twice_in_a_row_changes_nothing(versions):
    doubled = [version for version in versions for _ in range(2)]
    assert flapping.returns(doubled) == flapping.returns(versions)
    assert flapping.returns(versions) <= max(0, len(versions) - 2)


@given(st.lists(st.integers(), unique=True, max_size=30))
def test_a_page_that_only_ever_says_something_new_does_not_go_to_and_fro(versions):
    assert flapping.returns(versions) == 0


@pytest.fixture
def operator(make_source):
    return make_source("Operator", "record")


def flags() -> list[tuple[str, str]]:
    return list(Flag.objects.order_by("pk").values_list("to_status", "state"))


def since(resource):
    return Resource.objects.values_list("flapping_since", flat=True).get(pk=resource.pk)


def test_evidence_that_comes_and_goes_raises_one_flag(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    assert flags() == [("verified", "open")]
    for body in (WITHOUT, WITH, WITHOUT, WITH, WITHOUT):
        answer(resource, body)
    assert flags() == [("verified", "open")]
    assert since(resource) is not None
    assert Evidence.objects.get().standing == "unread"


def test_a_verified_claim_is_flagged_at_the_first_loss_and_not_at_every_other(claim, operator, publish, answer, bob):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True)
    for body in (WITHOUT, WITH, WITHOUT, WITH, WITHOUT, WITH):
        answer(resource, body)
    assert flags() == [("verified", "confirmed"), ("unverified", "superseded")]
    claim.refresh_from_db()
    assert claim.status == "verified"


def test_history_gets_no_row_at_every_turn(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    for body in (WITHOUT, WITH, WITHOUT):
        answer(resource, body)
    rows = AuditEntry.objects.count()
    for body in (WITH, WITHOUT, WITH, WITHOUT):
        answer(resource, body)
    assert AuditEntry.objects.count() == rows


def test_a_correction_taken_back_once_is_no_flapping(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    answer(resource, WITHOUT)
    answer(resource, WITH)
    assert since(resource) is None
    assert Evidence.objects.get().standing == "standing"
    assert flags() == [("verified", "open")]


def test_what_comes_back_after_a_long_time_raises_a_flag_of_its_own(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    answer(resource, WITHOUT)
    Flag.objects.update(resolved_at=timezone.now() - timedelta(days=4))
    answer(resource, WITH)
    assert flags() == [("verified", "superseded"), ("verified", "open")]


def test_a_flag_that_came_back_says_so_in_the_history(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    answer(resource, WITHOUT)
    answer(resource, WITH)
    actions = AuditEntry.objects.filter(subject_uuid=claim.uuid).order_by("seq").values_list("action", flat=True)
    assert [action for action in actions if action.startswith("flag")] == [
        "flag raised",
        "flag superseded",
        "flag reopened",
    ]


def test_a_wall_that_comes_and_goes_is_flapping_too(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    for body in (WALL, WITH, WALL):
        answer(resource, body)
    assert since(resource) is not None
    assert flags() == [("verified", "open")]


def test_bytes_that_differ_around_the_same_text_are_no_flapping(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    for around in "ABABAB":
        answer(resource, page(f"{FIRST} {DONE} {LAST}", around=around))
    assert since(resource) is None


def test_a_page_that_has_settled_is_read_as_it_stands(claim, operator, publish, answer, extractor, bob):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True)
    for body in (WITHOUT, WITH, WITHOUT):
        answer(resource, body)
    assert flapping.settle(now=timezone.now()) == 0
    assert flapping.settle(now=timezone.now() + timedelta(days=4)) == 1
    Snapshot.objects.update(fetched_at=F("fetched_at") - timedelta(days=4))
    while pipeline.process_waiting(extractor=extractor):
        pass
    assert since(resource) is None
    assert Evidence.objects.get().standing == "gone"
    assert flags()[-1] == ("unverified", "open")


def test_one_page_that_flaps_leaves_the_others_alone(claim, operator, publish, answer):
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    other = watch_url(source=operator, url="https://operator.example/other")
    answer(other, WITHOUT)
    for body in (WITHOUT, WITH, WITHOUT):
        answer(resource, body)
    assert since(resource) is not None
    assert since(other) is None
