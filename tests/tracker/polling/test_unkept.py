"""What was answered and cannot be stored here: nothing is lost, nothing is held against the page, and it says so."""

import random
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from net.messages import FetchRequest, FetchResult
from tests.disks import away, files_in, fill, small_disk
from tracker.models import PollingPolicy, Resource, Snapshot
from tracker.polling import round
from tracker.polling.queue import lease_due, limits_of
from tracker.polling.writer import PollAnswer, write_batch
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

BEFORE, AFTER = b"<p>The machine runs.</p>", b"<p>The machine was stopped on Monday.</p>"


@pytest.fixture
def media(settings) -> Path:
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def resource(site, local) -> Resource:
    site.set("/news", BEFORE)
    return watch_url(source=local, url=site.url("/news"))


def poll(resource: Resource) -> Resource:
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=timezone.now())
    assert round.poll_due() == 1
    resource.refresh_from_db()
    return resource


def read(resource: Resource) -> list[bytes]:
    return [bodies.load(each.body) for each in resource.snapshots.select_related("body").order_by("pk")]


@pytest.mark.parametrize("mount_point", [True, False])
def test_while_the_disk_is_away_a_change_waits_and_is_not_taken_for_seen(site, resource, media, mount_point):
    before = poll(resource).etag
    site.set("/news", AFTER)
    with away(media, mount_point=mount_point):
        poll(resource)
        poll(resource)
        assert (resource.etag, resource.failures, resource.attempts) == (before, 0, 0)
        assert (resource.error_code, resource.state) == ("not-kept", "")
        assert "could not be kept here" in resource.error
        assert resource.unkept_since is not None
        assert timezone.now() < resource.next_poll_at < timezone.now() + timedelta(minutes=6)
        assert not mount_point or list(media.iterdir()) == []
    poll(resource)
    assert read(resource) == [BEFORE, AFTER]
    assert (resource.error_code, resource.error, resource.unkept_since) == ("", "", None)
    poll(resource)
    assert len(read(resource)) == 2


def test_an_unchanged_page_is_read_whatever_the_disk_does(site, resource, media):
    poll(resource)
    with away(media):
        assert (poll(resource).error, Snapshot.objects.count()) == ("", 1)


def test_the_longer_it_lasts_the_longer_it_is_left_alone(site, resource, media):
    poll(resource)
    site.set("/news", AFTER)
    with away(media):
        poll(resource)
        since = resource.unkept_since
        Resource.objects.update(unkept_since=since - timedelta(hours=2))
        poll(resource)
        assert resource.unkept_since == since - timedelta(hours=2)
        assert resource.next_poll_at > timezone.now() + timedelta(minutes=3)


@pytest.mark.parametrize(("rendered", "floor_s", "least_s"), [(False, 200, 200), (True, 1, 300), (False, 9_000, 900)])
def test_it_is_left_alone_for_as_long_as_its_floor_and_its_interval_ask_for(
    rendered, floor_s, least_s, local, media, resource
):
    PollingPolicy.objects.filter(source=local).update(floor_s=floor_s, interval_s=900)
    poll(resource)
    now, lease_id = timezone.now(), uuid.uuid4()
    Resource.objects.update(next_poll_at=now, rendered=rendered)
    (due,) = lease_due(limit=1, now=now, seconds=60, lease_id=lease_id)
    result = FetchResult(FetchRequest(resource.url), "ok", body=AFTER)
    with away(media):
        write_batch([PollAnswer(due, limits_of({local.pk})[local.pk], result)], lease_id=lease_id)
    resource.refresh_from_db()
    assert resource.error_code == "not-kept"
    assert timedelta(seconds=least_s) <= resource.next_poll_at - resource.polled_at <= timedelta(seconds=1.1 * least_s)


def test_a_full_disk_keeps_what_fits_and_loses_nothing_and_leaves_no_partial_file(site, local, media, caplog):
    pages = {f"/{number}": noise(number) for number in range(40)}
    with small_disk(media):
        for path, body in pages.items():
            site.set(path, body)
            watch_url(source=local, url=site.url(path))
        round.poll_due()
        unkept = Resource.objects.exclude(unkept_since=None)
        assert 0 < unkept.count() < 40
        assert {(r.failures, r.etag, r.error_code) for r in unkept} == {(0, "", "not-kept")}
        assert {r.error for r in unkept} == {
            "It answered, and the answer could not be kept here. The disk of the data folder is full."
        }
        assert len(files_in(media)) == Snapshot.objects.count() + 1  # the marker
        assert len(caplog.text) < 5_000
        assert {each.body.sha256 for each in Snapshot.objects.select_related("body")} <= {
            bodies.digest(body) for body in pages.values()
        }


def test_what_a_disk_was_too_full_for_is_kept_once_there_is_room(site, resource, media):
    with small_disk(media):
        poll(resource)
        ballast = fill(media)
        site.set("/news", noise(1))
        assert poll(resource).error_code == "not-kept"
        ballast.unlink()
        poll(resource)
        assert read(resource) == [BEFORE, noise(1)]
        assert resource.error == ""


def noise(number: int) -> bytes:
    """A page of ten thousand bytes that no compression makes smaller than half."""
    return b"<p>" + random.Random(number).randbytes(10_000).hex().encode() + b"</p>"


def test_an_empty_store_of_a_new_installation_is_made_and_marked(site, resource, media):
    assert not media.exists()
    poll(resource)
    assert (media / "bodies" / ".store").is_file()


def test_a_store_of_before_there_were_markers_is_known_by_what_it_holds(site, resource, media):
    poll(resource)
    (media / "bodies" / ".store").unlink()
    site.set("/news", AFTER)
    assert poll(resource).error == ""
    assert (media / "bodies" / ".store").is_file()
