"""A round of polling: one loop that leases, asks hosts for their rules, fetches and writes, whatever some hosts do."""

import socket
import threading
import uuid
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import services
from net.messages import FetchRequest, FetchResult
from net.policy import FetchPolicy
from tests.loopback import LoopbackSite
from tracker.fetching import host_rules
from tracker.models import Body, HostRules, PollingPolicy, Resource, Snapshot
from tracker.polling import round, writer
from tracker.polling.queue import lease_due, limits_of
from tracker.polling.writer import PollAnswer

pytestmark = pytest.mark.django_db


@contextmanager
def silent_host():
    """A host that accepts connections and never says a word; gives its address."""
    taken: list[socket.socket] = []
    with closing(socket.create_server(("127.0.0.2", 0))) as listener:

        def accept() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.2:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    for connection_ in taken:
        connection_.close()


@pytest.fixture
def site():
    with LoopbackSite() as running:
        running.set("/page", "<p>A page.</p>")
        yield running


@pytest.fixture
def source(desk, alice, site, settings):
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = [site.address]
    settings.TRACKER_ALLOWED_PORTS = frozenset({site.port})
    source = services.record_source(by=alice, desk=desk, name="Gazette", sites=[site.url("/")])
    PollingPolicy.objects.create(source=source, spacing_s=0, max_per_host=10, spacing_reason="a test on this machine")
    return source


@pytest.fixture
def add(source):
    def make(address: str, paths: list[str], **facts) -> list[Resource]:
        now = timezone.now()
        return [
            Resource.objects.create(
                source=source, url=f"http://{address}{path}", host=address, next_poll_at=now, **facts
            )
            for path in paths
        ]

    return make


@pytest.fixture
def impatient(settings, monkeypatch):
    """impatient(seconds, address, …) → requests end after so many seconds; these addresses are open too."""

    def make(seconds: float, *addresses: str) -> None:
        pairs = {*settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES, *addresses}
        allowed = frozenset((pair.rpartition(":")[0], int(pair.rpartition(":")[2])) for pair in pairs)
        policy = FetchPolicy(
            user_agent="ClaimTracker/0.1 (+https://newsroom.example/)",
            allowed_ports=frozenset(port for _, port in allowed),
            allowed_private=allowed,
            total_timeout_s=seconds,
        )
        monkeypatch.setattr(round, "fetch_policy", lambda: policy)

    return make


def paths(count: int) -> list[str]:
    return [f"/page?{number}" for number in range(count)]


def test_a_batch_costs_a_few_statements_however_many_pages_it_has(site, add):
    add(site.address, paths(40))
    round.poll_due()
    Resource.objects.update(next_poll_at=timezone.now())
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert round.poll_due() == 40
    # The lease, the policies, the rules and the answers; two looks for more. A transaction counts as two.
    assert len(seen.captured_queries) <= 10, [query["sql"][:80] for query in seen.captured_queries]
    assert site.hits("/page?1") == 2
    assert Resource.objects.filter(read_at=None).count() == 0


def test_equal_pages_are_stored_once_and_each_has_its_snapshot(site, add):
    add(site.address, paths(5))
    round.poll_due()
    assert (Body.objects.count(), Snapshot.objects.count()) == (1, 5)


def test_a_silent_host_keeps_no_other_from_being_read(site, add, impatient):
    with silent_host() as silent:
        impatient(1.0, silent)
        HostRules.objects.create(
            url=f"http://{silent}/robots.txt", rules={"access": "open", "text": ""}, fetched_at=timezone.now()
        )
        mute = add(silent, paths(30))
        sound = add(site.address, paths(30))
        order: list[str] = []
        fetch_many = round.fetch_many

        def listen(*arguments, **more):
            for result in fetch_many(*arguments, **more):
                order.append(result.request.url)
                yield result

        round.fetch_many = listen
        try:
            round.poll_due()
        finally:
            round.fetch_many = fetch_many
    assert Resource.objects.filter(pk__in=[r.pk for r in sound], read_at__isnull=False).count() == 30
    pages = [url for url in order if not url.endswith("robots.txt")]
    assert all(site.address in url for url in pages[:30])
    codes = sorted(set(Resource.objects.filter(pk__in=[r.pk for r in mute]).values_list("error_code", flat=True)))
    assert codes == ["silent-host", "timeout"]
    postponed = Resource.objects.filter(error_code="silent-host")
    assert postponed.count() >= 10
    assert all(row.next_poll_at > timezone.now() + timedelta(minutes=1) for row in postponed)
    assert "did not answer" in postponed[0].error


def test_a_host_that_never_answers_for_its_rules_keeps_only_its_own_pages_waiting(site, add, impatient):
    with silent_host() as silent:
        impatient(1.0, silent)
        (mute,) = add(silent, ["/page"])
        (sound,) = add(site.address, ["/page"])
        round.poll_due()
    mute.refresh_from_db()
    sound.refresh_from_db()
    assert sound.read_at is not None
    assert mute.error_code == "timeout"
    assert "robots.txt" in mute.error


def test_a_round_leases_what_falls_due_while_it_waits(site, add, source):
    site.set("/slow", "<p>At last.</p>", delay_s=1.5)
    add(site.address, ["/slow"])
    (later,) = add(site.address, ["/page"])
    Resource.objects.filter(pk=later.pk).update(next_poll_at=timezone.now() + timedelta(seconds=0.3))
    assert round.poll_due() == 2
    assert [seen.path for seen in site.requests if seen.path != "/robots.txt"] == ["/slow", "/page"]


def test_of_a_spaced_host_no_more_is_leased_than_it_serves_soon(site, add, source, monkeypatch):
    PollingPolicy.objects.update(spacing_s=1.0, max_per_host=2)
    monkeypatch.setattr(round, "_HORIZON_S", 2.0)
    add(site.address, paths(8))
    now = timezone.now()
    assert round.poll_due() <= 4
    waiting = list(Resource.objects.filter(polled_at=None).order_by("next_poll_at"))
    assert len(waiting) >= 4
    assert not any(row.lease_id for row in waiting)
    turns = [(row.next_poll_at - now).total_seconds() for row in waiting]
    assert all(later - earlier >= 0.9 for earlier, later in pairwise(turns))
    assert not any(row.failures for row in waiting)


def test_a_host_that_another_worker_has_is_left_to_it(site, add, source):
    PollingPolicy.objects.update(spacing_s=1.0, max_per_host=2)
    (row,) = add(site.address, ["/page"])
    now = timezone.now()
    rules = f"http://{site.address}/robots.txt"
    assert host_rules.acquire_hosts({rules}, now=now, until=now + timedelta(minutes=1)) == {rules}
    assert round.poll_due() == 0
    assert site.requests == []
    host_rules.release_hosts({rules: 0.0}, now=now)
    Resource.objects.update(next_poll_at=now)
    assert round.poll_due() == 1
    row.refresh_from_db()
    assert row.read_at is not None


def test_what_did_not_get_its_turn_in_time_is_not_held_against_it(site, add, source, settings, monkeypatch):
    monkeypatch.setattr(round, "_ASKING_SHARE", 0.0)
    (row,) = add(site.address, ["/page"])
    round.poll_due()
    row.refresh_from_db()
    assert (row.failures, row.error_code, row.polled_at, row.lease_id) == (0, "", None, None)
    assert row.next_poll_at > timezone.now()


def test_answers_are_written_in_groups_and_processing_is_woken_for_each(site, add, monkeypatch):
    monkeypatch.setattr(writer, "GROUP", 4)
    add(site.address, paths(8))
    woken: list[int] = []
    round.poll_due(on_changed=lambda: woken.append(Snapshot.objects.count()))
    assert woken == [4, 8]


def test_whoever_is_stopped_gives_back_what_it_holds(site, add, monkeypatch):
    add(site.address, ["/page"])

    def stop(*_arguments, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(round, "fetch_many", stop)
        round.poll_due()
    assert not Resource.objects.exclude(lease_id=None).exists()
    assert round.poll_due() == 1


def test_an_address_that_has_moved_is_asked_at_its_new_place(site, add):
    (row,) = add(site.address, ["/old"], moved_to=site.url("/page"), moved_times=3)
    round.poll_due()
    assert (site.hits("/old"), site.hits("/page")) == (0, 1)
    row.refresh_from_db()
    assert (row.moved_to, row.moved_times, row.error) == (site.url("/page"), 3, "")


def test_a_new_place_without_a_page_is_forgotten(site, add):
    (row,) = add(site.address, ["/old"], moved_to=site.url("/nowhere"), moved_times=3)
    round.poll_due()
    row.refresh_from_db()
    assert (row.moved_to, row.moved_times, row.error_code) == ("", 0, "http-404")


@pytest.mark.parametrize(("new", "waits"), [("http://gazette.example/new", False), ("http://elsewhere.example/", True)])
def test_permanent_redirects_are_counted_changed_or_not_and_another_host_waits(add, source, new, waits):
    (row,) = add("gazette.example", ["/old"])
    for outcome in ("ok", "not_modified", "not_modified"):
        now, lease_id = timezone.now(), uuid.uuid4()
        Resource.objects.update(next_poll_at=now)
        (due,) = lease_due(limit=1, now=now, seconds=60, lease_id=lease_id)
        result = FetchResult(FetchRequest(row.url), outcome, body=b"A page.", permanent_redirect_to=new)
        writer.write_batch([PollAnswer(due, limits_of({source.pk})[source.pk], result)], lease_id=lease_id)
    row.refresh_from_db()
    assert (row.moved_to, row.moved_times, row.move_waits) == (new, 3, waits)
