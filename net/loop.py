"""The loop of a batch: libcurl's multi interface, handles and connections reused, hosts spaced by `HostQueue`. Each
redirect is a new exchange that passes the whole guard again.
"""

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import takewhile
from urllib.parse import urljoin

import pycurl

from net.errors import FetchError, http_error
from net.guard import ParsedUrl, check_url, parse_url, refuse_odd_characters
from net.headers import fresh_s, retry_after_s, validators
from net.host_queue import HostQueue
from net.messages import FetchRequest, FetchResult, Outcome
from net.meta_refresh import refresh_target
from net.policy import FetchPolicy
from net.transfer import REDIRECTS, USABLE, Hop, Transfer

More = Callable[[int], Iterable[FetchRequest]]

# The longest nap in one wait, so that a timer nobody foresaw is never missed for long, and `more` is asked.
_LONGEST_WAIT_S = 0.5
# Exchanges that take longer than this are slow, and leave their places to others, up to a limit: hosts that accept and
# never answer must not hold up those that do. libcurl waits with select(), which knows 1,023 file descriptors.
_SLOW_S = 5.0
_MOST_CONNECTIONS = 500
# So many requests in a row without a byte of an answer: a host is silent, and the rest of its requests can wait.
_SILENT_AFTER = 2
_SILENT = FetchError("silent-host", "Its host did not answer the requests before this one, so it was not asked.")
_NOT_ASKED = FetchError("not-asked", "Its turn did not come in time, so it was not asked.")


class _Job:
    """One request on its way: the hop it is at, those behind it, and the time spent on the wire."""

    __slots__ = ("chain", "permanent", "raw", "request", "spent_s", "started", "url")

    def __init__(self, request: FetchRequest, url: ParsedUrl) -> None:
        self.request = request
        self.url = url
        self.chain: tuple[str, ...] = ()
        self.permanent = True
        self.raw = False
        self.spent_s = self.started = 0.0

    def move(self, target: ParsedUrl, *, permanent: bool) -> None:
        """Go on to where a redirect leads."""
        self.chain = (*self.chain, self.url.url)
        self.url = target
        self.permanent = self.permanent and permanent

    def conditional(self) -> bool:
        """Whether the validators were given by the URL of this hop (RFC 9110 §13.1: they compare
        representations of one resource, so another URL's would compare by accident)."""
        request = self.request
        if not (request.etag or request.last_modified):
            return False
        try:
            return parse_url(request.validated_url or request.url).url == self.url.url
        except FetchError:
            return False


class Client:
    """One policy, one pool of connections; for one thread and one batch at a time."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self.pid = os.getpid()
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, policy.max_connections)
        self._idle: list[Transfer] = []
        self._busy: dict[pycurl.Curl, tuple[Transfer, _Job]] = {}
        self._silence: dict[str, int] = {}  # by site, requests in a row without an answer

    def run(
        self,
        requests: Iterable[FetchRequest],
        *,
        now: datetime | None = None,
        more: More | None = None,
        ask_for_s: float = math.inf,
    ) -> Iterator[FetchResult]:
        """See `fetch_many`."""
        schedule: HostQueue[_Job] = HostQueue(self.policy.max_per_host)
        self._silence = {}
        until = time.monotonic() + ask_for_s
        fresh = list(requests)
        try:
            while fresh or schedule or self._busy:
                yield from self._enter(fresh, schedule)
                if schedule and time.monotonic() > until:
                    yield from (_ended(job, _NOT_ASKED) for job in schedule.withdraw())
                self._start(schedule)
                self._multi.perform()
                ended = self._ended()
                for transfer, job, error in ended:
                    schedule.done(job.url.site)
                    result = self._settle(transfer, job, error, now)
                    self._idle.append(transfer)
                    if result is None:
                        request = job.request
                        schedule.add(job.url.site, job, request.spacing_s, at_once=request.at_once, first=True)
                        continue
                    yield result
                    if self._is_silent(job.url.site, result):
                        yield from (_ended(waiting, _SILENT) for waiting in schedule.withdraw(job.url.site))
                if not ended and (schedule or self._busy):
                    self._wait(schedule)
                fresh = list(more(len(schedule) + len(self._busy))) if more else []
        finally:
            self._abandon()

    def _enter(self, requests: Iterable[FetchRequest], schedule: HostQueue[_Job]) -> Iterator[FetchResult]:
        """Put requests in the schedule; gives the results of those that are refused on their face."""
        for request in requests:
            try:
                url = parse_url(request.url) if request.trusted else check_url(request.url, self.policy)
                if self._silence.get(url.site, 0) >= _SILENT_AFTER:
                    raise _SILENT
            except FetchError as refusal:
                yield FetchResult(request, "error", error=refusal)
            else:
                schedule.add(url.site, _Job(request, url), request.spacing_s, at_once=request.at_once)

    def _is_silent(self, site: str, result: FetchResult) -> bool:
        """Whether the host has been silent just now as often as is enough. Any answer ends a silence."""
        if result.error is None or result.error.code != "timeout" or result.status is not None:
            self._silence.pop(site, None)
            return False
        self._silence[site] = self._silence.get(site, 0) + 1
        return self._silence[site] >= _SILENT_AFTER

    def close(self) -> None:
        """Close every connection."""
        self._abandon()
        for transfer in self._idle:
            transfer.close()
        self._idle.clear()
        self._multi.close()

    def _start(self, schedule: HostQueue[_Job]) -> None:
        """Start every job whose turn it is, as far as connections allow."""
        now = time.monotonic()
        while self._has_room(now) and (job := schedule.take(now)):
            transfer = self._idle.pop() if self._idle else Transfer(self.policy)
            left_s = max(0.001, self.policy.total_timeout_s - job.spent_s)
            transfer.begin(job.request, job.url, Hop(bool(job.chain), job.conditional(), left_s, job.raw))
            job.started = now
            self._busy[transfer.curl] = (transfer, job)
            self._multi.add_handle(transfer.curl)

    def _has_room(self, now: float) -> bool:
        """Whether one more exchange may be opened: slow ones, the oldest of all, do not count, up to a limit."""
        busy, most = len(self._busy), self.policy.max_connections
        if busy < most:
            return True
        if busy >= min(3 * most, _MOST_CONNECTIONS):
            return False
        return busy - sum(1 for _ in takewhile(lambda it: now - it[1].started > _SLOW_S, self._busy.values())) < most

    def _ended(self) -> list[tuple[Transfer, _Job, FetchError | None]]:
        """Take the exchanges that libcurl reports as ended out of the multi handle."""
        ended = []
        more = 1
        while more:
            more, good, bad = self._multi.info_read()
            now = time.monotonic()
            for curl, code, message in [(curl, pycurl.E_OK, "") for curl in good] + bad:
                transfer, job = self._busy.pop(curl)
                error = transfer.error(code, message)
                self._multi.remove_handle(curl)
                job.spent_s += now - job.started
                ended.append((transfer, job, error))
        return ended

    def _wait(self, schedule: HostQueue[_Job]) -> None:
        """Sleep until a socket, a timer of libcurl or the next host's turn."""
        wait_s = _LONGEST_WAIT_S
        now = time.monotonic()
        if self._has_room(now):
            turn_s = schedule.wait(now)
            wait_s = wait_s if turn_s is None else min(wait_s, turn_s)
        timer_ms = self._multi.timeout()
        if timer_ms >= 0:
            wait_s = min(wait_s, timer_ms / 1000)
        if not self._busy:
            time.sleep(wait_s)
        elif wait_s > 0 and self._multi.select(wait_s) == -1:
            time.sleep(min(wait_s, 0.005))  # libcurl has no socket to wait for yet

    def _settle(
        self, transfer: Transfer, job: _Job, error: FetchError | None, now: datetime | None
    ) -> FetchResult | None:
        """The result of a job whose exchange has ended, or None when it has moved on to its next hop."""
        outcome: Outcome = "error"
        if error is not None and error.code == "encoding" and not job.raw and job.request.post is None:
            job.raw = True  # asked once more, without compression
            return None
        if error is None:
            try:
                if self._follow(transfer, job):
                    return None
                outcome = _judge(transfer.status, conditional=job.conditional())
            except FetchError as failure:
                error = failure
        return _result(transfer, job, outcome, error, now)

    def _follow(self, transfer: Transfer, job: _Job) -> bool:
        """Move `job` to where a redirect points, if it is one; raises FetchError where it may not go."""
        if transfer.status not in REDIRECTS:
            return self._follow_page(transfer, job)
        if job.request.post is not None:
            raise FetchError("redirects", "The server redirects a request whose content is for it alone.")
        location = transfer.headers.get("location", "")
        if not location:
            raise FetchError("redirects", "The server redirects to nowhere.")
        if len(job.chain) >= self.policy.max_redirects:
            raise FetchError("redirects", f"More than {self.policy.max_redirects} redirects.")
        target = check_url(_resolved(job.url.url, location), self.policy, redirected=True)
        if target.url in (*job.chain, job.url.url):
            raise FetchError("redirects", "The redirects go in a circle.")
        job.move(target, permanent=transfer.status in (301, 308))
        return True

    def _follow_page(self, transfer: Transfer, job: _Job) -> bool:
        """Move `job` to where a page leads at once, if it does. One that leads back, or too far, is the page itself."""
        may_be_page = job.request.kind in ("html", "document") and job.request.post is None
        if not may_be_page or transfer.status not in USABLE:
            return False
        address = refresh_target(transfer.body())
        if not address or len(job.chain) >= self.policy.max_redirects:
            return False
        address = _resolved(job.url.url, address)
        if parse_url(address).url in (*job.chain, job.url.url):
            return False
        job.move(check_url(address, self.policy, redirected=True), permanent=False)
        return True

    def _abandon(self) -> None:
        """Drop what still runs, when the caller has stopped listening."""
        for curl in list(self._busy):
            transfer, _ = self._busy.pop(curl)
            self._multi.remove_handle(curl)
            transfer.close()


def _ended(job: _Job, error: FetchError) -> FetchResult:
    """The result of a job that waits no longer."""
    return FetchResult(job.request, "error", final_url=job.url.url, redirect_chain=job.chain, error=error)


def _resolved(base: str, location: str) -> str:
    """The absolute URL of a Location header, which may be relative (RFC 9110 §10.2.2)."""
    with suppress(UnicodeError):  # what is not UTF-8 stays Latin-1
        location = location.encode("latin-1").decode("utf-8")
    refuse_odd_characters(location)
    try:
        return urljoin(base, location)
    except ValueError:
        raise FetchError("bad-url", "The server redirects to an unreadable URL.") from None


def _judge(status: int, *, conditional: bool) -> Outcome:
    """What a final status means; raises FetchError for everything that is not content or 304."""
    if status in USABLE:
        return "ok"
    if status != 304:
        raise http_error(status)
    if not conditional:
        raise FetchError("unexpected-304", "The server says 'not modified', but nothing was compared.")
    return "not_modified"


def _result(
    transfer: Transfer, job: _Job, outcome: Outcome, error: FetchError | None, now: datetime | None
) -> FetchResult:
    headers = transfer.headers
    good = error is None
    etag, last_modified = validators(headers) if good else ("", "")
    return FetchResult(
        request=job.request,
        outcome=outcome,
        status=transfer.status or None,
        final_url=job.url.url,
        headers=headers,
        body=transfer.body() if outcome == "ok" else b"",
        content_type=transfer.content_type if good else "",
        charset=transfer.charset if good else "",
        etag=etag,
        last_modified=last_modified,
        retry_after_s=retry_after_s(headers, now),
        fresh_s=fresh_s(headers, now) if good else None,
        permanent_redirect_to=job.url.url if good and job.chain and job.permanent else None,
        redirect_chain=job.chain,
        error=error,
        elapsed_s=job.spent_s,
        notice=transfer.notice if outcome == "ok" else "",
    )
