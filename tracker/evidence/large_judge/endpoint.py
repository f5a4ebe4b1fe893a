"""The endpoint of the large judge, and whether it can be asked as the settings say."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

from net.errors import FetchError
from net.guard import is_public, parse_url
from net.policy import KIB, FetchPolicy

AT_ONCE = 4
LONGEST_TIMEOUT_S = 60.0
ANSWER_BYTES = 256 * KIB


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the large judge is and what it may cost. `url` is the API's base, as in "https://api.example/v1".

    `private` allows an address that is not public: the operator's own machine. Times in seconds.
    """

    url: str
    model: str
    user_agent: str
    key: str = field(default="", repr=False)
    daily_limit: int = 500
    timeout_s: float = 30.0
    private: bool = False

    @property
    def completions_url(self) -> str:
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"

    def policy(self) -> FetchPolicy:
        """The fetch policy for this endpoint: its port, and its private address where that is allowed.

        Raises FetchError where the URL cannot be read, or a private host cannot be found.
        """
        address = parse_url(self.completions_url)
        private = _addresses(address.host, address.port) if self.private else frozenset()
        return FetchPolicy(
            user_agent=self.user_agent,
            allowed_ports=frozenset({address.port}),
            allowed_private=private,
            connect_timeout_s=min(10.0, self.timeout_s),
            total_timeout_s=self.timeout_s,
            max_per_host=AT_ONCE,
            max_bytes={"json": ANSWER_BYTES},
        )

    def troubles(self) -> Iterator[tuple[str, str]]:
        """Yield (what is wrong, remedy) for each setting that keeps the endpoint from being asked."""
        if not self.model:
            yield "TRACKER_LARGE_JUDGE_MODEL is empty.", "Name the model that the endpoint is to answer with."
        if self.daily_limit < 1:
            yield (
                "TRACKER_LARGE_JUDGE_DAILY_LIMIT allows no request.",
                "Set it to 1 or more, or empty TRACKER_LARGE_JUDGE_URL.",
            )
        if not 0 < self.timeout_s <= LONGEST_TIMEOUT_S:
            yield (
                "TRACKER_LARGE_JUDGE_TIMEOUT_S is out of range.",
                f"Set it above 0 and up to {LONGEST_TIMEOUT_S:.0f}: a worker waits so long while it holds its lease.",
            )
        if not (self.key.isascii() and self.key.isprintable()):
            yield "TRACKER_LARGE_JUDGE_KEY cannot be sent as a header.", "Set it to the key alone, on one line."
        yield from self._troubles_of_the_address()

    def _troubles_of_the_address(self) -> Iterator[tuple[str, str]]:
        try:
            address = parse_url(self.completions_url)
        except FetchError as error:
            yield f"TRACKER_LARGE_JUDGE_URL cannot be used: {error}", "Set it to a base such as https://api.example/v1."
            return
        if address.address and not is_public(address.address) and not self.private:
            yield (
                f"TRACKER_LARGE_JUDGE_URL is at the private address {address.host}.",
                "Set TRACKER_LARGE_JUDGE_PRIVATE=true if that is meant.",
            )
        if self.key and address.scheme == "http" and not self.private:
            yield "TRACKER_LARGE_JUDGE_KEY would travel in the clear.", "Set TRACKER_LARGE_JUDGE_URL to https."


def _addresses(host: str, port: int) -> frozenset[tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise FetchError("dns", "The host name has no address.") from None
    return frozenset((str(entry[4][0]), port) for entry in found)
