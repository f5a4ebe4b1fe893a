"""Pages that were polled and processed, without the network, and a source on loopback for those that need one."""

import pytest
from django.utils import timezone

from claims import services
from tests.loopback import LoopbackSite
from tests.pages import page
from tracker.extract.isolation import Extractor
from tracker.models import PollingPolicy, Resource, Snapshot, Watch
from tracker.processing import pipeline
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url


@pytest.fixture(scope="session")
def extractor():
    """One process that reads documents, for all tests of this process: to start one takes a second."""
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


@pytest.fixture
def site():
    with LoopbackSite() as running:
        yield running


@pytest.fixture
def local(settings, site, desk, alice):
    """A source on loopback, its address opened as private, its spacing lowered by the ordinary override."""
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = [site.address]
    settings.TRACKER_ALLOWED_PORTS = frozenset({int(site.address.rpartition(":")[2])})
    source = services.record_source(by=alice, desk=desk, name="Local", sites=[site.url("/")])
    PollingPolicy.objects.create(source=source, spacing_s=0, spacing_reason="a test on this machine")
    return source
