"""States of a source: it answers, and what it answers is not its text. Each is a plain sentence, none is content.

A page behind a wall, a page that says it is not there, a selector that matches nothing: the snapshot stays, the text
before it stands, evidence keeps counting, and after three such answers in a row somebody is told. What the server
itself refuses (401, 403, 404, …) is an error of the poll (`Resource.error_code`) and alarms in the same way.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F

from tracker.extract import stand_ins
from tracker.extract.documents import Document, Feed, Unreadable
from tracker.health.alarm import begins_alarm
from tracker.models import Resource

log = logging.getLogger(__name__)

NOT_KEPT = "not-kept"
"""The error code of a resource whose answer this machine could not store: no failure of its host."""

_MOST_TIMES = 30_000  # the column is a small integer

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        **stand_ins.SENTENCES,
        "front_page": "This address leads to the front page now: what stood here is not there any more.",
        "paywall": "Only the beginning of this page is shown to us; the rest is for subscribers.",
        "partly": "Only a part of this document was read: it holds more.",
        "empty": "There is no text to read here.",
        "selector_empty": "The selector matches nothing here.",
        "not_text": "This is not a text that can be read.",
        "broken_feed": "This is not a feed that can be read.",
        "broken_sitemap": "This is not a sitemap that can be read.",
        "broken_json": "This is not a JSON document that can be read.",
        "broken_pdf": "This PDF is damaged and cannot be read.",
        "broken_gzip": "This compressed file is damaged.",
        "no_letters": "The fonts of this PDF do not say which letters they show, so its text cannot be read.",
        "encrypted": "This PDF is locked with a password.",
        "too_large": "This document is larger than what we read.",
        "too_long": "This document has more text than we read.",
        "too_deep": "The elements of this page are nested too deeply to be read.",
        "too_many_attributes": "This page is built in a way that cannot be read safely.",
        "timed_out": "Reading this document took too long.",
        "too_much_memory": "Reading this document takes too much memory.",
        "crashed": "The reader broke down on this document.",
        "failed": "The reader met an error of its own on this document.",
    }
)
OTHER = "Its answers hold no text that can be read."


@dataclass(frozen=True, slots=True)
class State:
    """`code` is empty while the answers are good; `times` counts answers in this state in a row, since `since`."""

    code: str = ""
    times: int = 0
    since: datetime | None = None


GOOD = State()


def follow(known: State, code: str, *, at: datetime) -> State:
    """The state after an answer that says `code` (empty: a good one) at a moment. A good answer ends any state."""
    if not code:
        return GOOD
    if code != known.code:
        return State(code, 1, at)
    return State(code, min(known.times + 1, _MOST_TIMES), known.since)


def code_of(found: Document | Feed | Unreadable) -> str:
    """What the outcome of an extraction says of its source."""
    if isinstance(found, Unreadable):
        return found.code[:20]
    if not isinstance(found, Document):
        return ""
    return "paywall" if found.paywalled else "partly" if found.partly else ""


def sentence(code: str) -> str:
    """A state in plain words; empty for none."""
    return SENTENCES.get(code, OTHER) if code else ""


def leads_home(url: str, final_url: str) -> bool:
    """Whether a page's address ends at the front page of its own site, as sites do with pages they have dropped."""
    asked, reached = urlsplit(url), urlsplit(final_url)
    same_site = (asked.hostname or "").removeprefix("www.") == (reached.hostname or "").removeprefix("www.")
    return same_site and not _is_root(asked.path, asked.query) and _is_root(reached.path, reached.query)


def _is_root(path: str, query: str) -> bool:
    return path.strip("/") in ("", "index.html", "index.php", "home") and not query


def trouble(resource: Resource) -> str:
    """What keeps a resource from being read, in plain words; empty where nothing does."""
    return resource.error or sentence(resource.state)


def note(resource: Resource, code: str, *, at: datetime) -> dict[str, Any]:
    """The fields of a resource that an answer changes, for the writer; an alarm is logged when it begins."""
    known = State(resource.state, resource.state_times, resource.state_since)
    state = follow(known, code, at=at)
    if state == known:
        return {}
    if begins_alarm(state.times):
        _log_alarm(resource.url, state.code, state.times)
    return {"state": state.code, "state_times": state.times, "state_since": state.since}


def seen_again(resource_ids: Collection[int]) -> None:
    """These answered the same once more: what was no text is none again. Nothing happens to those that are well."""
    if not resource_ids:
        return
    rows = Resource.objects.filter(pk__in=resource_ids).exclude(state="")
    rows.filter(state_times__lt=_MOST_TIMES).update(state_times=F("state_times") + 1)
    for url, code, times in rows.values_list("url", "state", "state_times"):
        if begins_alarm(times):
            _log_alarm(url, code, times)


def _log_alarm(url: str, code: str, times: int) -> None:
    log.warning("Alarm: %r was not read %d times in a row. %s (%s)", url, times, sentence(code), code)
