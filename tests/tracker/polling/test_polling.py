"""From a lease to a snapshot, against a real server on loopback."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import services
from claims.services.base import InvalidInput
from tests.loopback import LoopbackSite
from tests.tracker.extract.pdfs import pdf
from tests.tracker.processing.test_pipeline import PLAN, RECORD, page
from tracker.models import PollingPolicy, Resource, Snapshot, Watch
from tracker.polling import round
from tracker.processing import pipeline
from tracker.snapshots.leases import begin, lease, release
from tracker.watching.resources import watch_url


@pytest.fixture
def site():
    with LoopbackSite() as running:
        yield running


@pytest.fixture
def source(settings, site, desk, alice, bob):
    """A record on loopback, its address opened as private, its spacing lowered by the ordinary override."""
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = [site.address]
    settings.TRACKER_ALLOWED_PORTS = frozenset({int(site.address.rpartition(":")[2])})
    source = services.record_source(by=alice, desk=desk, name="Operator", sites=[site.url("/")])
    PollingPolicy.objects.create(source=source, spacing_s=0, spacing_reason="a test on this machine")
    return services.set_tier(
        by=bob, source=source, tier="record", reason="runs it", scope="its machine", private=frozenset({site.address})
    )


@pytest.fixture
def resource(site, source) -> Resource:
    site.set("/news", page(PLAN))
    return watch_url(source=source, url=site.url("/news"))


def poll(resource: Resource) -> Resource:
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=timezone.now())
    assert round.poll_due() == 1
    resource.refresh_from_db()
    return resource


def test_a_change_of_the_page_becomes_a_flag(site, source, resource, claim, extractor):
    Watch.objects.create(claim=claim, source=source)
    poll(resource)
    pipeline.process_waiting(extractor=extractor)
    assert not claim.flags.exists()
    site.set("/news", page(RECORD))
    poll(resource)
    pipeline.process_waiting(extractor=extractor)
    assert claim.flags.get().to_status == "verified"
    assert claim.evidence.get().tier == "record"


def test_an_unchanged_page_is_asked_for_conditionally_and_stored_once(site, resource):
    poll(resource)
    poll(resource)
    assert site.hits("/news") == 2
    assert Snapshot.objects.count() == 1
    assert resource.error == ""
    assert resource.next_poll_at > timezone.now() + timedelta(minutes=5)


def test_a_page_that_changes_back_is_seen_each_time(site, resource):
    for text in (PLAN, RECORD, PLAN):
        site.set("/news", page(text))
        poll(resource)
    assert Snapshot.objects.count() == 3


def test_an_error_is_never_content_and_says_so_in_words(site, resource):
    poll(resource)
    site.set("/news", b"<h1>Not found</h1>", status=404)
    poll(resource)
    assert Snapshot.objects.count() == 1
    assert (resource.error_code, resource.failures) == ("http-404", 1)
    assert resource.error
    assert resource.next_poll_at is not None


def test_what_is_gone_for_good_is_polled_no_more(site, resource):
    site.set("/news", b"gone", status=410)
    poll(resource)
    assert resource.next_poll_at is None


def test_robots_are_obeyed_and_asked_once(site, resource):
    site.set("/robots.txt", b"User-agent: *\nDisallow: /news", content_type="text/plain")
    poll(resource)
    poll(resource)
    assert (site.hits("/news"), site.hits("/robots.txt")) == (0, 1)
    assert resource.error_code == "robots"


def test_a_private_address_that_nobody_opened_is_refused(settings, site, resource):
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = []
    poll(resource)
    assert site.requests == []
    assert resource.error_code == "blocked-address"
    assert resource.error.startswith("The site’s robots.txt could not be read. The address 127.0.0.1")


def test_only_what_is_due_and_free_is_leased(resource):
    now = timezone.now()
    everything = Resource.objects.filter(next_poll_at__lte=now)
    (held,) = lease(everything, limit=10, now=now, seconds=60)
    assert lease(everything, limit=10, now=now, seconds=60) == []
    (again,) = lease(everything, limit=10, now=now + timedelta(seconds=61), seconds=60)
    assert not release(held, error="too late")
    assert release(again, error="in time")
    resource.refresh_from_db()
    assert (resource.error, resource.attempts) == ("in time", 0)


def test_what_takes_its_worker_down_again_and_again_is_set_aside(resource):
    now = timezone.now()
    everything = Resource.objects.filter(next_poll_at__lte=now)
    for minute in range(3):
        (held,) = lease(everything, limit=10, now=now + timedelta(minutes=2 * minute), seconds=60)
        assert begin([held])
    assert lease(everything, limit=10, now=now + timedelta(minutes=9), seconds=60) == []


def test_a_worker_that_died_after_fetching_loses_no_change(site, source, resource, monkeypatch):
    """Killed between the answer and the commit: nothing is half kept, and the lease comes round again."""

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Snapshot.objects, "bulk_create", die)
        round.poll_due()
    resource.refresh_from_db()
    assert (resource.etag, Snapshot.objects.count()) == ("", 0)
    Resource.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert round.poll_due() == 1
    assert Snapshot.objects.count() == 1


def test_evidence_whose_page_is_missing_keeps_counting_and_says_so(site, source, resource, claim, extractor):
    Watch.objects.create(claim=claim, source=source)
    site.set("/news", page(RECORD))
    poll(resource)
    pipeline.process_waiting(extractor=extractor)
    site.set("/news", b"not found", status=404)
    poll(resource)
    assert claim.evidence.get().standing == "offline"
    assert services.apply_finding(claim=claim).to_status == "verified"
    site.set("/news", page(RECORD))
    poll(resource)
    assert claim.evidence.get().standing == "standing"


def test_an_address_whose_host_is_longer_than_names_are_is_refused(source):
    with pytest.raises(InvalidInput, match="impossible host name"):
        watch_url(source=source, url=f"https://{'a' * 300}.example/")


def test_a_pdf_in_the_place_of_a_page_is_read_as_one_and_the_address_says_so(site, resource, extractor):
    site.set("/news", pdf([["The reactor of Kernhausen reopened on Tuesday."]]), content_type="application/pdf")
    poll(resource)
    pipeline.process_waiting(extractor=extractor)
    assert "The reactor of Kernhausen reopened" in Snapshot.objects.get().text
    assert (resource.error, resource.kind) == ("", "html")
    assert resource.notice == "The server calls it application/pdf; it was read as what its content shows."


def test_a_notice_goes_with_the_answer_it_is_about(site, resource):
    site.set("/news", page(PLAN), content_type="", headers={"Content-Encoding": "aws-chunked"})
    assert poll(resource).notice.startswith("The server names a compression that cannot be undone")
    site.set("/news", page(RECORD))
    assert poll(resource).notice == ""
