"""One worker of the tracker, in the database that DATABASE_URL names: stages resources, polls and processes them.

It polls through the engine's public entry alone, as the Celery task does.
"""

from datetime import timedelta
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.origin import etag_of, host_of  # noqa: E402
from benchmarks.poll_process import measured, serve  # noqa: E402
from benchmarks.poll_sentences import sentence  # noqa: E402
from claims import services  # noqa: E402
from claims.models import Desk, Membership, Source  # noqa: E402
from tracker.extract.isolation import Extractor  # noqa: E402
from tracker.extract.languages import guess_language  # noqa: E402
from tracker.models import PollingPolicy, Resource, Snapshot, Watch  # noqa: E402
from tracker.polling import round  # noqa: E402
from tracker.processing import pipeline  # noqa: E402

WHY_NO_SPACING = "a benchmark: every page is served by this very machine"
INTERVAL_S = 86_400  # what was polled is not due again before the benchmark ends
_HOSTS_PER_SOURCE = 10
_ROWS = 5_000

_statements = 0
_extractor: Extractor | None = None


def _count(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    global _statements
    _statements += 1
    return execute(sql, params, many, context)


connection_created.connect(lambda connection, **_: connection.execute_wrappers.append(_count), weak=False)


def migrate() -> str:
    call_command("migrate", verbosity=0)
    return str(connection.vendor)


def stage(first: int, last: int, hosts: int, port: int) -> int:
    """Make the pages from `first` up to `last` resources, read once in their first edition, none of them due.

    Ten addresses are one source. The rows are written at once, as no import is measured here.
    """
    desk = Desk.objects.create(name="Benchmark", slug="benchmark")
    alice = User.objects.create(username="alice")
    Membership.objects.create(user=alice, desk=desk, role=Membership.Role.JOURNALIST)
    addresses = [f"{host_of(number, hosts)}:{port}" for number in range(hosts)]
    sources = []
    for start in range(0, hosts, _HOSTS_PER_SOURCE):
        sites = [f"http://{address}/" for address in addresses[start : start + _HOSTS_PER_SOURCE]]
        source = services.record_source(by=alice, desk=desk, name=f"Source {start}", sites=sites)
        policy = PollingPolicy(source=source, interval_s=INTERVAL_S, spacing_s=0, spacing_reason=WHY_NO_SPACING)
        policy.save()
        sources.append(source)
    read_at = timezone.now()
    for start in range(first, last, _ROWS):
        rows = []
        for page in range(start, min(start + _ROWS, last)):
            address = addresses[page % hosts]
            url = f"http://{address}/p/{page}"
            row = Resource(source=sources[page % hosts // _HOSTS_PER_SOURCE], url=url, host=address)
            row.next_poll_at = read_at + timedelta(seconds=INTERVAL_S, milliseconds=page)
            row.etag, row.validated_url = etag_of(page, 0), url
            row.polled_at = row.read_at = read_at
            rows.append(row)
        Resource.objects.bulk_create(rows)
    tidy()
    return Resource.objects.count()


def watch() -> int:
    """Let a claim of its own watch each source: one that no page bears on, as with most changes. How many there are."""
    alice = User.objects.get()
    article = services.record_article(by=alice, desk=Desk.objects.get(), title="What opened this year")
    for source in Source.objects.order_by("pk"):
        claim = services.record_claim(by=alice, article=article, text=sentence(source.pk), kind="event")
        Watch.objects.create(claim=claim, source=source)
    return Watch.objects.count()


def due(first: int = 0, last: int | None = None) -> int:
    """Let the resources from the `first` up to the `last` be due now, in their order; how many are."""
    window = list(Resource.objects.order_by("pk").values_list("pk", flat=True)[first:last])
    changed = Resource.objects.filter(pk__in=window).update(next_poll_at=timezone.now() - timedelta(seconds=1))
    tidy()
    return changed


def tidy() -> int:
    """Vacuum and analyse the database, so that it does not do so by itself while we measure."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return 1


def poll() -> dict[str, float]:
    """Poll until nothing is due."""
    before = _statements

    def work() -> int:
        done = 0
        while polled := round.poll_due():
            done += polled
        return done

    return measured(work) | {"statements": _statements - before}


def process(most: int) -> dict[str, float]:
    """Process what waits, until nothing does or `most` pages were. What a worker loads once is loaded before: the
    reader of pages, and the model of languages that the claims' sentences are shown to.
    """
    global _extractor
    if _extractor is None:
        _extractor = Extractor()
        guess_language(sentence(0))
        pipeline.process_waiting(extractor=_extractor, limit=5)
    reader, before = _extractor, _statements

    def work() -> int:
        done = 0
        while done < most and (processed := pipeline.process_waiting(extractor=reader)):
            done += processed
        return done

    return measured(work) | {"statements": _statements - before}


def state() -> dict[str, int]:
    """What stands in the database; `failed` must be 0 for a figure to mean anything."""
    return {
        "resources": Resource.objects.count(),
        "failed": Resource.objects.exclude(error_code="").count(),
        "snapshots": Snapshot.objects.count(),
    }


if __name__ == "__main__":
    serve({does.__name__: does for does in (migrate, stage, watch, due, poll, process, state)})
    if _extractor is not None:
        _extractor.close()
