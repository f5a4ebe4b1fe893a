"""One attack from the request to the text, as the poller and the pipeline go, without the database."""

from net.client import FetchPolicy, FetchRequest, FetchResult, fetch
from net.robots import requests_for, rules_from
from tests.hostile.attacks import Attack
from tests.hostile.world import Places
from tracker.extract.documents import Document, Feed, Unreadable
from tracker.extract.isolation import Extractor
from tracker.extract.passages import changed_passages


def attempt(attack: Attack, world: Places, policy: FetchPolicy, extractor: Extractor) -> str:
    """The code it ends in; HARMLESS, the empty one, when it is read."""
    for request in requests_for([world.url(attack)]) if attack.robots else ():
        rules = rules_from(fetch(request, policy=policy))
        if not rules.allows(world.url(attack), "ClaimTracker"):
            return rules.refusal().code
    result = fetch(world.request(attack), policy=policy)
    if result.error:
        return result.error.code
    return read(result, world.request(attack), extractor)


def read(result: FetchResult, request: FetchRequest, extractor: Extractor) -> str:
    try:
        found = _extracted(result, request, extractor)
    except Unreadable as refusal:
        return refusal.code
    if isinstance(found, Document):
        changed_passages("", found.text, found.language)
    return ""


def _extracted(result: FetchResult, request: FetchRequest, extractor: Extractor) -> Document | Feed:
    return extractor.extract(request.kind, result.body, result.final_url, result.charset or None)  # type: ignore[arg-type]
