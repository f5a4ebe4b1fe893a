"""Lease the due resources, fetch them concurrently and politely, keep what they answer.

One round is one loop in one process: while hosts that are slow or spaced keep it waiting, it leases what has fallen due
since. No HTTP inside a transaction; the database is the truth, so a round that is killed is done again.
"""

import logging
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from django.conf import settings
from django.utils import timezone

from net.client import fetch_many
from net.errors import FetchError
from net.messages import FetchRequest, FetchResult
from net.robots import Robots, robots_url, rules_from
from tracker.fetching import host_rules, rendering
from tracker.fetching.host_rules import PRODUCT
from tracker.fetching.policy import fetch_policy
from tracker.models import Resource
from tracker.polling.queue import LeasedResource, SourceLimits, lease_due, limits_of
from tracker.polling.writer import AnswerWriter, PollAnswer, postpone
from tracker.scheduling.backoff import spacing_s
from tracker.scheduling.next_poll import turn_wait_s
from tracker.scheduling.redirects import poll_address
from tracker.snapshots.leases import give_back

log = logging.getLogger(__name__)

# How much of a lease a round may spend: it leases more for so long, begins requests for so long; the rest is for the
# last answers.
_LEASING_SHARE = 0.2
_ASKING_SHARE = 0.5
# Of one host no more is leased than its spacing serves in this time.
_HORIZON_S = 10.0
# How long to wait before looking for due resources again when there were few, or when another worker has the host.
_LOOK_AGAIN_S = 0.5
# Batches of which nothing can be asked for now, one after the other, before the loop goes on.
_LEASES_AT_ONCE = 5
_TAKEN_S = 5.0
# Pages that wait for the rendering service, and how long one more waits for those before it.
_MOST_RENDERED = 4
_RENDERED_S = 5.0
_RENDERER = ""  # what pages to be rendered wait for, where others wait for their host


def poll_due(*, on_changed: Callable[[], None] = lambda: None, on_closing: Callable[[], None] = lambda: None) -> int:
    """Poll the resources that are due; how many were asked for.

    `on_changed` is called when new snapshots wait to be processed, `on_closing` when the round will lease no more.
    """
    return _Round(on_changed, on_closing).run()


class _Rendering(NamedTuple):
    """A page that has been fetched, and is having its scripts run."""

    due: LeasedResource
    document: FetchResult


class _Round:
    """What is leased in one loop, by where it stands: waiting for its host's rules, ready, on its way, or kept."""

    def __init__(self, on_changed: Callable[[], None], on_closing: Callable[[], None]) -> None:
        self._lease_id = uuid.uuid4()
        self._lease_s = float(settings.TRACKER_LEASE_SECONDS)
        self._limit = int(settings.TRACKER_BATCH_SIZE)
        self._on_closing: Callable[[], None] | None = on_closing
        self._writer = AnswerWriter(self._lease_id, on_kept=self._kept, on_changed=on_changed)
        self._leased: set[int] = set()
        self._limits: dict[int, SourceLimits] = {}
        self._rules: dict[str, Robots] = {}
        self._new_rules: dict[str, Robots] = {}
        self._unruled: defaultdict[str, list[LeasedResource]] = defaultdict(list)
        self._at_host: Counter[str] = Counter()
        self._acquired: dict[str, float] = {}  # robots.txt URL → spacing (s) of the hosts that are ours alone
        self._ready: list[FetchRequest] = []
        self._rendered: set[int] = set()  # those leased that are to be rendered
        self._started = time.monotonic()
        self._look_at = self._started
        self._asked = 0

    def run(self) -> int:
        try:
            ask_for_s = self._lease_s * _ASKING_SHARE
            for result in fetch_many(self._more(0), policy=fetch_policy(), more=self._more, ask_for_s=ask_for_s):
                self._take_in(result)
            self._writer.flush()
            host_rules.store_rules(self._new_rules, now=timezone.now())
        finally:
            self._close()
            give_back(Resource, lease_id=self._lease_id, keys=self._leased)
            self._at_host.clear()
            self._release_hosts()
        return self._asked

    def _more(self, pending: int) -> list[FetchRequest]:
        """What can be asked for now: called in every pass of the loop."""
        self._writer.flush_if_old()
        for _ in range(_LEASES_AT_ONCE):
            now = time.monotonic()
            if pending + len(self._ready) >= self._limit // 2 or now < self._look_at:
                break
            self._release_hosts()
            if now - self._started > self._lease_s * _LEASING_SHARE:
                self._close()
                self._look_at = now + _LOOK_AGAIN_S
            else:
                self._lease()
        ready, self._ready = self._ready, []
        return ready

    def _close(self) -> None:
        if self._on_closing:
            self._on_closing()
        self._on_closing = None

    def _release_hosts(self) -> None:
        """Release the hosts from which nothing is awaited, for the next worker."""
        done = {url: spacing for url, spacing in self._acquired.items() if not self._at_host[url]}
        host_rules.release_hosts(done, now=timezone.now())
        for url in done:
            del self._acquired[url]

    def _lease(self) -> None:
        """Lease a batch and see what of it can be asked for."""
        now = timezone.now()
        batch = lease_due(limit=self._limit, now=now, seconds=self._lease_s, lease_id=self._lease_id)
        if len(batch) < self._limit // 2:
            self._look_at = time.monotonic() + _LOOK_AGAIN_S
        self._leased.update(due.pk for due in batch)
        unknown_sources = {due.source_id for due in batch} - self._limits.keys()
        if unknown_sources:
            self._limits |= limits_of(unknown_sources)
        rows = [(due, rules_at) for due in batch if (rules_at := self._rules_url(due))]
        unknown_rules = {rules_at for _, rules_at in rows} - self._rules.keys()
        if unknown_rules:
            self._rules |= host_rules.known_rules(unknown_rules, now=now)
        for due, rules_at in self._askable(rows):
            self._enter(due, rules_at)

    def _rules_url(self, due: LeasedResource) -> str:
        """Where the rules for it stand; empty where its address cannot be read: a feed may list any."""
        try:
            return robots_url(poll_address(due))
        except FetchError as refusal:
            self._fail(due, refusal)
            return ""

    def _askable(self, rows: list[tuple[LeasedResource, str]]) -> Iterator[tuple[LeasedResource, str]]:
        """Those that can be asked for within the horizon; the others are given back, to be due when it is their turn.

        A host that is spaced belongs to one worker at a time.
        """
        now = timezone.now()
        spacings = {rules_at: self._spacing(due, rules_at) for due, rules_at in reversed(rows)}
        taken = self._acquire_hosts(spacings, now=now)
        postponed: dict[int, float] = {}  # the seconds until it is their turn
        waiting: Counter[str] = Counter()  # how many were postponed so far, by host, and of pages to be rendered
        for due, rules_at in rows:
            spacing = spacings[rules_at]
            before = self._at_host[rules_at]
            if due.rendered and len(self._rendered) >= _MOST_RENDERED:
                wait_s = turn_wait_s(waiting[_RENDERER], spacing_s=_RENDERED_S, free_in_s=_RENDERED_S)
                waiting[_RENDERER] += 1
            elif rules_at in taken:
                wait_s = turn_wait_s(waiting[rules_at], spacing_s=spacing, free_in_s=_TAKEN_S)
            elif before and before * spacing >= _HORIZON_S:
                wait_s = turn_wait_s(before + waiting[rules_at], spacing_s=spacing)
            else:
                self._at_host[rules_at] += 1
                if due.rendered:
                    self._rendered.add(due.pk)
                yield due, rules_at
                continue
            waiting[rules_at] += 1
            postponed[due.pk] = wait_s
        self._kept(postpone(postponed, lease_id=self._lease_id, now=now))

    def _acquire_hosts(self, spacings: Mapping[str, float], *, now: datetime) -> set[str]:
        """Acquire the spaced hosts of a batch; return those that another worker has."""
        spaced = {rules_at for rules_at, spacing in spacings.items() if spacing > 0}
        wanted = spaced - self._acquired.keys()
        until = now + timedelta(seconds=self._lease_s)
        ours = host_rules.acquire_hosts(wanted, now=now, until=until)
        self._acquired |= {rules_at: spacings[rules_at] for rules_at in ours}
        return wanted - ours

    def _spacing(self, due: LeasedResource, rules_at: str) -> float:
        robots = self._rules.get(rules_at)
        return spacing_s(self._limits[due.source_id].spacing_s, robots.crawl_delay(PRODUCT) if robots else None)

    def _enter(self, due: LeasedResource, rules_at: str) -> None:
        """Ask for a page, or first for the rules of its host."""
        self._asked += 1
        robots = self._rules.get(rules_at)
        if due.rendered and not rendering.is_offered():
            self._fail(due, rendering.OFF)
            self._at_host[rules_at] -= 1
        elif robots is None:
            if rules_at not in self._unruled:
                self._ready.append(FetchRequest(rules_at, kind="robots", key=rules_at, spacing_s=0))
            self._unruled[rules_at].append(due)
        elif robots.allows(poll_address(due), PRODUCT):
            self._ready.append(self._request(due, rules_at))
        else:
            self._fail(due, robots.refusal())
            self._at_host[rules_at] -= 1

    def _request(self, due: LeasedResource, rules_at: str) -> FetchRequest:
        return FetchRequest(
            url=poll_address(due),
            kind=due.kind,
            # Of a page that scripts write, its own bytes may stay as they are while its text changes.
            etag="" if due.rendered else due.etag,
            last_modified="" if due.rendered else due.last_modified,
            validated_url=due.validated_url,
            key=(due, rules_at),
            spacing_s=self._spacing(due, rules_at),
            at_once=self._limits[due.source_id].max_per_host,
        )

    def _take_in(self, result: FetchResult) -> None:
        key = result.request.key
        if isinstance(key, str):
            self._take_rules(key, result)
            return
        if isinstance(key, _Rendering):
            self._keep(key.due, rendering.rendered(key.document, result))
            return
        due, rules_at = cast("tuple[LeasedResource, str]", key)
        self._at_host[rules_at] -= 1
        if due.rendered and result.outcome == "ok":
            self._ready.append(rendering.request_for(result, key=_Rendering(due, result)))
        else:
            self._keep(due, result)

    def _take_rules(self, rules_at: str, result: FetchResult) -> None:
        """The rules of a host have come: its pages are ready, or refused. Only its own pages waited for them."""
        waiting = self._unruled.pop(rules_at, [])
        self._asked -= len(waiting)
        if result.error is not None and result.error.code == "not-asked":
            for due in waiting:
                self._at_host[rules_at] -= 1
                self._fail(due, result.error)
            return
        self._rules[rules_at] = self._new_rules[rules_at] = rules_from(result)
        if rules_at in self._acquired and waiting:
            self._acquired[rules_at] = self._spacing(waiting[0], rules_at)
        for due in waiting:
            self._enter(due, rules_at)

    def _fail(self, due: LeasedResource, error: FetchError) -> None:
        """What is not asked for at all, with the reason."""
        self._keep(due, FetchResult(FetchRequest(poll_address(due)), "error", error=error))

    def _keep(self, due: LeasedResource, result: FetchResult) -> None:
        self._writer.add(PollAnswer(due, self._limits[due.source_id], result))

    def _kept(self, keys: set[int]) -> None:
        self._leased -= keys
        self._rendered -= keys
