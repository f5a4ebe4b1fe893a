"""Observe: compare one reading with the earlier ones of its resource: state, change, flapping."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.extract.documents import Document, Feed, Unreadable
from tracker.health import flapping, states
from tracker.models import Snapshot
from tracker.processing.batch import SnapshotBatch
from tracker.scheduling.next_poll import learn

log = logging.getLogger(__name__)

# What answers says that the page is not there, as a 404 does.
NOT_THERE = frozenset({"missing", "front_page"})


@dataclass(frozen=True, slots=True)
class Observation:
    """What a reading amounts to: `found`, `before` (a document's last earlier snapshot with a text), `flapping`."""

    found: Document | Feed | Unreadable
    before: Snapshot | None
    flapping: bool


def observe(
    snapshot: Snapshot, found: Document | Feed | Unreadable, *, known: SnapshotBatch, now: datetime
) -> Observation:
    """Return what a reading amounts to, compared with the earlier ones. Writes nothing."""
    if isinstance(found, Feed):
        return Observation(found, None, flapping=False)
    before = None
    if isinstance(found, Document):
        before = known.before(snapshot)
        if before and _is_front_page(snapshot, before):
            found = Unreadable("front_page", states.sentence("front_page"))
    text = found.text if isinstance(found, Document) else ""
    flaps = known.may_flap(snapshot) and flapping.goes_to_and_fro(snapshot, text, now=now)
    return Observation(found, before, flapping=flaps)


def _is_front_page(snapshot: Snapshot, before: Snapshot) -> bool:
    """Whether the address leads to its site's front page now, and led to a page of its own before."""
    url = snapshot.resource.url
    return states.leads_home(url, snapshot.final_url) and not states.leads_home(url, before.final_url)


def note(snapshot: Snapshot, reading: Observation, *, new_entries: int) -> dict[str, Any]:
    """The fields of its resource that the reading changes, for the writer."""
    resource = snapshot.resource
    facts = states.note(resource, states.code_of(reading.found), at=snapshot.fetched_at)
    facts |= _learnt_interval(snapshot, reading, new_entries)
    if reading.flapping != bool(resource.flapping_since):
        facts["flapping_since"] = snapshot.fetched_at if reading.flapping else None
    if facts.get("flapping_since"):
        log.warning("Note: %r goes to and fro between versions; what one of them lacks keeps counting.", resource.url)
    return facts


def _learnt_interval(snapshot: Snapshot, reading: Observation, new_entries: int) -> dict[str, Any]:
    """The time between changes as far as known: of the text of a page, of the entries of a list. A page that goes to
    and fro has no news.
    """
    resource, found, before = snapshot.resource, reading.found, reading.before
    if isinstance(found, Feed):
        changed = new_entries > 0 and resource.snapshots.filter(pk__lt=snapshot.pk).exists()
    else:
        changed = isinstance(found, Document) and before is not None and before.text != found.text
    elapsed_s = (snapshot.fetched_at - (resource.changed_at or resource.recorded_at)).total_seconds()
    if not changed or reading.flapping or elapsed_s <= 0:
        return {}
    learnt_interval_s = learn(resource.learnt_interval_s, changed=True, elapsed_s=elapsed_s)
    return {"changed_at": snapshot.fetched_at, "learnt_interval_s": learnt_interval_s}
