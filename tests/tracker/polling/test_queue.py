"""Which resources are polled next: lanes, leases and hosts, whatever number of resources there is."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tracker.models import PollingPolicy, Resource
from tracker.polling.queue import lease_due, limits_of, statement
from tracker.snapshots.leases import give_back, release_many

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def source(make_source):
    return make_source("Gazette", "independent")


@pytest.fixture
def add(source):
    """add("name", 30, …) → a resource that fell due so many seconds ago."""

    def make(name: str, ago_s: float = 0.0, **facts) -> Resource:
        return Resource.objects.create(
            source=source,
            url=f"https://gazette.example/{name}",
            host="gazette.example",
            next_poll_at=NOW - timedelta(seconds=ago_s),
            **facts,
        )

    return make


def leased(limit: int = 10, *, now=NOW, lease_id: uuid.UUID | None = None) -> list[str]:
    rows = lease_due(limit=limit, now=now, seconds=60, lease_id=lease_id or uuid.uuid4())
    return sorted(row.url.rpartition("/")[2] for row in rows)


def test_what_fell_due_first_is_polled_first(add):
    for name, ago_s in (("late", 1), ("early", 9), ("middle", 5)):
        add(name, ago_s)
    assert [leased(1), leased(1), leased(1), leased(1)] == [["early"], ["middle"], ["late"], []]


def test_what_is_not_due_or_polled_no_more_is_left_alone(add, source):
    add("later", -5)
    Resource.objects.create(source=source, url="https://gazette.example/gone", host="gazette.example")
    assert leased() == []


def test_what_a_waiting_claim_relies_on_comes_before_everything_else(add):
    for number in range(5):
        add(f"routine{number}", 100)
    add("urgent", 1, urgent=True)
    add("urgent-and-failing", 1, urgent=True, failures=3)
    assert leased(2) == ["urgent", "urgent-and-failing"]


def test_what_failed_last_time_takes_a_fifth_of_a_batch_at_most(add):
    for number in range(10):
        add(f"broken{number}", 100, failures=1, error_code="timeout")
        add(f"sound{number}", 1)
    batch = leased(10)
    assert sum(name.startswith("broken") for name in batch) == 2
    assert sum(name.startswith("sound") for name in batch) == 8


def test_nothing_is_leased_twice_within_its_lease_and_again_afterwards(add):
    add("page")
    assert leased() == ["page"]
    assert leased(now=NOW + timedelta(seconds=59)) == []
    assert leased(now=NOW + timedelta(seconds=61)) == ["page"]


def test_a_lease_that_was_taken_over_writes_nothing(add):
    row = add("page")
    first, second = uuid.uuid4(), uuid.uuid4()
    leased(lease_id=first)
    leased(now=NOW + timedelta(minutes=2), lease_id=second)
    write: dict[str, Any] = {"columns": ("failures", "error"), "rows": [(row.pk, 7, "words")]}
    assert release_many(Resource, lease_id=first, **write) == set()
    assert release_many(Resource, lease_id=second, **write) == {row.pk}
    row.refresh_from_db()
    assert (row.failures, row.error, row.lease_id, row.leased_until) == (7, "words", None, None)


def test_results_of_every_kind_are_written_as_they_are(add):
    rows = [add("one"), add("two")]
    lease_id = uuid.uuid4()
    leased(lease_id=lease_id)
    facts = [(rows[0].pk, NOW, None, 'a "quoted" \\ word, {braces}', 1.5), (rows[1].pk, None, 3, "", None)]
    columns = ("next_poll_at", "ttl_s", "error", "learnt_interval_s")
    kept = release_many(Resource, lease_id=lease_id, columns=columns, rows=facts, same={"read_at": NOW})
    assert kept == {row.pk for row in rows}
    written = Resource.objects.filter(read_at=NOW).order_by("pk").values_list("pk", *columns)
    assert list(written) == facts


def test_what_is_given_back_is_free_at_once(add):
    row = add("page")
    lease_id = uuid.uuid4()
    leased(lease_id=lease_id)
    assert give_back(Resource, lease_id=uuid.uuid4(), keys={row.pk}) == 0
    assert give_back(Resource, lease_id=lease_id, keys={row.pk}) == 1
    assert leased() == ["page"]


def test_the_moment_it_was_last_seen_to_change_comes_with_it(add):
    changed, never = add("changed", changed_at=NOW - timedelta(days=2)), add("never")
    rows = {row.pk: row for row in lease_due(limit=9, now=NOW, seconds=60, lease_id=uuid.uuid4())}
    assert rows[changed.pk].quiet_since == changed.changed_at
    assert rows[never.pk].quiet_since == never.recorded_at


def test_a_source_without_a_policy_is_polled_by_the_defaults(source, settings):
    settings.TRACKER_DEFAULT_INTERVAL_SECONDS = 77
    assert limits_of({source.pk})[source.pk].interval_s == 77
    PollingPolicy.objects.create(source=source, interval_s=5, spacing_s=0, spacing_reason="a test")
    assert limits_of({source.pk})[source.pk][:2] == (5, 60)


def test_a_lease_reads_its_lanes_from_their_indexes(source):
    """With many rows and few due, no plan reads the table; see docs/benchmarks.md for the plans at a million."""
    later = NOW + timedelta(hours=1)
    Resource.objects.bulk_create(
        Resource(source=source, url=f"https://gazette.example/{n}", host="gazette.example", next_poll_at=later)
        for n in range(2_000)
    )
    moment = connection.ops.adapt_datetimefield_value(NOW)
    explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracker_resource")
        lane = [moment, moment, 500]
        cursor.execute(explain + statement(), [None, moment, *lane, *lane, *lane, 500])
        plan = " ".join(str(column) for row in cursor.fetchall() for column in row)
    for index in ("resource_due_urgent", "resource_due_failed", "resource_due_routine"):
        assert index in plan
    assert "Seq Scan on tracker_resource" not in plan
    assert "SCAN tracker_resource" not in plan.replace("SCAN tracker_resource USING", "")


def test_an_answer_moves_an_entry_in_few_indexes(db):
    """In each of the table's, since next_poll_at is in one; in a partial one only where the row stands in it."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "tracker_resource")
    indexed = [tuple(each["columns"]) for each in found.values() if each["index"] or each["unique"]]
    few = {("id",), ("uuid",), ("url",), ("source_id",), ("feed_id",), ("reread_at",), ("next_poll_at", "id")}
    assert set(indexed) <= few
    assert len(indexed) <= len(few) + 2  # three lanes have an index each
