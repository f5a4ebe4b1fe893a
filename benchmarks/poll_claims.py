"""The record behind a running tracker: claims that watch one page each, and what the feed says of them.

Page `n` bears on claim `n` alone: its source is an official record at an address of its own, and the claim is
published and automatic, so that the sentence which settles it is a change in the feed, without a person.
"""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.origin import host_of  # noqa: E402
from benchmarks.poll_process import serve  # noqa: E402
from benchmarks.poll_sentences import sentence  # noqa: E402
from claims import services  # noqa: E402
from claims.models import Change, Desk, Evidence, Membership  # noqa: E402
from tracker.models import PollingPolicy, Resource, Snapshot, Watch  # noqa: E402
from tracker.snapshots.leases import MAX_ATTEMPTS  # noqa: E402
from tracker.watching.resources import watch_url  # noqa: E402

WHY_NO_SPACING = "a benchmark: every page is served by this very machine"
_PER_TRANSACTION = 50
_EDITION = re.compile(r"This is edition (\d+) of report")

_pages: dict[int, int] = {}  # resource → page
_claims: dict[str, int] = {}  # claim → page


def stage(count: int, port: int, interval_s: int) -> int:
    """Record a claim, a source and a resource for each of the first `count` pages, one address each."""
    desk = Desk.objects.create(name="Benchmark", slug="benchmark")
    alice, bob = _member(desk, "alice", "journalist"), _member(desk, "bob", "reviewer")
    article = services.record_article(by=alice, desk=desk, title="What opened this year")
    services.publish(by=bob, article=article)
    for start in range(0, count, _PER_TRANSACTION):
        with transaction.atomic():
            for page in range(start, min(start + _PER_TRANSACTION, count)):
                _record(page, f"{host_of(page, count)}:{port}", interval_s, desk=desk, people=(alice, bob), to=article)
    return len(_pages)


def _member(desk: Desk, name: str, role: str) -> User:
    user = User.objects.create(username=name)
    Membership.objects.create(user=user, desk=desk, role=role)
    return user


def _record(page: int, address: str, interval_s: int, *, desk: Desk, people: tuple[User, User], to: Any) -> None:
    alice, bob = people
    claim = services.record_claim(by=alice, article=to, text=sentence(page), kind="event")
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="a benchmark decides by rule")
    source = services.record_source(by=alice, desk=desk, name=f"Register {page}", sites=[f"http://{address}/"])
    scope, private = "what its one page says", frozenset({address})
    services.set_tier(by=bob, source=source, tier="record", scope=scope, reason="a benchmark", private=private)
    PollingPolicy.objects.create(source=source, interval_s=interval_s, spacing_s=0, spacing_reason=WHY_NO_SPACING)
    Watch.objects.create(claim=claim, source=source)
    _pages[watch_url(source=source, url=f"http://{address}/p/{page}").pk] = page
    _claims[str(claim.uuid)] = page


def ready() -> int:
    """How many resources were read and processed at least once."""
    return Resource.objects.filter(snapshots__processed_at__isnull=False).distinct().count()


def due(page: int) -> int:
    """Let the page's resource be due now."""
    (resource,) = (resource for resource, its in _pages.items() if its == page)
    return Resource.objects.filter(pk=resource).update(next_poll_at=timezone.now())


def told() -> list[int]:
    """The pages whose claim the feed says was verified, once for each time it says so."""
    rows = Change.objects.filter(event="status changed", content__after="verified").values_list("claim_uuid", flat=True)
    return [_claims[str(claim)] for claim in rows]


def processed() -> list[tuple[int, int]]:
    """Each page with how many of its snapshots were processed."""
    rows = Snapshot.objects.exclude(processed_at=None).values_list("resource_id").annotate(Count("pk"))
    return [(_pages[resource], count) for resource, count in rows]


def editions() -> list[tuple[int, int]]:
    """The page and the edition of every processed snapshot, by what its text says: −1 where it does not say."""
    rows = Snapshot.objects.exclude(processed_at=None).values_list("resource_id", "text")
    found = ((resource, _EDITION.search(text)) for resource, text in rows.iterator())
    return [(_pages[resource], int(edition[1]) if edition else -1) for resource, edition in found]


def set_aside() -> dict[str, int]:
    """Count the resources and snapshots that were taken up as often as is allowed without a result."""
    tired = {"attempts__gte": MAX_ATTEMPTS, "leased_until__lt": timezone.now() - timedelta(seconds=1)}
    return {
        "resources": Resource.objects.filter(**tired).count(),
        "snapshots": Snapshot.objects.filter(processed_at=None, **tired).count(),
    }


def evidence() -> list[int]:
    """The pages whose sentence was taken as evidence, once for each item that supports."""
    rows = Evidence.objects.filter(stance="supports").values_list("claim__uuid", flat=True)
    return [_claims[str(claim)] for claim in rows]


def errors() -> dict[str, int]:
    return dict(Counter(Resource.objects.exclude(error_code="").values_list("error_code", flat=True)))


if __name__ == "__main__":
    serve({f.__name__: f for f in (stage, ready, due, told, processed, editions, set_aside, evidence, errors)})
