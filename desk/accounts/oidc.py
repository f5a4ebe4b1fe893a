"""How the identity provider is asked: as allauth expects it of a session of `requests`, by our own client.

The provider's address is the operator's own setting (OIDC_SERVER_URL), so it may be private; redirects of a POST are
never followed, and an answer of more than 256 KB or one that takes longer than ten seconds is refused.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings

from net.client import fetch
from net.messages import FetchRequest, FetchResult
from net.policy import KIB, FetchPolicy

LONGEST_S = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the provider, with what allauth reads of a response."""

    result: FetchResult

    @property
    def status_code(self) -> int:
        return self.result.status or 0

    @property
    def headers(self) -> dict[str, str]:
        return {"content-type": self.result.content_type}

    @property
    def content(self) -> bytes:
        return self.result.body

    @property
    def text(self) -> str:
        return self.result.body.decode(errors="replace")

    def json(self) -> Any:
        try:
            return json.loads(self.result.body)
        except ValueError as error:
            raise OAuth2Error("The identity provider's answer is no JSON.") from error

    def raise_for_status(self) -> None:
        if self.result.error:
            raise OAuth2Error(f"The identity provider could not be asked: {self.result.error}")


class Session:
    """GET and POST, each within LONGEST_S. Raises nothing for an answer; `raise_for_status` does."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is kept open."""

    def get(self, url: str, *, headers: dict[str, str] | None = None) -> Answer:
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        auth: Any = None,
    ) -> Answer:
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = "Basic " + b64encode(f"{auth.username}:{auth.password}".encode()).decode()
        body = None
        if method == "POST":
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(data or {}).encode()
        asked = f"{url}?{urlencode(params)}" if params else url
        request = FetchRequest(asked, kind="json", post=body, headers=sent, spacing_s=0, trusted=True)
        return Answer(fetch(request, policy=_policy()))


def _policy() -> FetchPolicy:
    return FetchPolicy(
        user_agent=settings.TRACKER_USER_AGENT,
        connect_timeout_s=LONGEST_S,
        total_timeout_s=LONGEST_S,
        max_bytes={"json": 256 * KIB},
    )
