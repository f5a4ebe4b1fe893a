"""All attacks at once through the poller and the pipeline: each is named in the log and on what it befell, nothing
private is asked, and the healthy pages beside them are read.
"""

import logging

import pytest
from django.utils import timezone

from claims import services
from tests.hostile.documents import SENTENCE
from tests.hostile.world import ATTACKS
from tracker.extract.isolation import Extractor
from tracker.models import PollingPolicy, Resource, Snapshot, Watch
from tracker.polling import round, writer
from tracker.processing import pipeline

HEALTHY = 5


@pytest.fixture
def source(desk, alice):
    desk.time_zone = "America/New_York"
    desk.save(update_fields=["time_zone"])
    source = services.record_source(by=alice, desk=desk, name="Gazette", sites=["http://healthy.test/"])
    PollingPolicy.objects.create(source=source, spacing_s=0, spacing_reason="a test on this machine", open_to_all=True)
    return source


def due(source, url: str, kind: str = "html") -> Resource:
    """A row as it may stand in the database, whoever checked its address or did not."""
    return Resource.objects.create(source=source, url=url, host="x.test", kind=kind, next_poll_at=timezone.now())


def can_be_stored(url: str) -> bool:
    """Other addresses never reach the poller: no database of ours takes them."""
    return len(url) <= 2_000 and "\0" not in url


def poll_all(source, world, monkeypatch, *, timeout_s: float) -> None:
    monkeypatch.setattr(round, "fetch_policy", lambda: world.policy(total_timeout_s=timeout_s))
    while round.poll_due():
        pass
    with Extractor(timeout_s=2 if timeout_s < 10 else 10) as extractor:
        while pipeline.process_waiting(extractor=extractor):
            pass


def befell(resource: Resource) -> str:
    """What a person reads about it: on the resource, else on its snapshot."""
    return resource.error or resource.snapshots.get().unreadable


@pytest.mark.slow
@pytest.mark.parametrize(
    "slow", [pytest.param(False, id="at-once", marks=pytest.mark.once), pytest.param(True, id="in-time")]
)
@pytest.mark.django_db
def test_every_attack_is_named_and_the_healthy_pages_are_read(
    world, source, claim, monkeypatch, caplog, settings, slow
):
    settings.TRACKER_LEASE_SECONDS = 1_200  # one round for all of them, however busy the machine
    caplog.set_level(logging.INFO, logger="tracker")
    Watch.objects.create(claim=claim, source=source)
    attacks = {
        due(source, world.url(a), a.kind).pk: a for a in ATTACKS if a.slow is slow and can_be_stored(world.url(a))
    }
    healthy = [due(source, f"{world.healthy}?{n}").pk for n in range(HEALTHY)]
    poll_all(source, world, monkeypatch, timeout_s=2 if slow else 120)
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("tracker.")]
    named = {}
    for resource in Resource.objects.filter(pk__in=attacks):
        attack = attacks[resource.pk]
        assert bool(befell(resource)) is bool(attack.code), attack.name
        codes = {
            line.rpartition("(")[2].removesuffix(")") for line in logged if line.startswith(repr(resource.url)[:300])
        }
        named[attack.name] = codes.pop() if codes else ""
    assert named == {attack.name: attack.code for attack in attacks.values()}
    read = Snapshot.objects.filter(resource__in=healthy, processed_at__isnull=False, text__contains=SENTENCE)
    assert read.count() == HEALTHY
    assert not Resource.objects.exclude(lease_id=None).exists()
    assert not Snapshot.objects.filter(processed_at=None).exists()
    assert all(line.isprintable() for line in logged)


@pytest.mark.django_db
def test_an_answer_that_cannot_be_kept_holds_up_no_other(world, source, monkeypatch):
    """Whatever a database refuses: the others of the group are written all the same."""
    for n in range(3):
        due(source, f"{world.healthy}?{n}")
    refused = Resource.objects.earliest("pk").pk
    changed = writer._changed

    def refuse(read):
        if any(answer.due.pk == refused for answer in read):
            raise ValueError("a row that no database takes")
        return changed(read)

    monkeypatch.setattr(round, "fetch_policy", world.policy)
    monkeypatch.setattr(writer, "_changed", refuse)
    assert round.poll_due() == 3
    assert set(Snapshot.objects.values_list("resource", flat=True)) == {
        r.pk for r in Resource.objects.exclude(pk=refused)
    }
    # It is tried again when its lease has run out, not at once.
    assert list(Resource.objects.exclude(lease_id=None).values_list("pk", flat=True)) == [refused]
    assert round.poll_due() == 0


@pytest.mark.django_db
def test_a_page_that_cannot_be_processed_holds_up_no_other(world, source, monkeypatch, extractor):
    for n in range(3):
        due(source, f"{world.healthy}?{n}")
    monkeypatch.setattr(round, "fetch_policy", world.policy)
    assert round.poll_due() == 3
    first = Snapshot.objects.earliest("pk")
    process = pipeline.process

    def refuse(snapshot, **more):
        if snapshot == first:
            raise ValueError("a bug")
        process(snapshot, **more)

    monkeypatch.setattr(pipeline, "process", refuse)
    with pytest.raises(ValueError, match="a bug"):
        pipeline.process_waiting(extractor=extractor)
    assert pipeline.process_waiting(extractor=extractor) == 2
    assert not Snapshot.objects.exclude(pk=first.pk).filter(processed_at=None).exists()
