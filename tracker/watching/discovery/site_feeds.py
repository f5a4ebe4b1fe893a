"""Find the feeds and sitemaps of a site, by its front page and its robots.txt, each read once."""

from contextlib import suppress

from django.utils import timezone

from claims.services.base import InvalidInput
from net.client import fetch
from net.errors import FetchError
from net.messages import FetchRequest, FetchResult
from net.policy import FetchPolicy
from net.robots import Robots, robots_url, rules_from
from tracker.extract.documents import Feed, Unreadable
from tracker.extract.isolation import Extractor
from tracker.extract.links import sitemaps_of
from tracker.extract.sniff import kind_of
from tracker.fetching.host_rules import PRODUCT, known_rules, store_rules
from tracker.watching.discovery.presets import Candidate

UNANSWERED = frozenset({"connect", "tls", "timeout", "broken", "protocol"})
"""The codes of requests to which nobody answered in the protocol asked for."""


class NoAnswer(InvalidInput):
    """Nothing answers at an address: another scheme may be spoken there."""


def lists_of_site(*, site: str, policy: FetchPolicy, extractor: Extractor) -> list[Candidate]:
    """The same as `lists_of` for an address as people type it: without a scheme it is asked over https, and where
    nothing answers there, over http. Raises as that does, of https where both are silent.
    """
    if "://" in site:
        return lists_of(url=site, policy=policy, extractor=extractor)
    try:
        return lists_of(url=f"https://{site.strip()}", policy=policy, extractor=extractor)
    except NoAnswer as refusal:
        with suppress(NoAnswer):
            return lists_of(url=f"http://{site.strip()}", policy=policy, extractor=extractor)
        raise refusal


def lists_of(*, url: str, policy: FetchPolicy, extractor: Extractor) -> list[Candidate]:
    """The feeds that the page at `url` names, then the sitemaps of its site, then the page itself; a feed or sitemap
    given by its own address comes back alone. Call it outside a transaction.

    Raises InvalidInput with a plain sentence where the page cannot be read; NoAnswer where nothing answers.
    """
    url = url.strip()
    try:
        robots, rules_at = robots_of(url, policy=policy), robots_url(url)
    except FetchError as refusal:
        raise InvalidInput("url", refusal.sentence) from refusal
    if not robots.allows(url, PRODUCT):
        raise _refused(robots.refusal())
    answer = fetch(FetchRequest(url=url, kind="document"), policy=policy)
    if answer.error is not None:
        raise _refused(answer.error)
    kind = kind_of(answer.body, answer.content_type)
    if kind != "html":
        return [Candidate(answer.final_url, answer.final_url, kind)]
    page = _read(answer, extractor)
    feeds = [Candidate(entry.title or entry.url, entry.url, "feed") for entry in page.entries]
    sitemaps = [
        Candidate("Sitemap", address, "sitemap")
        for address in (sitemaps_of(robots.text, url=rules_at) if robots.access == "rules" else ())
    ]
    return [*feeds, *sitemaps, Candidate(page.title or "The page itself", answer.final_url, "html")]


def _refused(error: FetchError) -> InvalidInput:
    return (NoAnswer if error.code in UNANSWERED else InvalidInput)("url", error.sentence)


def robots_of(url: str, *, policy: FetchPolicy) -> Robots:
    """The site's robots.txt, asked only where nobody asked today. Raises FetchError for an address that is none."""
    rules_at, now = robots_url(url), timezone.now()
    if known := known_rules([rules_at], now=now):
        return known[rules_at]
    rules = rules_from(fetch(FetchRequest(rules_at, kind="robots"), policy=policy))
    store_rules({rules_at: rules}, now=now)
    return rules


def _read(answer: FetchResult, extractor: Extractor) -> Feed:
    try:
        found = extractor.extract("feeds of a page", answer.body, url=answer.final_url, charset=answer.charset or None)
    except Unreadable as refusal:
        raise InvalidInput("url", refusal.sentence) from refusal
    assert isinstance(found, Feed)  # noqa: S101  that is what this reader gives
    return found
