"""How a resource is: one word, one sentence, and a filter that says the same."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from claims.models import Desk, Membership
from tracker.health.conditions import ALARMS, LABELS, alarmed, condition, counted, of_user, shown_to, where
from tracker.models import Resource
from tracker.watching.resources import watch_url

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=9)

# name: the fields that put a resource into a condition, from the best to the worst of each.
EXAMPLES: dict[str, dict[str, object]] = {
    "read": {"read_at": NOW, "moved_to": "https://operator.example/new", "moved_times": 9},
    "flapping": {"read_at": NOW, "flapping_since": LONG_AGO},
    "new": {},
    "stale": {"read_at": LONG_AGO},
    "troubled": {"read_at": NOW, "error_code": "timeout", "error": "It did not answer.", "failures": 1},
    "alarm": {"read_at": LONG_AGO, "error_code": "timeout", "error": "It did not answer.", "failures": 3},
    "moved": {"read_at": NOW, "moved_to": "https://elsewhere.example/", "moved_times": 3, "move_waits": True},
    "unkept": {"read_at": NOW, "error_code": "not-kept", "error": "It could not be kept.", "failures": 5},
    "aside": {"read_at": LONG_AGO, "attempts": 3, "failures": 5},
    "paused": {"next_poll_at": None, "paused": "Paused by alice."},
    "ended": {"next_poll_at": None, "error_code": "http-410", "error": "It is gone for good.", "failures": 4},
    "pushed": {"kind": "pushed", "next_poll_at": None},
}


@pytest.fixture
def resources(make_source) -> dict[str, Resource]:
    """One resource in each condition, by its name."""
    source = make_source("Operator", "record")
    made = {}
    for name, facts in EXAMPLES.items():
        made[name] = watch_url(source=source, url=f"https://operator.example/{name}")
        Resource.objects.filter(pk=made[name].pk).update(**facts)
    return made


def test_every_condition_has_an_example():
    assert EXAMPLES.keys() == LABELS.keys()


def test_each_resource_is_in_the_condition_its_facts_say(resources, alice):
    shown = shown_to(alice).in_bulk()
    names = {name: condition(shown[each.pk], now=NOW).name for name, each in resources.items()}
    assert names == {name: name for name in EXAMPLES}


def test_the_filters_say_what_the_conditions_say(resources, alice):
    rows = shown_to(alice)
    found = {name: set(rows.filter(where(name, now=NOW)).values_list("pk", flat=True)) for name in LABELS}
    assert found == {name: {resources[name].pk} for name in LABELS}


def test_those_at_which_somebody_should_look_are_the_alarms(resources, alice):
    assert {condition(each, now=NOW).name for each in alarmed(shown_to(alice))} == ALARMS
    assert alarmed(of_user(alice)).count() == len(ALARMS)


def test_every_condition_is_counted_in_one_query(resources, alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert counted(shown_to(alice), now=NOW) == dict.fromkeys(LABELS, 1)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_is_told_in_whole_sentences(resources, alice, name):
    said = condition(shown_to(alice).get(pk=resources[name].pk), now=NOW).sentence
    assert said[0].isupper()
    assert said.endswith(".")


def test_an_alarm_says_how_often(resources, alice):
    said = condition(shown_to(alice).get(pk=resources["alarm"].pk), now=NOW)
    assert said.is_alarm
    assert said.sentence == "It did not answer. So 3 times in a row."


@pytest.mark.parametrize(("who", "sees"), [("alice", 12), ("bob", 12), ("charlie", 0), ("nobody", 0)])
def test_who_sees_resources(request, resources, who, sees):
    user = AnonymousUser() if who == "nobody" else request.getfixturevalue(who)
    assert shown_to(user).count() == sees


def test_another_desk_sees_none(resources, charlie):
    Membership.objects.create(user=charlie, desk=Desk.objects.create(name="Sports", slug="sports"), role="reviewer")
    assert not shown_to(charlie).exists()
