"""Ask for one address out of turn, through the one door and as its robots.txt allows."""

from dataclasses import replace

from net.client import fetch
from net.messages import FetchRequest, FetchResult
from tracker.fetching.host_rules import PRODUCT
from tracker.fetching.policy import fetch_policy
from tracker.watching.discovery.site_feeds import robots_of

TOTAL_S = 15.0
"""Seconds that one request may spend on the wire."""


def ask(url: str, *, kind: str = "document") -> FetchResult:
    """The good answer of an address, by default whatever its kind (a key of `net.policy.KINDS`). Call it outside a
    transaction.

    Raises FetchError for an address that is none, where robots.txt forbids it, and for an answer that is not good.
    """
    policy = replace(fetch_policy(), total_timeout_s=TOTAL_S)
    robots = robots_of(url, policy=policy)
    if not robots.allows(url, PRODUCT):
        raise robots.refusal()
    result = fetch(FetchRequest(url=url, kind=kind), policy=policy)
    if result.error is not None:
        raise result.error
    return result
