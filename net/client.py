"""HTTP client: fetch many URLs at once, in one thread, each within its policy and past the guard.

`fetch_many` borrows the thread's client, whose loop and connections outlive the batch; the loop itself
is `net/loop.py`.
"""

import math
import os
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime

from net.loop import Client, More
from net.messages import FetchRequest, FetchResult
from net.policy import FetchPolicy

__all__ = ["Client", "FetchPolicy", "FetchRequest", "FetchResult", "fetch", "fetch_many"]


def fetch_many(
    requests: Iterable[FetchRequest],
    *,
    policy: FetchPolicy,
    now: datetime | None = None,
    more: More | None = None,
    ask_for_s: float = math.inf,
) -> Iterator[FetchResult]:
    """Yield exactly one result for each request, in the order they finish; never raises for one.

    Between two results the whole batch stands still while its timeouts run on, so the caller should
    take the results quickly and work on them later. `now` (aware) measures a Retry-After date where
    the server sent no Date. Connections stay open for the thread's next batch under an equal policy.

    `more`, called in every pass of the loop with the number of requests that are not finished, gives
    requests to add: the loop ends when none is left and it gives none. What has not been begun after
    `ask_for_s` seconds ends as "not-asked"; what a host leaves waiting that was silent twice in a row,
    as "silent-host".
    """
    client = _borrow(policy)
    try:
        yield from client.run(requests, now=now, more=more, ask_for_s=ask_for_s)
    finally:
        _give_back(client)


def fetch(request: FetchRequest, *, policy: FetchPolicy, now: datetime | None = None) -> FetchResult:
    """The result of one request."""
    (result,) = fetch_many([request], policy=policy, now=now)
    return result


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
