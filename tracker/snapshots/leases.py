"""Leases: the database is the truth, a killed worker's lease runs out in minutes, nothing is done twice at once."""

import sqlite3
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Model, Q, QuerySet

from tracker.models import Leased

L = TypeVar("L", bound=Leased)

# Work that took its worker down twice is set aside, with a plain sentence, rather than taking down a third.
MAX_ATTEMPTS = 3
# What was begun when the database went away: nothing is held against it, once the database can be told so.
_owed: list[tuple[type[Leased], int, uuid.UUID]] = []
# The classes of PostgreSQL's errors that say nothing of the statement: connection, resources, operator, system.
_AWAY = frozenset({"08", "53", "57", "58"})
_QUERY_CANCELED = "57014"
# How the columns of a table made of parameters are called on PostgreSQL, by the kind of a model's field.
_TYPES = {
    "BigAutoField": "bigint",
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "timestamptz",
    "FloatField": "double precision",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "integer",
}


def lease(due: "QuerySet[L]", *, limit: int, now: datetime, seconds: int) -> list[L]:
    """At most `limit` of the due rows, held for `seconds`; rows that another worker holds are passed over.

    PostgreSQL skips rows being leased this moment (SKIP LOCKED); SQLite's immediate transaction lets one in at a time.
    """
    _pay()
    free = due.filter(Q(leased_until=None) | Q(leased_until__lt=now), attempts__lt=MAX_ATTEMPTS)
    lease_id = uuid.uuid4()
    with transaction.atomic():
        locked = free.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",))
        ids = list(locked[:limit].values_list("pk", flat=True))
        if not ids:
            return []
        due.model._default_manager.filter(pk__in=ids).update(
            lease_id=lease_id, leased_until=now + timedelta(seconds=seconds)
        )
    return list(due.model._default_manager.filter(lease_id=lease_id, pk__in=ids))


def begin(rows: Sequence[L]) -> list[L]:
    """Count an attempt for rows of one lease, just before their work starts; gives those whose lease is still ours.

    A worker that is killed counts against the rows it had begun, never against those that only waited their turn. Begin
    together only rows that were never begun before: of those that were, one took its worker down.
    """
    if not rows:
        return []
    held = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows], lease_id=rows[0].lease_id)
    if held.update(attempts=F("attempts") + 1) == len(rows):
        return list(rows)
    ours = set(held.values_list("pk", flat=True))
    return [row for row in rows if row.pk in ours]


def release(row: Leased, **results: object) -> bool:
    """Write a row's results and give it back, where the lease is still ours. False: it was taken over."""
    freed: dict[str, object] = {"lease_id": None, "leased_until": None, "attempts": 0}
    held = type(row)._default_manager.filter(pk=row.pk, lease_id=row.lease_id)
    return bool(held.update(**freed | results))


def put_off(row: Leased, *, until: datetime, **facts: object) -> bool:
    """Give a row back as if it had not been begun, to be leased no sooner than `until`; with what is to be written of
    it. False: it was taken over.
    """
    held = type(row)._default_manager.filter(pk=row.pk, lease_id=row.lease_id)
    return bool(held.update(lease_id=None, leased_until=until, attempts=row.attempts, **facts))


def database_is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be worked with now, whatever it is asked.

    Else the statement is at fault, and fails again: an OperationalError is also one that is too large, takes too long
    or meets another's locks (PostgreSQL's error codes, appendix A; SQLite's result codes).
    """
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    if code := getattr(error.__cause__, "sqlite_errorcode", None):
        return int(code) & 0xFF != sqlite3.SQLITE_ERROR
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or (state[:2] in _AWAY and state != _QUERY_CANCELED)


def owe(rows: Sequence[Leased]) -> None:
    """Take back the attempts of rows that were begun when the database went away, with the next lease."""
    _owed.extend((type(row), row.pk, row.lease_id) for row in rows if row.lease_id)


def _pay() -> None:
    while _owed:
        model, key, lease_id = _owed[-1]
        held = model._default_manager.filter(pk=key, lease_id=lease_id, attempts__gt=0)
        held.update(attempts=F("attempts") - 1, lease_id=None, leased_until=None)
        _owed.pop()


def release_many(
    model: type[Leased],
    *,
    lease_id: uuid.UUID,
    columns: Sequence[str],
    rows: Collection[Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> set[int]:
    """Write the results of many rows and give them back, in one statement; the keys of those whose lease was ours.

    Each of `rows` is a key and the values of `columns`, in their order; `same` holds what all of them get.
    """
    freed = {"lease_id": None, "leased_until": None}
    return _write(model, columns, rows, same=freed | dict(same or {}), lease_id=lease_id)


def update_many(model: type[Model], *, columns: Sequence[str], rows: Collection[Sequence[Any]]) -> None:
    """Write the values of `columns` in many rows, in one statement. Each of `rows` is a key and the values."""
    _write(model, columns, rows)


def give_back(model: type[Leased], *, lease_id: uuid.UUID, keys: Collection[int]) -> int:
    """Free the rows of `keys` that are still ours, as if they had not been leased; how many were."""
    held = model._default_manager.filter(pk__in=keys, lease_id=lease_id)
    return held.update(lease_id=None, leased_until=None) if keys else 0


def _write(
    model: type[Model],
    columns: Sequence[str],
    rows: Collection[Sequence[Any]],
    *,
    same: Mapping[str, Any] | None = None,
    lease_id: uuid.UUID | None = None,
) -> set[int]:
    """Write many rows in one statement; with a lease, only those it still holds. The keys of those written.

    On PostgreSQL an array of the keys keeps the plan on the primary key at any size, as in tracker/polling/queue.py.
    Without it the planner, whose statistics were taken while hardly anything was leased, expects one held row: it reads
    the whole table and compares every row that is held after all with all the values.
    """
    if not rows:
        return set()
    own = connection.ops.quote_name(model._meta.db_table)
    constants = {name: _prepared(model, name, value) for name, value in (same or {}).items()}
    sets = [f"{name} = %s" for name in constants] + [f"{name} = v.{name}" for name in columns]
    held = [] if lease_id is None else [_prepared(model, "lease_id", lease_id)]
    by_key = f" AND {own}.id = ANY(ARRAY(SELECT id FROM v))" if connection.vendor == "postgresql" else ""  # noqa: S608
    if_held = f" AND {own}.lease_id = %s" if held else ""
    values, params = _values(model, ["id", *columns], rows)
    statement = (
        f"WITH v (id, {', '.join(columns)}) AS ({values}) "  # noqa: S608 - names of our own columns
        f"UPDATE {own} SET {', '.join(sets)} FROM v WHERE {own}.id = v.id{by_key}{if_held} RETURNING {own}.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *constants.values(), *held])
        return {key for (key,) in cursor.fetchall()}


def _prepared(model: type[Model], name: str, value: object) -> Any:
    """As the database takes it."""
    return model._meta.get_field(name).get_db_prep_value(value, connection)  # type: ignore[union-attr]


def _values(model: type[Model], columns: Sequence[str], rows: Collection[Sequence[Any]]) -> tuple[str, list[Any]]:
    """A query that gives these rows, and its parameters: one array for each column on PostgreSQL, VALUES on SQLite."""
    if connection.vendor == "postgresql":
        types = [_TYPES.get(model._meta.get_field(name).get_internal_type(), "text") for name in columns]
        arrays = ", ".join(f"%s::{kind}[]" for kind in types)
        return f"SELECT * FROM unnest({arrays})", [list(column) for column in zip(*rows, strict=True)]  # noqa: S608
    holes = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
    return f"VALUES {holes}", [_adapted(value) for row in rows for value in row]


def _adapted(value: object) -> object:
    """As SQLite keeps it, which knows neither moments nor days."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value
