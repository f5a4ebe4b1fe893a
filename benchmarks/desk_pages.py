"""One installation of the size it is told to be, in the database that DATABASE_URL names, and its desk's pages as a
reviewer asks for them.
"""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.fuzz_routes import Parameter, walk  # noqa: E402
from benchmarks.poll_process import serve  # noqa: E402
from claims.audit.entries import next_entry  # noqa: E402
from claims.models import (  # noqa: E402
    Appearance,
    Article,
    AuditEntry,
    Claim,
    Comment,
    Desk,
    Evidence,
    Flag,
    Membership,
    Organisation,
    Origin,
    Source,
    SourceHost,
)
from tracker.models import PollingPolicy, Resource, Watch  # noqa: E402

AT_ONCE = 2_000
CLAIMS_AN_ARTICLE = 20
ITEMS_A_CLAIM = 3
MEMBERS = 12
WORD = "The operator writes that number {number} of its machines is complete."
BELOW = ("desk/", "admin/claims/", "admin/tracker/", "admin/auth/")
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")

_client = Client(SERVER_NAME="localhost")


def fill(claims: int, sources: int, entries: int) -> int:
    """Make the rows, written at once, since no service is measured here; how many entries of history there are."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    desk = Desk.objects.create(name="Benchmark", slug="benchmark")
    people = User.objects.bulk_create(User(username=f"member-{number}") for number in range(MEMBERS))
    roles = (Membership.Role.ADMINISTRATOR, *[Membership.Role.REVIEWER] * (MEMBERS - 1))
    Membership.objects.bulk_create(Membership(user=u, desk=desk, role=r) for u, r in zip(people, roles, strict=True))
    with transaction.atomic():
        made = _sources(desk, sources)
        recorded = _claims(desk, claims, people)
        _evidence(recorded, made)
        _history([*recorded, *made], entries)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _client.force_login(people[0])
    return AuditEntry.objects.count()


def _sources(desk: Desk, number: int) -> list[Source]:
    """Each of an organisation of its own, at a host of its own, with one address that is read."""
    now = timezone.now()
    owners = _bulk(Organisation(name=f"Publisher {n}", slug=f"publisher-{n}") for n in range(number))
    made = _bulk(
        Source(desk=desk, name=f"Source {n}", slug=f"source-{n}", organisation=owner, tier="independent")
        for n, owner in enumerate(owners)
    )
    _bulk(SourceHost(source=source, host=f"{source.slug}.example") for source in made)
    _bulk(PollingPolicy(source=source) for source in made)
    _bulk(
        Resource(
            source=source,
            url=f"https://{source.slug}.example/news",
            host=f"{source.slug}.example",
            next_poll_at=now + timedelta(minutes=10),
            read_at=now,
            polled_at=now,
        )
        for source in made
    )
    return made


def _claims(desk: Desk, number: int, people: list[User]) -> list[Claim]:
    """Claims of articles with twenty each; one in seven is assigned, one in nine due."""
    today = timezone.now().date()
    articles = _bulk(
        Article(desk=desk, title=f"What became of it, part {n}", slug=f"part-{n}", publication="published")
        for n in range(-(-number // CLAIMS_AN_ARTICLE))
    )
    claims = _bulk(
        Claim(
            desk=desk,
            text=WORD.format(number=n),
            slug=f"number-{n}",
            kind="event",
            publication="published",
            settled_by=[{"tier": "record", "origins": 1}],
            assigned_to=people[n % len(people)] if n % 7 == 0 else None,
            due_on=today + timedelta(days=n % 30 - 10) if n % 9 == 0 else None,
        )
        for n in range(number)
    )
    _bulk(
        Appearance(article=articles[n // CLAIMS_AN_ARTICLE], claim=claim, position=n % CLAIMS_AN_ARTICLE)
        for n, claim in enumerate(claims)
    )
    _bulk(Comment(claim=claim, by=people[0], text="Who looks at it?") for claim in claims)
    return claims


def _evidence(claims: list[Claim], sources: list[Source]) -> None:
    """Three items beside each claim, from three sources that it watches; one claim in ten waits in the queue."""
    now = timezone.now()
    pairs = [
        (claim, sources[(n * ITEMS_A_CLAIM + k) % len(sources)])
        for n, claim in enumerate(claims)
        for k in range(ITEMS_A_CLAIM)
    ]
    origins = _bulk(Origin(claim=claim, label=f"{source.name}, today") for claim, source in pairs)
    items = _bulk(
        Evidence(
            claim=claim,
            source=source,
            origin=origin,
            stance="supports",
            score=0.9,
            assessor="benchmark 1",
            url=f"https://{source.slug}.example/news",
            quote=claim.text,
            sha256="0" * 64,
            retrieved_at=now,
            as_of=now,
            source_name=source.name,
            mouth=source.slug,
            tier=source.tier,
            basis="read",
        )
        for (claim, source), origin in zip(pairs, origins, strict=True)
    )
    _bulk(Watch(claim=claim, source=source) for claim, source in pairs)
    _bulk(
        Flag(
            claim=claim,
            kind="status",
            from_status="unverified",
            to_status="verified",
            reasons=["Three independent origins say so."],
            counted=[[str(item.uuid), "It counts."] for item in items[n * ITEMS_A_CLAIM : (n + 1) * ITEMS_A_CLAIM]],
            fingerprint=f"{n:064}",
            raised_at=now,
        )
        for n, claim in enumerate(claims)
        if n % 10 == 0
    )


def _history(subjects: list[Any], number: int) -> None:
    """Chains of one length for all subjects, so that a page of one subject has the same to show at every size."""
    each = max(number // len(subjects), 1)
    _bulk(entry for subject in subjects for entry in _chain(subject, each))


def _chain(subject: Any, length: int) -> Iterator[AuditEntry]:
    last = None
    payload = {"before": "unverified", "after": "unverified", "reason": "Looked at again, with nothing new."}
    for _ in range(length):
        last = next_entry(last, subject=subject, action="revised", by=None, payload=payload, visibility="staff")
        yield last


def _bulk(rows: Iterator[Any]) -> list[Any]:
    """Write rows in groups, and give them back with their keys; entries of history are not kept in memory."""
    made: list[Any] = []
    while group := list(islice(rows, AT_ONCE)):
        type(group[0])._default_manager.bulk_create(group)
        if not isinstance(group[0], AuditEntry):
            made += group
    return made


def routes() -> list[str]:
    """The routes of every page of the desk that answers a reviewer."""
    found = (route for route in walk(get_resolver().url_patterns, "") if route.startswith(BELOW))
    return [route for route in found if (path := _filled(route)) and _client.get(path).status_code == 200]


@cache
def _filled(route: str) -> str | None:
    """The address of a route with the first rows there are; None where it names one of which there is none."""
    for match in _PARAMETER.finditer(route):
        model = Parameter.read(route, match).model
        row = model._default_manager.order_by("pk").first() if model else None
        if row is None or (not hasattr(row, match[2]) and match[2] != "object_id"):
            return None
        value = row.pk if match[2] == "object_id" else getattr(row, match[2])
        route = route.replace(match[0], str(value), 1)
    return f"/{route}"


def get(route: str) -> dict[str, float]:
    """Ask for a page of the first row: how long it took, in milliseconds, and how many statements it sent.

    CPU time with SQLite, which is in this process, so that what else the machine does counts little.
    """
    path, clock = _filled(route) or "", time.process_time if connection.vendor == "sqlite" else time.perf_counter
    with CaptureQueriesContext(connection) as statements:
        begun = clock()
        answer = _client.get(path)
        took = clock() - begun
    if answer.status_code != 200:
        raise OSError(f"{path}: {answer.status_code}")
    return {"ms": took * 1000, "statements": len(statements)}


def vendor() -> str:
    return str(connection.vendor)


if __name__ == "__main__":
    serve({"fill": fill, "routes": routes, "get": get, "vendor": vendor})
