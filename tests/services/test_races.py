"""People at once, on real connections."""

from collections.abc import Callable
from functools import partial

import pytest

from claims import audit, services
from claims.models import AuditEntry
from tests.services.at_once import at_once
from tracker.models import PollingPolicy, Resource
from tracker.push.keys import make_key
from tracker.watching.polling_policy import Changes, set_polling_policy
from tracker.watching.resources import pause, watch
from tracker.watching.watches import hold_against

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(claim, make_source, say, alice, bob):
    say(claim, make_source("Operator", "record"), "The run has been completed.")
    say(claim, make_source("Regulator", "record"), "The run has not been completed.", stance="refutes")

    def decide(user, to):
        services.change_status(by=user, claim=claim, expected="unverified", to=to, reason="I read it")
        return "done"

    outcomes = at_once(lambda: decide(alice, "verified"), lambda: decide(bob, "refuted"))
    assert sorted(str(type(outcome).__name__) for outcome in outcomes) == ["StaleClaim", "str"]
    assert AuditEntry.objects.filter(subject_uuid=claim.uuid, action="status changed").count() == 1


def history_of(source) -> list[int]:
    """The places of its history after it was seen to be whole."""
    assert list(audit.chain("source", source.uuid)) == []
    entries = AuditEntry.objects.filter(subject_type="source", subject_uuid=source.uuid)
    return list(entries.order_by("seq").values_list("seq", flat=True))


def test_twelve_keys_made_at_once_each_have_their_place_in_the_history(make_source, bob):
    source = make_source("Operator", "record")
    before = len(history_of(source))
    outcomes = at_once(*[lambda n=n: make_key(by=bob, source=source, name=f"Cron {n}")[0].name for n in range(12)])
    assert sorted(outcomes, key=str) == sorted(f"Cron {n}" for n in range(12))
    assert len(history_of(source)) == before + 12


def test_twelve_addresses_watched_at_once_each_have_their_place_in_the_history(make_source, alice):
    source = make_source("Operator", "record")
    before = len(history_of(source))
    urls = [f"https://operator.example/{n}" for n in range(12)]
    outcomes = at_once(*[lambda url=url: watch(by=alice, source=source, url=url).url for url in urls])
    assert sorted(outcomes, key=str) == sorted(urls)
    assert Resource.objects.filter(source=source).count() == 12
    assert len(history_of(source)) == before + 12


def test_twelve_intervals_set_at_once_leave_one_policy_and_a_whole_history(make_source, alice):
    source = make_source("Operator", "record")
    before = len(history_of(source))
    seconds = [600 + n for n in range(12)]
    outcomes = at_once(
        *[
            lambda s=s: set_polling_policy(by=alice, source=source, changes=Changes(interval_s=s)).interval_s
            for s in seconds
        ]
    )
    assert sorted(outcomes, key=str) == seconds
    assert PollingPolicy.objects.get(source=source).interval_s in seconds
    assert len(history_of(source)) == before + 12


def test_things_of_different_kinds_done_at_once_to_one_source_stand_in_one_whole_history(
    make_source, alice, bob, claim
):
    source = make_source("Operator", "record")
    page = watch(by=alice, source=source, url="https://operator.example/news")
    before = len(history_of(source))
    deeds: list[Callable[[], object]] = []
    for n in range(3):
        deeds.append(partial(make_key, by=bob, source=source, name=f"Cron {n}"))
        deeds.append(partial(watch, by=alice, source=source, url=f"https://operator.example/{n}"))
        changes = Changes(interval_s=700 + n)
        deeds.append(partial(set_polling_policy, by=alice, source=source, changes=changes))
    deeds.append(partial(pause, by=alice, resource=page))
    deeds.append(partial(hold_against, by=alice, source=source, claims=[claim]))
    outcomes = at_once(*deeds)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len(history_of(source)) == before + len(deeds)
