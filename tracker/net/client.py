"""Many requests at once, in one thread, each within its policy.

`fetch_many` drives libcurl's multi interface: handles and connections are reused, hosts are spaced
by `Schedule`, and each redirect is a new exchange that passes the whole guard again.
"""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from urllib.parse import urljoin

import pycurl

from tracker.net.answers import retry_after_s, validators
from tracker.net.errors import FetchError, http_error
from tracker.net.guard import ParsedUrl, check_url, parse_url, refuse_odd_characters
from tracker.net.messages import FetchRequest, FetchResult, Outcome
from tracker.net.policy import FetchPolicy
from tracker.net.schedule import Schedule
from tracker.net.transfer import REDIRECTS, USABLE, Hop, Transfer

__all__ = ["Client", "FetchPolicy", "FetchRequest", "FetchResult", "fetch", "fetch_many"]

# The longest nap in one wait, so that a timer nobody foresaw is never missed for long.
_LONGEST_WAIT_S = 1.0


def fetch_many(
    requests: Iterable[FetchRequest], *, policy: FetchPolicy, now: datetime | None = None
) -> Iterator[FetchResult]:
    """Yield exactly one result for each request, in the order they finish; never raises for one.

    Between two results the whole batch stands still while its timeouts run on, so the caller should
    take the results quickly and work on them later. `now` (aware) measures a Retry-After date where
    the server sent no Date. Connections stay open for the thread's next batch under an equal policy.
    """
    client = _borrow(policy)
    try:
        yield from client.run(requests, now=now)
    finally:
        _give_back(client)


def fetch(request: FetchRequest, *, policy: FetchPolicy, now: datetime | None = None) -> FetchResult:
    """The result of one request."""
    (result,) = fetch_many([request], policy=policy, now=now)
    return result


class _Job:
    """One request on its way: the hop it is at, those behind it, and the time spent on the wire."""

    __slots__ = ("chain", "permanent", "request", "spent_s", "started", "url")

    def __init__(self, request: FetchRequest, url: ParsedUrl) -> None:
        self.request = request
        self.url = url
        self.chain: tuple[str, ...] = ()
        self.permanent = True
        self.spent_s = self.started = 0.0

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

    def run(self, requests: Iterable[FetchRequest], *, now: datetime | None = None) -> Iterator[FetchResult]:
        """See `fetch_many`."""
        schedule: Schedule[_Job] = Schedule(self.policy.max_per_host)
        for request in requests:
            try:
                url = check_url(request.url, self.policy)
            except FetchError as refusal:
                yield FetchResult(request, "error", error=refusal)
            else:
                schedule.add(url.site, _Job(request, url), request.spacing_s)
        try:
            while schedule or self._busy:
                self._start(schedule)
                self._multi.perform()
                ended = self._ended()
                for transfer, job, error in ended:
                    schedule.done(job.url.site)
                    result = self._settle(transfer, job, error, now)
                    self._idle.append(transfer)
                    if result is None:
                        schedule.add(job.url.site, job, job.request.spacing_s, first=True)
                    else:
                        yield result
                if not ended:
                    self._wait(schedule)
        finally:
            self._abandon()

    def close(self) -> None:
        """Close every connection."""
        self._abandon()
        for transfer in self._idle:
            transfer.close()
        self._idle.clear()
        self._multi.close()

    def _start(self, schedule: Schedule[_Job]) -> None:
        """Start every job whose turn it is, as far as connections allow."""
        now = time.monotonic()
        while len(self._busy) < self.policy.max_connections and (job := schedule.take(now)):
            transfer = self._idle.pop() if self._idle else Transfer(self.policy)
            left_s = max(0.001, self.policy.total_timeout_s - job.spent_s)
            transfer.begin(job.request, job.url, Hop(bool(job.chain), job.conditional(), left_s))
            job.started = now
            self._busy[transfer.curl] = (transfer, job)
            self._multi.add_handle(transfer.curl)

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

    def _wait(self, schedule: Schedule[_Job]) -> None:
        """Sleep until a socket, a timer of libcurl or the next host's turn."""
        wait_s = _LONGEST_WAIT_S
        if len(self._busy) < self.policy.max_connections:
            turn_s = schedule.wait(time.monotonic())
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
            return False
        if job.request.post is not None:
            raise FetchError("redirects", "The server redirects a request whose content is for it alone.")
        location = transfer.headers.get("location", "")
        if not location:
            raise FetchError("redirects", "The server redirects to nowhere.")
        if len(job.chain) >= self.policy.max_redirects:
            raise FetchError("redirects", f"More than {self.policy.max_redirects} redirects.")
        target = check_url(_resolved(job.url.url, location), self.policy, redirected=True)
        chain = (*job.chain, job.url.url)
        if target.url in chain:
            raise FetchError("redirects", "The redirects go in a circle.")
        job.url, job.chain = target, chain
        job.permanent = job.permanent and transfer.status in (301, 308)
        return True

    def _abandon(self) -> None:
        """Drop what still runs, when the caller has stopped listening."""
        for curl in list(self._busy):
            transfer, _ = self._busy.pop(curl)
            self._multi.remove_handle(curl)
            transfer.close()


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
        permanent_redirect_to=job.url.url if good and job.chain and job.permanent else None,
        redirect_chain=job.chain,
        error=error,
        elapsed_s=job.spent_s,
    )


# -- one idle client per thread ------------------------------------------------------------------

_resting = threading.local()
# Clients that came over a fork share their sockets with the parent: closing them here would end the
# parent's TLS sessions, so they are only kept from the garbage collector.
_inherited: list[Client] = []


def _borrow(policy: FetchPolicy) -> Client:
    """This thread's idle client if it has the same policy, else a new one; the borrower owns it."""
    client: Client | None = getattr(_resting, "client", None)
    _resting.client = None
    if client is None:
        return Client(policy)
    if client.pid != os.getpid():
        _inherited.append(client)
    elif client.policy == policy:
        return client
    else:
        client.close()
    return Client(policy)


def _give_back(client: Client) -> None:
    """Keep `client` for this thread's next batch, in place of the one kept before."""
    if client.pid != os.getpid():
        _inherited.append(client)
        return
    other: Client | None = getattr(_resting, "client", None)
    if other is not None:
        other.close()
    _resting.client = client
