"""A database that was made before the columns said what they mean: it migrates, keeps every row, and goes back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from claims.models import Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE = "0007_learnt_interval"

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(target: str | None) -> Any:
    """Bring the tables of the watch to a state, the latest of all for None; gives the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("tracker", target)] if target else executor.loader.graph.leaf_nodes())
    loader = MigrationExecutor(connection).loader
    # What rests on the later tables of the watch went back with them, in the claims too.
    return loader.project_state([node for node in loader.applied_migrations if node in loader.graph.nodes]).apps


@pytest.fixture
def before():
    """The models of the state before; the latest state is brought back whatever happens."""
    yield migrate(BEFORE)
    migrate(None)


@pytest.fixture
def source(desk) -> Source:
    # Not by the service: what it writes in the history is never deleted, and these tests empty the tables themselves.
    return Source.objects.create(desk=desk, name="Operator", slug="operator")


def facts(apps: Any, model: str, *columns: str) -> dict[str, tuple[Any, ...]]:
    """The columns of all rows of a resource's address or a snapshot's charset, by that name."""
    name = "url" if model == "Resource" else "charset"
    rows = apps.get_model("tracker", model).objects.values_list(name, *columns)
    return {key.rpartition("/")[2]: tuple(values) for key, *values in rows}


def add(apps: Any, source: Source, name: str, **given: Any) -> Any:
    url = f"https://operator.example/{name}"
    given = {"host": "operator.example", "next_poll_at": NOW, **given}
    return apps.get_model("tracker", "Resource").objects.create(source_id=source.pk, url=url, **given)


def test_a_rereading_says_so_itself(source, before):
    body, other = (
        before.get_model("tracker", "Body").objects.create(sha256=letter * 64, path=letter, size=1) for letter in "ab"
    )
    page, twin = add(before, source, "page"), add(before, source, "twin")

    def keep(name: str, resource: Source, content: Any, hours: int) -> None:
        before.get_model("tracker", "Snapshot").objects.create(
            charset=name, resource=resource, body=content, fetched_at=NOW + timedelta(hours=hours)
        )

    keep("first", page, body, 0)
    keep("reread", page, body, 0)
    keep("reread again", page, body, 0)
    keep("changed", page, other, 1)
    keep("changed back", page, body, 2)
    keep("another page", twin, body, 0)

    after = facts(migrate(None), "Snapshot", "reread")
    assert {name for name, (reread,) in after.items() if reread} == {"reread", "reread again"}
    assert len(after) == 6
    assert facts(migrate(BEFORE), "Snapshot").keys() == after.keys()
    assert facts(migrate(None), "Snapshot", "reread") == after


def test_a_pause_is_no_error(source, before):
    ended = {"next_poll_at": None, "error_code": "http-410", "error": "It is gone for good."}
    add(before, source, "paused", next_poll_at=None, error_code="paused", error="Paused by alice: It is rebuilt.")
    add(before, source, "silent", next_poll_at=None, error_code="paused", error="")
    add(before, source, "ended", **ended)
    add(before, source, "failing", error_code="timeout", error="It did not answer.")
    add(before, source, "read")

    after = facts(migrate(None), "Resource", "paused", "error_code", "error", "next_poll_at")
    assert after == {
        "paused": ("Paused by alice: It is rebuilt.", "", "", None),
        "silent": ("Paused.", "", "", None),
        "ended": ("", "http-410", "It is gone for good.", None),
        "failing": ("", "timeout", "It did not answer.", NOW),
        "read": ("", "", "", NOW),
    }
    again = facts(migrate(BEFORE), "Resource", "error_code", "error", "next_poll_at")
    assert again["paused"] == ("paused", "Paused by alice: It is rebuilt.", None)
    assert again["ended"] == ("http-410", "It is gone for good.", None)
    assert facts(migrate(None), "Resource", "paused", "error_code", "error", "next_poll_at") == after


def test_the_wish_of_a_feed_and_the_patience_for_its_hub_are_told_apart(source, before):
    before.get_model("tracker", "PollingPolicy").objects.create(source_id=source.pk, interval_s=900, ceiling_s=86_400)
    waits = {"hub": 7_200, "wish above the hub": 10_000, "shorter interval then": 4_000, "no wish": None}
    subscribed = {name: add(before, source, name, kind="feed", ttl_s=waits_s) for name, waits_s in waits.items()}
    ended = add(before, source, "ended", kind="feed", ttl_s=7_200)
    add(before, source, "wish alone", kind="feed", ttl_s=7_200)
    for feed in (*subscribed.values(), ended):
        state = "ended" if feed == ended else "active"
        before.get_model("tracker", "Subscription").objects.create(
            resource=feed, hub="https://hub.example/", topic=feed.url, token=feed.url, secret="s", state=state
        )

    after = facts(migrate(None), "Resource", "ttl_s", "hub_patience_s")
    assert after == {
        "hub": (None, 7_200),
        "wish above the hub": (10_000, 7_200),
        "shorter interval then": (None, 4_000),
        "no wish": (None, None),
        "ended": (7_200, None),
        "wish alone": (7_200, None),
    }
    assert facts(migrate(BEFORE), "Resource", "ttl_s") == {name: (waits_s,) for name, waits_s in waits.items()} | {
        "ended": (7_200,),
        "wish alone": (7_200,),
    }
    assert facts(migrate(None), "Resource", "ttl_s", "hub_patience_s") == after


def test_that_a_person_accepted_a_new_host_says_a_column(source, before):
    elsewhere = "https://elsewhere.example/news"
    add(before, source, "stays")
    add(before, source, "at home", moved_to="https://operator.example/new", moved_times=3)
    add(before, source, "twice", moved_to=elsewhere, moved_times=2)
    add(before, source, "waits", moved_to=elsewhere, moved_times=9)
    add(before, source, "plain http", moved_to="http://operator.example/plain", moved_times=3)
    add(before, source, "accepted", host="elsewhere.example", moved_to=elsewhere, moved_times=3)
    add(
        before,
        source,
        "accepted, and gone on",
        host="elsewhere.example",
        moved_to="https://third.example/",
        moved_times=3,
    )
    add(before, source, "accepted, and back", host="elsewhere.example")

    columns = ("host", "accepted_host", "move_waits", "moved_times")
    home, there = "operator.example", "elsewhere.example"
    after = facts(migrate(None), "Resource", *columns)
    assert after == {
        "stays": (home, "", False, 0),
        "at home": (home, "", False, 3),
        "twice": (home, "", False, 2),
        "waits": (home, "", True, 9),
        "plain http": (home, "", True, 3),
        "accepted": (home, there, False, 3),
        "accepted, and gone on": (home, there, True, 3),
        "accepted, and back": (home, there, False, 0),
    }
    again = facts(migrate(BEFORE), "Resource", "host", "moved_to")
    assert {name for name, (host, _) in again.items() if host == there} == {
        name for name in again if "accepted" in name
    }
    assert again["waits"] == (home, elsewhere)
    assert facts(migrate(None), "Resource", *columns) == after
