"""Pages that were polled and processed, without the network."""

import pytest
from django.utils import timezone

from tests.tracker.pages import page
from tracker import bodies, pipeline
from tracker.extract.isolation import Extractor
from tracker.models import Resource, Snapshot, Watch
from tracker.registry import watch_url


@pytest.fixture(scope="module")
def extractor():
    with Extractor() as made:
        yield made


@pytest.fixture
def answer(extractor):
    """answer(resource, body) → the resource answered these bytes, and they were processed."""

    def read(resource: Resource, body: bytes, *, final_url: str = "") -> Snapshot:
        snapshot = Snapshot.objects.create(
            resource=resource,
            body=bodies.store(body),
            final_url=final_url or resource.url,
            fetched_at=timezone.now(),
        )
        while pipeline.process_waiting(extractor=extractor):
            pass
        snapshot.refresh_from_db()
        return snapshot

    return read


@pytest.fixture
def publish(answer, claim):
    """publish(source, url, *paragraphs) → the page was polled and processed; the claim watches its source."""

    def read(source, url: str, *paragraphs: str, around: str = "") -> Resource:
        Watch.objects.get_or_create(claim=claim, source=source)
        resource = watch_url(source=source, url=url)
        answer(resource, page(*paragraphs, around=around))
        return resource

    return read


@pytest.fixture
def proposed():
    """proposed(claim) → the statuses that open flags propose."""

    def ask(claim) -> list[str]:
        return list(claim.flags.filter(state="open", kind="status").values_list("to_status", flat=True))

    return ask
