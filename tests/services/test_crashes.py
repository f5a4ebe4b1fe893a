"""A worker killed at any boundary loses no change and doubles none; the broker may lose everything."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone

from claims import services
from claims.models import Change, Evidence, Flag
from tests.loopback import LoopbackSite
from tests.services.dying_worker import BOUNDARIES
from tests.tracker.processing.test_pipeline import RECORD, page
from tracker.models import PollingPolicy, Resource, Snapshot, Watch
from tracker.watching.resources import watch_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site():
    with LoopbackSite() as running:
        running.set("/news", page(RECORD))
        yield running


@pytest.fixture
def watched(site, desk, alice, bob, article, claim) -> Resource:
    """A published, automatic claim that watches a record on loopback."""
    source = services.record_source(by=alice, desk=desk, name="Operator", sites=[site.url("/")])
    PollingPolicy.objects.create(source=source, spacing_s=0, spacing_reason="a test on this machine")
    services.set_tier(
        by=bob, source=source, tier="record", reason="runs it", scope="it", private=frozenset({site.address})
    )
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator says each run")
    services.publish(by=bob, article=article)
    Watch.objects.create(claim=claim, source=source)
    return watch_url(source=source, url=site.url("/news"))


@pytest.fixture
def environment(site, tmp_path) -> dict[str, str]:
    """What a worker process of its own needs to share this test's database."""
    at = connection.settings_dict
    return os.environ | {
        "DATABASE_URL": f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "TRACKER_DATA_DIR": str(tmp_path),
        "TRACKER_ALLOWED_PRIVATE_ADDRESSES": site.address,
        "TRACKER_ALLOWED_PORTS": site.address.rpartition(":")[2],
        "TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED": "true",
        "TRACKER_SWEEP_SECONDS": "0.5",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def run_worker(environment: dict[str, str], *boundary: str) -> int:
    command = [sys.executable, "-m", "tests.services.dying_worker", *boundary]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False, timeout=120).returncode


def let_leases_run_out() -> None:
    past = timezone.now() - timedelta(seconds=1)
    Resource.objects.exclude(leased_until=None).update(leased_until=past)
    Snapshot.objects.exclude(leased_until=None).update(leased_until=past)


def outcome(claim) -> tuple[str, int, int, int]:
    claim.refresh_from_db()
    changed = Change.objects.filter(claim_uuid=claim.uuid, event="status changed").count()
    return claim.status, Evidence.objects.count(), Flag.objects.count(), changed


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_worker_killed_at_any_boundary_loses_and_doubles_nothing(watched, claim, environment, boundary):
    assert run_worker(environment, boundary) == -signal.SIGKILL
    let_leases_run_out()
    assert run_worker(environment) == 0
    assert run_worker(environment) == 0
    assert outcome(claim) == ("verified", 1, 1, 1)


@pytest.mark.redis
@pytest.mark.slow
def test_a_broker_that_forgets_everything_delays_and_loses_nothing(watched, claim, environment):
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "--beat",
        "--concurrency",
        "1",
        "-l",
        "WARNING",
    ]
    worker = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        broker = redis.Redis.from_url(django_settings.REDIS_URL)
        deadline = time.monotonic() + 90
        while outcome(claim) != ("verified", 1, 1, 1) and time.monotonic() < deadline:
            broker.flushall()
            time.sleep(1.5)
        assert outcome(claim) == ("verified", 1, 1, 1)
    finally:
        # Its children too, and no farewell: what a broker forgot can keep a worker waiting as it shuts down.
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        connections.close_all()
