"""Every attempt: what the server does, and the name its end must have."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.loopback import Exchange, Page

# In this world these addresses are on the public internet; a page there may be read.
PUBLIC = "127.1.0.1"
ELSEWHERE = "127.1.0.2"
# And this one is not: what listens there must never hear from us.
PRIVATE = "127.0.0.1"

HARMLESS = ""

Handler = Callable[[Exchange], Page | None]


@dataclass(frozen=True, slots=True)
class Attack:
    """One attempt.

    `code` is that of the FetchError or Unreadable it must end in; HARMLESS where it is read and does no harm. `url` may
    name `{host}` (the attack's own), `{port}`, `{path}` and the ports of other servers of `world`. `addresses` are what
    its host resolves to; with `turns` a name server is asked, whose first answer is the first of them, and so on.
    `slow` ones end by a limit of time. `robots` answers for robots.txt on its host.
    """

    name: str
    group: str
    code: str
    answer: Handler | None = None
    url: str = "http://{host}:{port}{path}"
    kind: str = "html"
    addresses: str = PUBLIC
    turns: tuple[str, ...] = ()
    slow: bool = False
    robots: Handler | None = None

    @property
    def slug(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:60].strip("-")

    @property
    def host(self) -> str:
        return f"{self.slug}.test"

    @property
    def path(self) -> str:
        return f"/{self.slug}"


def raw(*parts: bytes, forever: bytes = b"", pause_s: float = 0) -> Handler:
    """Write these bytes as they are, then `forever` until the other side hangs up, and hang up."""

    def answer(exchange: Exchange) -> None:
        exchange.wfile.write(b"".join(parts))
        exchange.wfile.flush()
        while forever:
            exchange.wfile.write(forever)
            exchange.wfile.flush()
            if pause_s:
                time.sleep(pause_s)

    return answer


def page(body: bytes | Callable[[], bytes], **headers: str) -> Handler:
    """An ordinary answer; header names with _ for -. A body that takes long to write is made when it is asked for."""
    kind = headers.pop("content_type", "text/html; charset=utf-8")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    made = body if callable(body) else lambda: body
    return lambda _: Page(made(), content_type=kind, headers=named)
