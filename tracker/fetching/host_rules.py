"""Host rules: robots.txt kept for a day in the database (RFC 9309 §2.4), and which worker may ask a spaced host.

Spacing must hold among all workers, on however many machines: a host whose requests are spaced belongs to one worker at
a time, until a moment in its row, and is left to the next one no sooner than its spacing asks.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import Q

from net.robots import MAX_AGE_S, Robots
from tracker.models import HostRules

PRODUCT = "ClaimTracker"

# A host that could not be asked is closed, and asked again soon: an outage must not silence it for a day.
_ASK_AGAIN_S = 600
_LONG_TEXT = 20_000
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def known_rules(urls: Collection[str], *, now: datetime) -> dict[str, Robots]:
    """The rules by the URL of their robots.txt, for those hosts of `urls` that were asked lately."""
    rows = HostRules.objects.filter(url__in=urls).values_list("url", "rules", "fetched_at")
    return {url: _robots(rules) for url, rules, fetched_at in rows if _is_fresh(rules, fetched_at, now)}


def store_rules(fetched: Mapping[str, Robots], *, now: datetime) -> None:
    """Store the rules that hosts answered just now, by the URL of their robots.txt."""
    HostRules.objects.bulk_create(
        [HostRules(url=url, rules=robots.as_dict(), fetched_at=now) for url, robots in fetched.items()],
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["rules", "fetched_at"],
    )


def acquire_hosts(urls: Collection[str], *, now: datetime, until: datetime) -> set[str]:
    """Take those of `urls` (of robots.txt) that no other worker has, to ourselves `until` a moment; returns them."""
    if not urls:
        return set()
    missing = set(urls) - set(HostRules.objects.filter(url__in=urls).values_list("url", flat=True))
    unasked = Robots("closed").as_dict()
    HostRules.objects.bulk_create(
        [HostRules(url=url, rules=unasked, fetched_at=_NEVER) for url in missing], ignore_conflicts=True
    )
    free = HostRules.objects.filter(Q(taken_until=None) | Q(taken_until__lte=now), url__in=urls)
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        ours = dict(free.select_for_update(skip_locked=skip).values_list("pk", "url"))
        HostRules.objects.filter(pk__in=ours).update(taken_until=until)
    return set(ours.values())


def release_hosts(waits_s: Mapping[str, float], *, now: datetime) -> None:
    """Give hosts back to other workers, each to be taken again no sooner than in `waits_s[url]` seconds."""
    by_wait: dict[float, list[str]] = {}
    for url, wait_s in waits_s.items():
        by_wait.setdefault(wait_s, []).append(url)
    for wait_s, urls in by_wait.items():
        HostRules.objects.filter(url__in=urls).update(taken_until=now + timedelta(seconds=wait_s))


def _is_fresh(rules: Mapping[str, str], fetched_at: datetime, now: datetime) -> bool:
    age = _ASK_AGAIN_S if rules["access"] == "closed" else MAX_AGE_S
    return fetched_at > now - timedelta(seconds=age)


def _robots(rules: Mapping[str, str]) -> Robots:
    """The rules ready for use, and kept so between batches: of long ones only a few, since they take memory."""
    parsed = _parsed_long if len(rules.get("text", "")) > _LONG_TEXT else _parsed
    return parsed(tuple(sorted(rules.items())))


@lru_cache(maxsize=1_024)
def _parsed(rules: tuple[tuple[str, str], ...]) -> Robots:
    return Robots.from_dict(dict(rules))


@lru_cache(maxsize=32)
def _parsed_long(rules: tuple[tuple[str, str], ...]) -> Robots:
    return Robots.from_dict(dict(rules))
