"""Posts of a live blog that moved to another of its pages, with the quotes that stood in them.

A live blog shows its newest posts; the older ones move on to further pages, and nobody has withdrawn them. So before
the words of a post that left its page are called gone, the post is looked for by its anchor: at the address that it
gives itself, then on the pages that its page links to.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from django.core.cache import cache
from django.utils import timezone

from claims.models import Evidence
from net.errors import FetchError
from tracker.evidence.propose import PageReading
from tracker.evidence.told import is_ours
from tracker.extract.anchors import PageText, Selector
from tracker.extract.documents import Document, Post, Posts, Unreadable
from tracker.extract.posts import is_another_page
from tracker.models import PollingPolicy, Snapshot
from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble
from tracker.watching.discovery.asking import ask
from tracker.watching.discovery.preview import reader

log = logging.getLogger(__name__)

MOST_ASKED = 4
"""Pages that are asked for the posts that one reading lacks."""

MOST_S = 20.0
"""Seconds after which no further page is asked: slow pages must not hold a worker past its lease."""

LOOK_AGAIN_S = 3600
"""So long a post that was looked for is not looked for again: a live blog changes every minute."""

_REMEMBERED_S = 30 * 86_400
_NOW = timedelta(hours=1)  # an older reading says nothing of where its posts stand today
_MOST_SPACING_S = 5.0
_NOT_THERE = frozenset({"http-404", "http-410"})


@dataclass(frozen=True, slots=True)
class MovedPost:
    """Where a post stands that left its page: the address, and a `document` of its words alone. Without a document,
    `why` says what keeps us from knowing; it is empty where the post was looked for a short while ago.
    """

    where: str = ""
    document: Document | None = None
    why: str = ""


def moved_posts(page: PageReading, items: Sequence[Evidence]) -> dict[int, MovedPost]:
    """Of items whose words a page has no more, by their ids, those that stood in a post which has left it.

    An item that is left out stood in no post, its post is still there, or none of the blog's pages has it any more.
    Asks for at most `MOST_ASKED` pages of the page's own host, as its robots.txt allows and as far apart as its source
    asks; writes nothing to the record. Call it outside a transaction.
    """
    if not items or not _is_of_now(page.snapshot):
        return {}
    search = _Search(page)
    found = ((item.pk, search.of(item)) for item in items)
    return {pk: moved for pk, moved in found if moved}


def _is_of_now(snapshot: Snapshot) -> bool:
    return is_ours(snapshot) and snapshot.fetched_at > timezone.now() - _NOW


class _Search:
    """The posts of one page and of the other pages of its blog, each page read once."""

    def __init__(self, page: PageReading) -> None:
        self._page = page
        self._known: dict[str, Posts | FetchError | Unreadable] = {}
        self._stored: dict[int, Posts] = {}  # by body
        self._enough_at = time.monotonic() + MOST_S

    def of(self, item: Evidence) -> MovedPost | None:
        """Where the post of an item is, None where it has none that moved."""
        post = self._post_of(item)
        if post is None or post.anchor in self._anchors or not (post.url or self._here.pages):
            return None
        key = f"moved-post-{item.uuid}"
        where, is_fresh = cache.get(key) or ("", False)
        if is_fresh and cache.get(f"{key}-asked"):
            return MovedPost(where)
        moved = self._seek(post, first=where)
        cache.set(key, (moved.where if moved else where, moved is not None), _REMEMBERED_S)
        cache.set(f"{key}-asked", "yes", LOOK_AGAIN_S)
        return moved

    @cached_property
    def _here(self) -> Posts:
        return self._posts_stored(self._page.snapshot)

    @cached_property
    def _anchors(self) -> frozenset[str]:
        return frozenset(post.anchor for post in self._here.posts)

    def _post_of(self, item: Evidence) -> Post | None:
        """The smallest post that an item's words were read in."""
        read_in = Snapshot.objects.filter(resource=self._page.snapshot.resource, body__sha256=item.sha256)
        first = read_in.select_related("body").order_by("pk").first()
        if first is None or first.body_id == self._page.snapshot.body_id:
            return None
        holders = [post for post in self._posts_stored(first).posts if _has(post, item)]
        return min(holders, key=lambda post: len(post.text), default=None)

    def _posts_stored(self, snapshot: Snapshot) -> Posts:
        """The posts of a stored page; none where its bytes cannot be read any more."""
        if snapshot.body_id not in self._stored:
            try:
                content = bodies.load(snapshot.body)
                self._stored[snapshot.body_id] = _posts_in(content, snapshot.final_url, snapshot.charset)
            except (Unreadable, StorageTrouble) as trouble:
                log.warning("The posts of %r cannot be told. %s", snapshot.final_url, trouble.sentence)
                self._stored[snapshot.body_id] = Posts((), ())
        return self._stored[snapshot.body_id]

    def _seek(self, post: Post, *, first: str) -> MovedPost | None:
        """Leaf through the blog for a post; None where every page of it was read and none has it."""
        why = ""
        waiting = [address for address in (first, post.url, *self._here.pages) if address]
        seen: set[str] = set()
        while waiting:
            address = waiting.pop(0)
            if address in seen or not self._is_of_this_blog(address):
                continue
            seen.add(address)
            found = self._asked(address)
            if found is None:
                return MovedPost(why="The post left its page, and was not on the pages of the live blog looked at.")
            if isinstance(found, Posts):
                if there := next((each for each in found.posts if each.anchor == post.anchor), None):
                    return MovedPost(address, replace(self._page.document, text=there.text))
                waiting += found.pages
            elif not (isinstance(found, FetchError) and found.code in _NOT_THERE):
                why = f"The post left its page, and another page of the live blog was not read: {found.sentence}"
        return MovedPost(why=why) if why else None

    def _is_of_this_blog(self, address: str) -> bool:
        """Whether it is another page of the host that the page was read at."""
        return is_another_page(address, self._page.snapshot.final_url)

    def _asked(self, address: str) -> Posts | FetchError | Unreadable | None:
        """The posts that stand at an address, or why they cannot be read; None: enough was asked."""
        if address not in self._known:
            if len(self._known) >= MOST_ASKED or time.monotonic() > self._enough_at:
                return None
            self._wait_for_its_turn()
            self._known[address] = self._fetched(address)
        return self._known[address]

    def _wait_for_its_turn(self) -> None:
        spacing_s = PollingPolicy.of(self._page.snapshot.resource.source).spacing_s
        time.sleep(min(spacing_s, _MOST_SPACING_S))

    def _fetched(self, address: str) -> Posts | FetchError | Unreadable:
        try:
            answer = ask(address)
            if answer.final_url == self._page.snapshot.final_url.partition("#")[0]:
                return Posts((), ())  # back to the page that has it no more
            if not self._is_of_this_blog(answer.final_url):
                raise FetchError("led-away", "It leads to another host.")
            return _posts_in(answer.body, answer.final_url, answer.charset)
        except (FetchError, Unreadable) as refusal:
            return refusal


def _posts_in(body: bytes, url: str, charset: str) -> Posts:
    """Raises Unreadable."""
    with reader() as extractor:
        return extractor.posts(body, url, charset or None)


def _has(post: Post, item: Evidence) -> bool:
    return PageText(post.text, item.language or "en").locate(Selector(item.quote)).state in ("standing", "moved")
