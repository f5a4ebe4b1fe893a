"""Leases: who holds what, and what a worker that is killed leaves behind."""

import sqlite3
import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from tracker.models import Body, Resource, Snapshot
from tracker.snapshots.leases import MAX_ATTEMPTS, begin, database_is_away, lease, release, release_many, update_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshots(make_source):
    source = make_source("Gazette", "independent")
    body = Body.objects.create(sha256="0" * 64, path="0", size=1)
    made = []
    for number in range(3):
        url = f"https://gazette.example/{number}"
        resource = Resource.objects.create(source=source, url=url, host="gazette.example")
        made.append(Snapshot.objects.create(resource=resource, body=body, final_url=url, fetched_at=timezone.now()))
    return made


def taken(now):
    return sorted(lease(Snapshot.objects.order_by("pk"), limit=10, now=now, seconds=60), key=lambda s: s.pk)


def test_a_killed_worker_counts_against_what_it_had_begun_alone(snapshots):
    now = timezone.now()
    for _ in range(MAX_ATTEMPTS):
        first, *_ = taken(now)
        assert begin([first])
        now += timedelta(minutes=2)  # killed: nothing is given back, the lease runs out
    assert [row.pk for row in taken(now)] == [row.pk for row in snapshots[1:]]
    assert [row.attempts for row in Snapshot.objects.order_by("pk")] == [MAX_ATTEMPTS, 0, 0]


def test_what_is_begun_together_counts_together_and_only_where_it_is_still_held(snapshots):
    mine = taken(timezone.now())
    Snapshot.objects.filter(pk=mine[1].pk).update(lease_id=None)
    assert begin(mine) == [mine[0], mine[2]]
    assert begin([]) == []
    assert [row.attempts for row in Snapshot.objects.order_by("pk")] == [1, 0, 1]


def test_what_another_worker_has_taken_over_is_not_begun(snapshots):
    now = timezone.now()
    mine = taken(now)
    theirs = taken(now + timedelta(minutes=2))
    assert [row.pk for row in theirs] == [row.pk for row in mine]
    assert not begin(mine[:1])
    assert begin(theirs[:1])


def test_a_result_clears_the_count(snapshots):
    first, *_ = taken(timezone.now())
    assert begin([first])
    assert release(first, processed_at=timezone.now())
    first.refresh_from_db()
    assert (first.attempts, first.lease_id) == (0, None)


@pytest.fixture
def ten_thousand(make_source):
    """The keys of as many resources, none of them leased."""
    source, url = make_source("Gazette", "independent"), "https://gazette.example/"
    rows = (Resource(source=source, url=f"{url}{number}", host="gazette.example") for number in range(10_000))
    return [row.pk for row in Resource.objects.bulk_create(rows)]


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracker_resource")


def plan_of(write) -> str:
    """How PostgreSQL goes about the one statement that `write()` sends."""
    plans = []

    def explain(execute, sql, params, many, context):
        execute(f"EXPLAIN {sql}", params, many, context)
        plans.append("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        write()
    (plan,) = plans
    return plan


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a real PostgreSQL server")
def test_many_results_are_written_by_the_primary_key_whatever_the_statistics(ten_thousand):
    """Statistics taken while nothing is leased expect one row of a lease, and call for a read of the whole table."""
    lease_id, keys, columns = uuid.uuid4(), ten_thousand[4_000:4_500], ("failures", "error")

    def assert_goes_by_key(number: int) -> None:
        rows = [(key, number, "words") for key in keys]
        written = plan_of(lambda: update_many(Resource, columns=columns, rows=rows))
        released = plan_of(lambda: release_many(Resource, lease_id=lease_id, columns=columns, rows=rows))
        for plan in (written, released):
            assert "tracker_resource_pkey" in plan
            assert "Seq Scan" not in plan
        assert Resource.objects.filter(failures=number, error="words", lease_id=None).count() == len(keys)

    def take() -> None:
        Resource.objects.filter(pk__in=keys).update(lease_id=lease_id)

    take()
    assert_goes_by_key(1)
    analyze()
    take()
    assert_goes_by_key(2)
    take()
    analyze()
    assert_goes_by_key(3)


AWAY = (
    psycopg.OperationalError("the connection is lost"),
    psycopg.errors.ConnectionFailure(),
    psycopg.errors.DiskFull(),
    psycopg.errors.TooManyConnections(),
    psycopg.errors.AdminShutdown(),
    psycopg.errors.CannotConnectNow(),
    psycopg.errors.IoError(),
)
AT_FAULT = (
    psycopg.errors.QueryCanceled(),
    psycopg.errors.DeadlockDetected(),
    psycopg.errors.LockNotAvailable(),
    psycopg.errors.ProgramLimitExceeded(),
    psycopg.errors.StatementTooComplex(),
)


def raised(kind: type[Exception], cause: Exception | None) -> Exception:
    """As Django raises what the driver raised."""
    error = kind("said by the driver")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("cause", [None, *AWAY], ids=repr)
def test_a_database_that_cannot_be_worked_with_is_away(cause):
    assert database_is_away(raised(OperationalError, cause))
    assert database_is_away(raised(InterfaceError, None))


@pytest.mark.parametrize("cause", AT_FAULT, ids=repr)
def test_a_statement_that_fails_by_itself_says_nothing_of_the_database(cause):
    assert not database_is_away(raised(OperationalError, cause))
    assert not database_is_away(KeyError("connection"))


def test_sqlite_says_whether_it_is_away_by_its_result_codes(tmp_path):
    def cause(path: str, *statements: str) -> Exception:
        with pytest.raises(sqlite3.OperationalError) as error:
            for statement in statements:
                sqlite3.connect(path, timeout=0, isolation_level=None).execute(statement)
        return error.value

    path = str(tmp_path / "database")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    locked, missing = cause(path, "SELECT * FROM sqlite_master"), cause(str(tmp_path / "none" / "at all"), "SELECT 1")
    too_complex = cause(":memory:", "SELECT " + "+".join("1" * 2_000))
    away = [database_is_away(raised(OperationalError, each)) for each in (locked, missing, too_complex)]
    assert away == [True, True, False]
