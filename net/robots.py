"""robots.txt: may we read this? (RFC 9309; its rules are those of `robots_rules`.)

Nothing here fetches: `requests_for` says what to ask, the caller passes that through `fetch_many`,
and `collect` reads the results. `Robots` is plain data, so that the caller can keep it (RFC 9309
§2.4: up to 24 hours).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Self, cast

from net.errors import FetchError, as_code
from net.guard import parse_url
from net.messages import FetchRequest, FetchResult
from net.policy import KIB
from net.robots_rules import Rules, read_rules

MAX_BYTES = 500 * KIB
MAX_AGE_S = 86_400.0

Access = Literal["rules", "open", "closed"]


@dataclass(frozen=True)
class Robots:
    """What a site's robots.txt allows: its `text` by its rules, or everything, or nothing.

    `code` and `sentence` say why it could not be asked, where that is why nothing may be read.
    """

    access: Access
    text: str = ""
    code: str = field(default="", compare=False)
    sentence: str = field(default="", compare=False)
    _read: dict[str, Rules] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """The rules of a robots.txt body; what lies beyond 500 KiB is ignored (RFC 9309 §2.5).

        So is a line cut there, whose beginning may forbid more than the whole; a NUL, which no database keeps,
        is replaced.
        """
        whole = body if len(body) < MAX_BYTES else body[:MAX_BYTES].rpartition(b"\n")[0]
        return cls("rules", whole.decode("utf-8-sig", errors="replace").replace("\x00", "\ufffd"))

    def allows(self, url: str, product_token: str) -> bool:
        """Whether the crawler named `product_token` (without version) may read `url`.

        robots.txt itself may always be read (RFC 9309 §2.2.2); an unusable URL never.
        """
        try:
            parsed = parse_url(url)
        except FetchError:
            return False
        if self.access == "open" or parsed.url == f"{parsed.origin}/robots.txt":
            return True
        return self.access == "rules" and self._rules(product_token).allow(parsed.url)

    def crawl_delay(self, product_token: str) -> float | None:
        """The seconds the site wants between two requests, where it says so."""
        return self._rules(product_token).delay_s if self.access == "rules" else None

    def as_dict(self) -> dict[str, str]:
        """Plain data for a cache or a JSON column; `from_dict` reads it again."""
        return {"access": self.access, "text": self.text, "code": self.code, "sentence": self.sentence}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Self:
        """Raises ValueError for anything `as_dict` did not write."""
        if data.get("access") not in ("rules", "open", "closed") or not isinstance(data.get("text"), str):
            raise ValueError("not the data of a Robots")
        return cls(cast("Access", data["access"]), data["text"], data.get("code", ""), data.get("sentence", ""))

    def refusal(self) -> FetchError:
        """The error of a URL that `allows` refuses: what the site asks, or why it could not be asked."""
        if self.code:
            return FetchError(as_code(self.code), f"The site’s robots.txt could not be read. {self.sentence}")
        return FetchError("robots", "The site’s robots.txt asks us not to read this page.")

    def _rules(self, product_token: str) -> Rules:
        """The rules for this crawler, read from the text once."""
        if product_token not in self._read:
            self._read[product_token] = read_rules(self.text, product_token)
        return self._read[product_token]


OPEN = Robots("open")
CLOSED = Robots("closed")


def robots_url(url: str) -> str:
    """Where the rules for `url` stand: same scheme, host and port. Raises FetchError for a bad URL."""
    return parse_url(url).origin + "/robots.txt"


def requests_for(urls: Iterable[str]) -> list[FetchRequest]:
    """One request for each robots.txt that governs `urls`; unusable URLs are passed over."""
    wanted: dict[str, None] = {}
    for url in urls:
        try:
            wanted[robots_url(url)] = None
        except FetchError:
            continue
    return [FetchRequest(url, kind="robots") for url in wanted]


def rules_from(result: FetchResult) -> Robots:
    """What a fetched robots.txt means (RFC 9309 §2.3.1).

    200: its rules. Other 4xx, endless redirects, or something that is no text: there are no rules,
    so everything is open. 429, 5xx and every failure to reach it: nothing may be read. (The RFC
    counts 429 among the 4xx; a server that asks us to come less often is taken at its word.)
    Raises ValueError for "not_modified": the caller still has the rules.
    """
    if result.outcome == "ok":
        return Robots.parse(result.body)
    if result.error is None:
        raise ValueError("robots.txt is not modified: keep the rules at hand")
    if result.error.code in {"redirects", "content-type"}:
        return OPEN
    status = result.status or 0
    if result.error.code == f"http-{status}" and 400 <= status < 500 and status != 429:
        return OPEN
    return Robots("closed", code=result.error.code, sentence=result.error.sentence)


def collect(results: Iterable[FetchResult]) -> dict[str, Robots]:
    """The rules by the URL of their robots.txt, from what `fetch_many` gave for `requests_for`."""
    return {result.request.url: rules_from(result) for result in results}
