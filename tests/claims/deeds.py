"""What the tests of the desk's verbs share: a token's client, and a look at the history."""

import json
from typing import Any

from knox.models import AuthToken
from rest_framework.test import APIClient

from claims import audit
from claims.models import AuditEntry

# A picture of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501"
    "012718e3660000000049454e44ae426082"
)


def client(user: Any) -> APIClient:
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(user)[1]}")
    return api


def send(user: Any, path: str, body: object, expect: int = 200, *, method: str = "post") -> Any:
    """What `path` below /api/v1/ answers to a user's JSON."""
    call = getattr(client(user), method)
    response = call(f"/api/v1/{path}", json.dumps(body), content_type="application/json")
    assert response.status_code == expect, response.content
    if expect >= 400:
        assert response["Content-Type"] == "application/problem+json"
    return response.json() if response.content else None


def get(user: Any, path: str, expect: int = 200) -> Any:
    response = client(user).get(f"/api/v1/{path}")
    assert response.status_code == expect, response.content
    return response.json()


def actions(subject: Any) -> list[str]:
    rows = AuditEntry.objects.filter(subject_type=subject._meta.model_name, subject_uuid=subject.uuid)
    return list(rows.order_by("seq").values_list("action", flat=True))


def last_entry(subject: Any) -> AuditEntry:
    rows = AuditEntry.objects.filter(subject_type=subject._meta.model_name, subject_uuid=subject.uuid)
    return rows.latest("seq")


def history_is_whole() -> None:
    assert [fault.sentence for fault in audit.verify()] == []
