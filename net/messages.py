"""FetchRequest and FetchResult: what is asked of a fetch, and what came of it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from net.errors import FetchError
from net.policy import KINDS

Outcome = Literal["ok", "not_modified", "error"]


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One URL to read.

    `kind` is a key of `policy.KINDS`. `etag` and `last_modified` are the validators of the last
    answer, as the server wrote them; they belong to the URL that gave that answer, so they are sent
    only there: to `validated_url`, or to `url` when that is empty. `key` comes back untouched.
    `spacing_s` is the least time between the starts of two requests to one host and port, `at_once`
    how many may run there at the same time (0: as the policy says).
    With `post` the request is a POST of these bytes, which no redirect is given. `headers` are sent
    beside the usual ones, to `url` alone; they may hold a secret and are never shown.
    `trusted` says that the operator named this URL in the settings: any address and port will do.
    """

    url: str
    kind: str = "html"
    etag: str = ""
    last_modified: str = ""
    key: Hashable = None
    spacing_s: float = 1.0
    at_once: int = 0
    validated_url: str = ""
    post: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    trusted: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}; known are {', '.join(KINDS)}")
        if not self.spacing_s >= 0:
            raise ValueError("spacing_s must not be negative")
        if self.at_once < 0:
            raise ValueError("at_once must not be negative")
        if self.headers and not all(
            text.isascii() and text.isprintable() for text in (*self.headers, *self.headers.values())
        ):
            raise ValueError("headers must be printable ASCII")


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What became of one request.

    `body`, `content_type` and `charset` are filled for "ok" only: an error page is never content.
    `headers` has lower-case names and belongs, like `status`, to the last answer read.
    `final_url` is the URL that gave it, without fragment; `redirect_chain` the URLs before it, in
    order. `permanent_redirect_to` is set when the answer was usable and every hop was a 301 or 308.
    `retry_after_s` and `fresh_s` are what its headers ask for, in seconds; None where they ask nothing.
    `elapsed_s` counts the time on the wire, not the time waited for politeness. `notice` says in plain words what was
    done to read an answer whose head was wrong; empty where nothing was.
    """

    request: FetchRequest
    outcome: Outcome
    status: int | None = None
    final_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after_s: float | None = None
    fresh_s: float | None = None
    permanent_redirect_to: str | None = None
    redirect_chain: tuple[str, ...] = ()
    error: FetchError | None = None
    elapsed_s: float = 0.0
    notice: str = ""
