"""The robots.txt of the hosts we poll, kept for a day in the database (RFC 9309 §2.4)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from tracker.models import HostRules
from tracker.net.client import fetch_many
from tracker.net.policy import FetchPolicy
from tracker.net.robots import MAX_AGE_S, Robots, collect, requests_for, robots_url

PRODUCT = "ClaimTracker"

# A host that could not be asked is closed, and asked again soon: an outage must not silence it for a day.
_ASK_AGAIN_S = 600


def rules_for(urls: Collection[str], *, policy: FetchPolicy, now: datetime) -> dict[str, Robots]:
    """The rules by the URL of their robots.txt, for every host of `urls`; asks only the hosts not asked lately."""
    wanted = {robots_url(url) for url in urls}
    known = {row.url: row for row in HostRules.objects.filter(url__in=wanted)}
    rules = {url: Robots.from_dict(row.rules) for url, row in known.items() if _is_fresh(row, now)}
    asked = collect(fetch_many(requests_for(sorted(wanted - set(rules))), policy=policy))
    for url, robots in asked.items():
        HostRules.objects.update_or_create(url=url, defaults={"rules": robots.as_dict(), "fetched_at": now})
    return rules | asked


def _is_fresh(row: HostRules, now: datetime) -> bool:
    age = _ASK_AGAIN_S if row.rules["access"] == "closed" else MAX_AGE_S
    return row.fetched_at > now - timedelta(seconds=age)
