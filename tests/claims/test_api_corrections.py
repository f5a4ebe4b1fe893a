"""REST: revision, takedown, retraction, redaction and erasure, by who may and who may not."""

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from claims import services
from claims.models import AuditEntry, Claim, Evidence, Membership


@pytest.fixture
def item(claim, article, make_source, say, bob) -> Evidence:
    item = say(claim, make_source("Operator", "record"), "It has been completed.")
    services.publish(by=bob, article=article)
    return item


@pytest.fixture
def head(desk, charlie):
    Membership.objects.create(user=charlie, desk=desk, role="administrator")
    return charlie


def api(user) -> APIClient:
    client = APIClient()
    if user:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(user)[1]}")
    return client


def post(who, path: str, **data):
    return api(who).post(f"/api/v1/{path}/", data, format="json")


def test_a_claim_is_revised(claim, alice, head):
    path = f"claims/{claim.uuid}/revision"
    assert post(None, path, text="x", reason="y").status_code == 401
    assert post(alice, path, text="It is done.").json()["errors"][0]["field"] == "reason"
    assert post(alice, path, article="x", reason="y").status_code == 400
    answer = post(alice, path, text="It is done.", speaker=None, reason="shorter")
    assert (answer.status_code, answer.json()["text"], answer.json()["version"]) == (200, "It is done.", 2)
    assert answer.json()["speaker"] is None


def test_an_item_is_taken_down_by_a_reviewer(item, alice, bob):
    path = f"evidence/{item.uuid}/takedown"
    assert post(alice, path, reason="order").status_code == 403
    assert post(bob, path).status_code == 400
    assert post(bob, path, reason="order").status_code == 200
    assert post(bob, path, reason="order").json()["errors"][0]["field"] == "evidence"
    assert post(None, path, reason="order").status_code == 401
    assert APIClient().get(f"/api/v1/claims/{item.claim.uuid}/evidence/").json()["results"] == []


def test_an_item_is_retracted_and_its_own_desk_alone_sees_it_then(item, alice):
    assert post(alice, f"evidence/{item.uuid}/retraction", reason="another").json()["retracted"] is True
    path = f"/api/v1/claims/{item.claim.uuid}/evidence/"
    assert APIClient().get(path).json()["results"] == []
    assert len(api(alice).get(path).json()["results"]) == 1


def test_an_entry_is_redacted_by_an_administrator(item, bob, head):
    entry = AuditEntry.objects.get(action="evidence added")
    path = f"history/{entry.uuid}/redaction"
    assert post(bob, path, reason="order").status_code == 403
    assert post(head, path, reason="order").json()["redacted"] is True
    assert post(head, path, reason="order").status_code == 400


def test_a_persons_data_is_shown_and_erased(claim, alice, bob, head):
    services.assign(by=bob, claim=claim, to=alice)
    client = api(head)
    shown = client.get("/api/v1/erasures/", {"user": "alice"}).json()
    assert {"what": "Claims they are on", "count": 1, "fate": "are nobody’s"} in shown["holdings"]
    assert api(bob).get("/api/v1/erasures/", {"user": "alice"}).status_code == 403
    assert client.get("/api/v1/erasures/", {"user": "nobody"}).json()["errors"][0]["field"] == "user"
    assert post(bob, "erasures", user="alice", reason="asked").status_code == 403
    answer = post(head, "erasures", user="alice", reason="asked for")
    assert answer.json()["pseudonym"].startswith("erased-")
    assert Claim.objects.get(pk=claim.pk).assigned_to is None


def test_another_desk_finds_no_entry_to_redact(item, db, head):
    from django.contrib.auth.models import User

    stranger = User.objects.create_user("stranger")
    entry = AuditEntry.objects.get(action="evidence added")
    assert post(stranger, f"history/{entry.uuid}/redaction", reason="x").status_code == 404
