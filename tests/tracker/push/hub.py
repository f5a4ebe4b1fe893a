"""A real hub on loopback: it takes requests, calls subscribers back as WebSub says, and sends them content."""

import hashlib
import hmac
import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.loopback import Exchange, LoopbackSite, Page


@dataclass
class Hub:
    """`granted` are the seconds of lease it gives; `verifies` whether it calls back before it answers."""

    site: LoopbackSite
    granted: int = 864_000
    verifies: bool = True
    status: int = 202
    forms: list[dict[str, str]] = field(default_factory=list)
    echoed: list[bool] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.site.url("/hub")

    def start(self) -> "Hub":
        self.site.handle("/hub", self._take)
        return self

    def _take(self, exchange: Exchange) -> Page:
        form = {name: values[0] for name, values in parse_qs(exchange.seen.body.decode()).items()}
        self.forms.append(form)
        if self.status == 202 and self.verifies:
            self.verify(form)
        return Page(b"", self.status, "text/plain")

    def verify(self, form: Mapping[str, str], **changed: str) -> int:
        """Ask the subscriber whether it meant it; the status of its answer."""
        asks = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "challenge-1729"}
        if form["hub.mode"] == "subscribe":
            asks["hub.lease_seconds"] = str(self.granted)
        asks |= {f"hub.{name}": value for name, value in changed.items()}
        status, body = self.call("GET", f"{form['hub.callback']}?{urlencode(asks)}")
        self.echoed.append(status == 200 and body == asks["hub.challenge"].encode())
        return status

    def deny(self, form: Mapping[str, str], reason: str) -> int:
        told = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": reason}
        return self.call("GET", f"{form['hub.callback']}?{urlencode(told)}")[0]

    def send(self, body: bytes, *, method: str = "sha256", secret: str = "", kind: str = "application/atom+xml") -> int:
        """Send content to whoever asked last, signed with what it gave us; the status of its answer."""
        form = self.forms[-1]
        signature = hmac.new((secret or form["hub.secret"]).encode(), body, getattr(hashlib, method)).hexdigest()
        headers = {"Content-Type": kind, "X-Hub-Signature": f"{method}={signature}"}
        return self.call("POST", form["hub.callback"], body, headers)[0]

    @staticmethod
    def call(method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body or None, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
