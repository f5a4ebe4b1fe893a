"""One look at an address before it is watched: what would be read there, or in a plain sentence why nothing would.

Nothing is kept but the bytes, for two minutes, so that trying out selectors does not ask the publisher again and again.
"""

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from django.core.cache import cache

from claims.presentation.shortening import shortened
from net.client import fetch
from net.errors import FetchError
from net.sniffing import notice_of_type
from tracker.extract.documents import Document, Entry, Feed, Unreadable
from tracker.extract.isolation import Extractor
from tracker.extract.isolation import Kind as ReadableKind
from tracker.extract.sniff import kind_of
from tracker.fetching import rendering
from tracker.fetching.policy import fetch_policy
from tracker.watching.discovery.asking import ask

log = logging.getLogger(__name__)

FIND_OUT = "auto"
"""The kind of who does not know it: what came says what it is."""

PASSAGES = 4
PASSAGE_CHARS = 600
ENTRIES = 8
_KEPT_S = 120
_KEPT_BYTES = 5_000_000
_WAIT_S = 15.0

_PARTLY = {
    "html": "Only a part of this page was read: it seems to hold much more. Pick what matters by a selector.",
    "pdf": "Only a part of this PDF was read: some of its pages are damaged, or do not say which letters they show.",
}
_HINT = " If its scripts write it, tick that they are to be run first, and look again."

# A reader of unknown bytes takes a second to start and some hundred megabytes to keep: each process that serves pages
# has one at most, for one page at a time, and ends it when nobody has looked for a while.
_IDLE_S = 120.0
_extractor = Extractor()
_turn = threading.BoundedSemaphore(1)
_ending: list[threading.Timer] = []


@dataclass(frozen=True, slots=True)
class Preview:
    """What one look at an address showed. Where `refused` holds a sentence, nothing else does but the addresses.

    `passages` are the first ones, cut to a few lines; `entries` the first links of a list; `more` counts the others.
    """

    url: str
    kind: str
    final_url: str = ""
    refused: str = ""
    title: str = ""
    language: str = ""
    published_on: date | None = None
    passages: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    more: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def moved(self) -> bool:
        """Whether the words came from another address than the one asked."""
        return bool(self.final_url) and self.final_url.rstrip("/") != self.url.rstrip("/")


def preview(
    *, url: str, kind: str = FIND_OUT, part: str = "main", selector: str = "", rendered: bool = False
) -> Preview:
    """Fetch an address once and read it as the watch would. Never raises for what it finds.

    Takes up to half a minute, with `rendered` up to a whole one; call it outside a transaction.
    """
    url = url.strip()
    answer = _fetched(url, kind, rendered=rendered)
    if isinstance(answer, str):
        return Preview(url, kind, refused=answer)
    if kind == FIND_OUT:
        kind = kind_of(answer["content"], answer["content_type"])
    shown = Preview(url, kind, final_url=answer["final_url"], notes=_done_to_read(kind, answer))
    try:
        found = _read(kind, answer, part, selector)
    except Unreadable as reason:
        helps = kind == "html" and reason.code in ("needs_scripts", "empty") and rendering.is_offered() and not rendered
        return replace(shown, refused=reason.sentence + (_HINT if helps else ""))
    except RuntimeError:  # no reader can be started: this machine is at fault, which its operator must know
        log.exception("%r could not be looked at", url)
        return replace(shown, refused="The reader of pages cannot be started here just now. Tell the operator.")
    return _shown(shown, found)


def _fetched(url: str, kind: str, *, rendered: bool) -> dict[str, Any] | str:
    """The content with its `final_url`, `charset` and `content_type`, or the sentence why there is none."""
    asked = "document" if kind == FIND_OUT else kind
    key = "preview-" + hashlib.sha256(f"{asked} {rendered} {url}".encode()).hexdigest()
    if known := cache.get(key):
        return cast("dict[str, Any]", known)
    try:
        result = ask(url, kind=asked)
    except FetchError as refusal:
        return refusal.sentence
    if rendered and kind_of(result.body, result.content_type) == "html":
        result = rendering.rendered(result, fetch(rendering.request_for(result), policy=fetch_policy()))
        if result.error is not None:
            return result.error.sentence
    answer = {
        "content": result.body,
        "content_type": result.content_type,
        "charset": result.charset,
        "final_url": result.final_url,
        "notice": result.notice,
    }
    if len(result.body) <= _KEPT_BYTES:
        cache.set(key, answer, _KEPT_S)
    return answer


@contextmanager
def reader() -> Iterator[Extractor]:
    """The reader of unknown bytes, for a moment. Raises Unreadable where others have it for too long."""
    if not _turn.acquire(timeout=_WAIT_S):
        raise Unreadable("busy", "Other pages are being looked at just now. Try again in a moment.")
    try:
        while _ending:
            _ending.pop().cancel()
        yield _extractor
    finally:
        _ending.append(threading.Timer(_IDLE_S, _extractor.close))
        _ending[-1].daemon = True
        _ending[-1].start()
        _turn.release()


def _read(kind: str, answer: dict[str, Any], part: str, selector: str) -> Document | Feed:
    """The document or the list of links. Raises Unreadable."""
    with reader() as extractor:
        return extractor.extract(
            cast("ReadableKind", kind),
            answer["content"],
            url=answer["final_url"],
            charset=answer["charset"] or None,
            part=part,
            selector=selector,
        )


def _done_to_read(kind: str, answer: dict[str, Any]) -> tuple[str, ...]:
    """What was done to read an answer whose head was wrong, as the watched address will say."""
    notice = answer["notice"] or notice_of_type(kind, answer["content_type"])
    return (notice,) if notice else ()


def _missing(kind: str, found: Document) -> Iterator[str]:
    """What is said of a document of which only a part could be read."""
    if found.paywalled:
        yield "The page calls itself incomplete for this reader: the rest is behind a paywall."
    if found.partly:
        yield _PARTLY[kind]


def _shown(preview: Preview, found: Document | Feed) -> Preview:
    if isinstance(found, Feed):
        return replace(
            preview,
            title=found.title,
            entries=found.entries[:ENTRIES],
            more=max(0, len(found.entries) - ENTRIES),
            refused="" if found.entries else "It lists nothing at the moment, so nothing would be read.",
        )
    paragraphs = [paragraph for paragraph in found.text.split("\n\n") if paragraph.strip()]
    return replace(
        preview,
        title=found.title,
        language=found.language,
        published_on=found.published_on,
        passages=tuple(shortened(paragraph, PASSAGE_CHARS) for paragraph in paragraphs[:PASSAGES]),
        more=max(0, len(paragraphs) - PASSAGES),
        notes=(*preview.notes, *_missing(preview.kind, found)),
    )
