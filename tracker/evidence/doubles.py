"""The claims of a desk that may say the same as a text: what `claims.services.similar_claims` finds doubles with.

The claim index weighs only words that some claim has: a text that says what a claim says and much more would look like
its double. The text is therefore put into the index while it is sought, so that each of its words has a weight.
"""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from claims.models import Claim, Desk
from tracker.evidence.claim_index import SharedIndex
from tracker.match.segment import Entry
from tracker.snapshots.files import StorageTrouble

log = logging.getLogger(__name__)

MOST = 10
LIKE = 0.6
"""From this weight on a claim is shown as a double. No two of the 22 claims of the sample article reach it (the likest
have 0.58); of eleven rephrasings of them all do."""

_TEXT = 0  # stands in the index for the text that is sought; no claim has this key
_lock = threading.Lock()  # a web process has several threads, and an index is meant for one
_index: SharedIndex | None = None


def claims_like(text: str, desk: Desk, language: str) -> Sequence[Claim]:
    """The claims of a desk that may say the same as a text, the likest first; withdrawn ones are not among them.

    The index knows no languages: names and figures are the same in all. Where the disk that it lies on is away nothing
    is found, and the log says so. Call it outside a transaction: the first use of an installation makes the index.
    """
    try:
        keys = _nearest(text, desk)
    except (OSError, StorageTrouble) as trouble:
        log.warning("No doubles are sought: the claim index cannot be used. %s", trouble)
        return ()
    claims = Claim.objects.in_bulk(keys)
    return [claims[key] for key in keys if key in claims]


def _nearest(text: str, desk: Desk) -> list[int]:
    """The keys of the claims that are like a text."""
    with _lock:
        index = _own_index().refreshed()
        index.put(Entry(_TEXT, text, group=desk.pk))
        try:
            found = index.candidates(text, limit=MOST + 1, group=desk.pk)
        finally:
            index.remove(_TEXT)
    return [key for key, weight in found if key != _TEXT and weight >= LIKE]


def _own_index() -> SharedIndex:
    """The view of the index that only this module uses: a worker of the same process has another. `_lock` is held."""
    global _index
    folder = Path(settings.MEDIA_ROOT) / "claim-index"
    if _index is None or _index.folder != folder:
        _index = SharedIndex(folder)
    return _index
