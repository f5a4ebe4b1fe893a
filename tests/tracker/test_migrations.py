"""A database that was made before the columns said what they mean: it migrates, keeps every row, and goes back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from claims.models import Desk, Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE = "0007_learnt_interval"

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Rows = dict[str, dict[str, Any]]


def migrate(target: str | None) -> Any:
    """Bring the tables of the watch to a state, the latest of all for None; gives the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("tracker", target)] if target else executor.loader.graph.leaf_nodes())
    loader = MigrationExecutor(connection).loader
    # What rests on the later tables of the watch went back with them, in the claims too.
    return loader.project_state([node for node in loader.applied_migrations if node in loader.graph.nodes]).apps


@dataclass
class Journey:
    """The rows of each story in the latest state, back in the state before, and in the latest again."""

    after: dict[str, Rows] = field(default_factory=dict)
    back: dict[str, Rows] = field(default_factory=dict)
    again: dict[str, Rows] = field(default_factory=dict)


@pytest.fixture(scope="module")
def journey(django_db_setup: None, django_db_blocker: Any) -> Iterator[Journey]:
    """One way there, back and there again for the rows of all stories, each with a source of its own: every step takes
    seconds. The latest state is brought back whatever happens, and all tables are emptied.
    """
    with django_db_blocker.unblock():
        # Not by the services: what they write in the history is never deleted, and the tables are emptied afterwards.
        desk = Desk.objects.create(name="Main desk", slug="main")
        sources = {name: Source.objects.create(desk=desk, name=name, slug=name) for name in STORIES}
        try:
            before = migrate(BEFORE)
            for name, stage in STORIES.items():
                stage(before, sources[name])
            yield Journey(*(rows(migrate(target), sources) for target in (None, BEFORE, None)))
        finally:
            migrate(None)
            call_command("flush", interactive=False, verbosity=0)


def rows(apps: Any, sources: dict[str, Source]) -> dict[str, Rows]:
    """Of each story all columns of its resources and snapshots, by the end of the address or by the charset."""
    found: dict[str, Rows] = {}
    for story, source in sources.items():
        resources = apps.get_model("tracker", "Resource").objects.filter(source_id=source.pk).values()
        snapshots = apps.get_model("tracker", "Snapshot").objects.filter(resource__source_id=source.pk).values()
        found[story] = {row["url"].rpartition("/")[2]: row for row in resources}
        found[f"{story}, snapshots"] = {row["charset"]: row for row in snapshots}
    return found


def facts(rows: Rows, *columns: str) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(row[column] for column in columns) for name, row in rows.items()}


def add(apps: Any, source: Source, name: str, **given: Any) -> Any:
    url = f"https://operator.example/{source.slug}/{name}"
    given = {"host": "operator.example", "next_poll_at": NOW, **given}
    return apps.get_model("tracker", "Resource").objects.create(source_id=source.pk, url=url, **given)


def rereadings(before: Any, source: Source) -> None:
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


def test_a_rereading_says_so_itself(journey):
    story = "rereadings, snapshots"
    after = facts(journey.after[story], "reread")
    assert {name for name, (reread,) in after.items() if reread} == {"reread", "reread again"}
    assert len(after) == 6
    assert journey.back[story].keys() == after.keys()
    assert facts(journey.again[story], "reread") == after


def pauses(before: Any, source: Source) -> None:
    ended = {"next_poll_at": None, "error_code": "http-410", "error": "It is gone for good."}
    add(before, source, "paused", next_poll_at=None, error_code="paused", error="Paused by alice: It is rebuilt.")
    add(before, source, "silent", next_poll_at=None, error_code="paused", error="")
    add(before, source, "ended", **ended)
    add(before, source, "failing", error_code="timeout", error="It did not answer.")
    add(before, source, "read")


def test_a_pause_is_no_error(journey):
    columns = ("paused", "error_code", "error", "next_poll_at")
    after = facts(journey.after["pauses"], *columns)
    assert after == {
        "paused": ("Paused by alice: It is rebuilt.", "", "", None),
        "silent": ("Paused.", "", "", None),
        "ended": ("", "http-410", "It is gone for good.", None),
        "failing": ("", "timeout", "It did not answer.", NOW),
        "read": ("", "", "", NOW),
    }
    again = facts(journey.back["pauses"], "error_code", "error", "next_poll_at")
    assert again["paused"] == ("paused", "Paused by alice: It is rebuilt.", None)
    assert again["ended"] == ("http-410", "It is gone for good.", None)
    assert facts(journey.again["pauses"], *columns) == after


WAITS = {"hub": 7_200, "wish above the hub": 10_000, "shorter interval then": 4_000, "no wish": None}


def hubs(before: Any, source: Source) -> None:
    before.get_model("tracker", "PollingPolicy").objects.create(source_id=source.pk, interval_s=900, ceiling_s=86_400)
    subscribed = {name: add(before, source, name, kind="feed", ttl_s=waits_s) for name, waits_s in WAITS.items()}
    ended = add(before, source, "ended", kind="feed", ttl_s=7_200)
    add(before, source, "wish alone", kind="feed", ttl_s=7_200)
    for feed in (*subscribed.values(), ended):
        state = "ended" if feed == ended else "active"
        before.get_model("tracker", "Subscription").objects.create(
            resource=feed, hub="https://hub.example/", topic=feed.url, token=feed.url, secret="s", state=state
        )


def test_the_wish_of_a_feed_and_the_patience_for_its_hub_are_told_apart(journey):
    after = facts(journey.after["hubs"], "ttl_s", "hub_patience_s")
    assert after == {
        "hub": (None, 7_200),
        "wish above the hub": (10_000, 7_200),
        "shorter interval then": (None, 4_000),
        "no wish": (None, None),
        "ended": (7_200, None),
        "wish alone": (7_200, None),
    }
    assert facts(journey.back["hubs"], "ttl_s") == {name: (waits_s,) for name, waits_s in WAITS.items()} | {
        "ended": (7_200,),
        "wish alone": (7_200,),
    }
    assert facts(journey.again["hubs"], "ttl_s", "hub_patience_s") == after


ELSEWHERE = "https://elsewhere.example/news"


def moves(before: Any, source: Source) -> None:
    add(before, source, "stays")
    add(before, source, "at home", moved_to="https://operator.example/new", moved_times=3)
    add(before, source, "twice", moved_to=ELSEWHERE, moved_times=2)
    add(before, source, "waits", moved_to=ELSEWHERE, moved_times=9)
    add(before, source, "plain http", moved_to="http://operator.example/plain", moved_times=3)
    accepted = {"host": "elsewhere.example", "moved_times": 3}
    add(before, source, "accepted", moved_to=ELSEWHERE, **accepted)
    add(before, source, "accepted, and gone on", moved_to="https://third.example/", **accepted)
    add(before, source, "accepted, and back", host="elsewhere.example")


def test_that_a_person_accepted_a_new_host_says_a_column(journey):
    columns = ("host", "accepted_host", "move_waits", "moved_times")
    home, there = "operator.example", "elsewhere.example"
    after = facts(journey.after["moves"], *columns)
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
    again = facts(journey.back["moves"], "host", "moved_to")
    assert {name for name, (host, _) in again.items() if host == there} == {
        name for name in again if "accepted" in name
    }
    assert again["waits"] == (home, ELSEWHERE)
    assert facts(journey.again["moves"], *columns) == after


STORIES: dict[str, Callable[[Any, Source], None]] = {
    "rereadings": rereadings,
    "pauses": pauses,
    "hubs": hubs,
    "moves": moves,
}
