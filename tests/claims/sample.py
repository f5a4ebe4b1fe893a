"""The sample article's claims as facts, and short ways to make items of evidence about them."""

import itertools
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from claims.contracts import parse_contract
from claims.corroboration import ClaimFacts, Finding, Item, OriginFacts, corroborate
from claims.statuses import Status

SAMPLE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "claims" / "sample" / "ovhcloud.json").read_text(encoding="utf-8")
)
CLAIMS: list[dict[str, Any]] = SAMPLE["claims"]
TODAY = date(2026, 11, 23)

# Who has an interest in what the speaker says: itself, its owner, its affiliates.
INTERESTED = {
    "OVHcloud": frozenset({"ovhcloud", "octave-klaba", "dragon-llm"}),
    "Octave Klaba": frozenset({"octave-klaba", "ovhcloud", "dragon-llm"}),
    "Mistral AI": frozenset({"mistral-ai"}),
    "the article": frozenset({"the-article"}),
}
NAMES = {
    "ovhcloud": "OVHcloud",
    "mistral-ai": "Mistral AI",
    "anthropic": "Anthropic",
    "juelich": "Jülich Supercomputing Centre",
    "eurohpc": "EuroHPC Joint Undertaking",
    "registry": "Registry of the commercial court",
    "reuters": "Reuters",
    "courier": "The Courier",
    "herald": "The Herald",
}
_ids = itertools.count(1)


def facts(text_starts: str, **changes: Any) -> ClaimFacts:
    """The one sample claim whose text starts so."""
    (row,) = (claim for claim in CLAIMS if claim["text"].startswith(text_starts))
    values: dict[str, Any] = {
        "kind": row["kind"],
        "version": 1,
        "status": Status.UNVERIFIED,
        "contract": parse_contract(row["settled_by"]),
        "speaker": INTERESTED[row["speaker"]],
        "due_on": date.fromisoformat(row["due_on"]) if "due_on" in row else None,
        "recheck_on": date.fromisoformat(row["recheck_on"]) if "recheck_on" in row else None,
    }
    return ClaimFacts(**(values | changes))


def claim(kind: str = "event", **changes: Any) -> ClaimFacts:
    """A claim of OVHcloud's under the default contract of its kind."""
    values: dict[str, Any] = {
        "kind": kind,
        "version": 1,
        "status": Status.UNVERIFIED,
        "speaker": frozenset({"ovhcloud", "dragon-llm"}),
    }
    return ClaimFacts(**(values | changes))


def item(by: str, tier: str = "independent", *, stance: str = "supports", **changes: Any) -> Item:
    """An item printed by `by`, in an origin of its own unless one is given."""
    place = next(_ids)
    origin = OriginFacts(key=f"origin-{place}", owner=by, is_speakers=False)
    values: dict[str, Any] = {
        "id": f"item-{place}",
        "stance": stance,
        "tier": tier,
        "origin": origin,
        "organisation": by,
        "organisation_name": NAMES.get(by, by),
        "resource": f"https://{by}.example/{place}",
        "as_of": date(2026, 7, 1),
        "sequence": place,
    }
    return Item(**(values | changes))


def record(by: str = "registry", **changes: Any) -> Item:
    """A source of record."""
    return item(by, "record", **changes)


def own(by: str = "ovhcloud", *, tier: str = "aggregator", **changes: Any) -> Item:
    """The word of one of the claim's interested parties, published by itself through its press office."""
    place = next(_ids)
    return item(by, tier, **({"origin": OriginFacts(f"own-{place}", by, is_speakers=True)} | changes))


def two(**changes: Any) -> tuple[Item, Item]:
    """Two independent reports."""
    return item("reuters", **changes), item("courier", **changes)


def copy(of: Item, by: str, **changes: Any) -> Item:
    """The same text printed by another outlet: it shares the origin."""
    shared: dict[str, Any] = {"origin": of.origin, "stance": of.stance, "quote": of.quote}
    return item(by, of.tier, **(shared | changes))


def why_not(finding: Finding, one: Item) -> str:
    """Why this item was not counted."""
    return dict(finding.not_counted)[one.id]


def find(claim: ClaimFacts, items: Iterable[Item], *, today: date = TODAY) -> Finding:
    """Corroborate on an ordinary day."""
    return corroborate(claim, items, today=today)
