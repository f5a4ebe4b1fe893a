"""Two workers that process copies of one text at the same moment count them as one origin."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Evidence
from tests.pages import page
from tests.tracker.evidence.test_provenance import GAZETTE
from tracker.evidence import propose
from tracker.extract.isolation import Extractor
from tracker.models import Snapshot, Watch
from tracker.processing import pipeline
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_copies_that_are_processed_at_once_share_an_origin(claim, make_source, monkeypatch):
    for name in ("Gazette", "Courier"):
        source = make_source(name, "independent")
        Watch.objects.create(claim=claim, source=source)
        url = f"https://{name.lower()}.example/news"
        Snapshot.objects.create(
            resource=watch_url(source=source, url=url),
            body=bodies.store(page(*GAZETTE)),
            final_url=url,
            fetched_at=timezone.now(),
        )
    both, find = Barrier(2), propose.provenance

    def together(*args, **kwargs):
        found = find(*args, **kwargs)
        with suppress(BrokenBarrierError):
            both.wait(timeout=2)  # nothing written yet: if both can come so far, neither sees the other
        return found

    def work(_: int) -> int:
        try:
            with Extractor() as extractor:
                return pipeline.process_waiting(extractor=extractor, limit=1)
        finally:
            connection.close()

    monkeypatch.setattr(propose, "provenance", together)
    with ThreadPoolExecutor(2) as workers:
        assert list(workers.map(work, range(2))) == [1, 1]
    assert len(Evidence.objects.values_list("origin", flat=True)) == 2
    assert len(set(Evidence.objects.values_list("origin", flat=True))) == 1
