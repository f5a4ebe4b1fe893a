"""What one desk of the fuzzing's world watches: resources, what they answered, keys, subscriptions at hubs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from claims import services
from claims.models import Claim
from tracker.models import Assessment, Lead, Match, PollingPolicy, Resource, Snapshot, Subscription, Watch
from tracker.push import keys
from tracker.snapshots import bodies


def fill(maker: Any, claim: Claim) -> None:
    """Rows of the watch for the desk of a `DeskMaker`; `claim` is public."""
    secret, source = maker.secret, maker.hidden_source
    host = source.hosts.get().host
    PollingPolicy.objects.create(source=source, spacing_s=0.1, spacing_reason=secret("spacing reason"))
    Watch.objects.create(claim=Claim.objects.get(desk=maker.desk, publication="draft"), source=source)
    resource = Resource.objects.create(
        source=source,
        url=f"https://{host}/{secret('resource path')}",
        host=host,
        failures=3,
        error=secret("resource error"),
        next_poll_at=timezone.now() + timedelta(days=30),
    )
    snapshot = _snapshot(maker, resource)
    _judged(maker, snapshot, claim)
    _lead(maker, snapshot, claim)
    Subscription.objects.create(
        resource=resource,
        hub=f"https://{secret('hub')}.example/",
        topic=f"https://{secret('topic')}.example/",
        token=secret("callback token", nobody=True),
        secret=secret("hub secret", nobody=True),
        state="active",
    )
    _origins(maker, claim)


def make_key(maker: Any) -> str:
    """The text of an ingest key of the desk's public source, vouched for."""
    key, token = keys.make_key(by=maker.reviewer, source=maker.source, name=maker.secret("ingest key"))
    keys.vouch(by=maker.reviewer, key=key, scope=maker.secret("vouched scope"), reason=maker.secret("vouched reason"))
    return token


def _snapshot(maker: Any, resource: Resource) -> Snapshot:
    words = maker.secret("snapshot text")
    return Snapshot.objects.create(
        resource=resource,
        body=bodies.store(f"<p>{maker.secret('snapshot body')}</p>".encode()),
        final_url=resource.url,
        fetched_at=timezone.now(),
        processed_at=timezone.now(),
        text=words,
        title=maker.secret("snapshot title"),
    )


def _lead(maker: Any, snapshot: Snapshot, claim: Claim) -> None:
    Lead.objects.create(
        claim=claim,
        resource=snapshot.resource,
        snapshot=snapshot,
        claim_version=claim.version,
        quote=maker.secret("lead"),
        digest="0" * 64,
        why="vetoed",
        rule="denied",
        sentence=maker.secret("lead sentence"),
        stance="supports",
        score=0.8,
        reasons=[maker.secret("lead reason")],
        attributed_to=maker.secret("lead voice"),
        assessor="fuzz 1",
    )


def _judged(maker: Any, snapshot: Snapshot, claim: Claim) -> None:
    match = Match.objects.create(snapshot=snapshot, claim=claim, start=0, end=10)
    Assessment.objects.create(
        match=match,
        stance="neutral",
        score=0.5,
        reasons=[maker.secret("assessment reason")],
        attributed_to=maker.secret("assessment voice"),
        assessor="fuzz 1",
    )


def _origins(maker: Any, claim: Claim) -> None:
    """Two origins of a public claim, perhaps one: a person is asked, for a reason that is the staff's."""
    first = maker.say(claim, "One report of the harbour.")
    second = maker.say(claim, "The harbour, seen from the register.", maker.second_source)
    services.propose_merge(origins=(first.origin, second.origin), because=maker.secret("merge reason"))
