"""Host queue: hands out jobs by host, with spacing and concurrency per host and no host blocking another. Pure.

Time is any monotonic number of seconds, passed in.
"""

from collections import deque
from heapq import heappop, heappush
from typing import Generic, TypeVar

Job = TypeVar("Job")


class _Host(Generic[Job]):
    """The queue of one host. `queued` says that the host stands in the schedule's heap."""

    __slots__ = ("active", "last_start", "queued", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[tuple[Job, float, int]] = deque()
        self.active = 0
        self.last_start = float("-inf")
        self.queued = False


class HostQueue(Generic[Job]):
    """Jobs waiting for their hosts.

    A job starts when fewer of its host are running than it allows at once (`max_per_host` where it
    says nothing) and its own spacing has passed since the host's last start. Hosts come first by the
    moment they may start, then in the order they came.
    """

    def __init__(self, max_per_host: int) -> None:
        self._max_per_host = max_per_host
        self._hosts: dict[str, _Host[Job]] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._turn = 0
        self._count = 0

    def __len__(self) -> int:
        """How many jobs wait."""
        return self._count

    def add(self, site: str, job: Job, spacing_s: float, *, at_once: int = 0, first: bool = False) -> None:
        """Queue `job` for `site`; `first` puts it before the others of that site."""
        host = self._hosts.get(site)
        if host is None:
            host = self._hosts[site] = _Host()
        (host.waiting.appendleft if first else host.waiting.append)((job, spacing_s, at_once or self._max_per_host))
        self._count += 1
        self._queue(site, host)

    def take(self, now: float) -> Job | None:
        """The next job that may start at `now`; None when none may."""
        while self._heap and self._heap[0][0] <= now:
            site = heappop(self._heap)[2]
            host = self._hosts[site]
            host.queued = False
            if not host.waiting or host.active >= host.waiting[0][2]:
                continue
            if host.last_start + host.waiting[0][1] > now:  # another job has come to the front
                self._queue(site, host)
                continue
            job, _, _ = host.waiting.popleft()
            self._count -= 1
            host.active += 1
            host.last_start = now
            self._queue(site, host)
            return job
        return None

    def done(self, site: str) -> None:
        """Tell that a job of `site` has ended."""
        host = self._hosts[site]
        host.active -= 1
        self._queue(site, host)

    def withdraw(self, site: str | None = None) -> list[Job]:
        """Take back what waits for `site`, or for every site."""
        hosts = self._hosts.values() if site is None else [self._hosts[site]]
        jobs = [job for host in hosts for job, _, _ in host.waiting]
        for host in hosts:
            host.waiting.clear()
        self._count -= len(jobs)
        return jobs

    def wait(self, now: float) -> float | None:
        """Seconds until a host may start its next job; None when nothing but an end can change that."""
        return max(0.0, self._heap[0][0] - now) if self._heap else None

    def _queue(self, site: str, host: _Host[Job]) -> None:
        if host.queued or not host.waiting or host.active >= host.waiting[0][2]:
            return
        host.queued = True
        self._turn += 1
        heappush(self._heap, (host.last_start + host.waiting[0][1], self._turn, site))
