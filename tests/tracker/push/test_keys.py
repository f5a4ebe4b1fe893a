"""Keys for a newsroom's own scraper: who makes them, what they open, and the command for them."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from claims.models import AuditEntry
from claims.services import InvalidInput
from tests.tracker.processing.test_pipeline import PLAN, RECORD
from tests.tracker.push.scraper import URL, html
from tracker.models import IngestKey, Snapshot
from tracker.push import keys

pytestmark = pytest.mark.usefixtures("own_count")


# --- Who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ik_wrong", "Bearer ékey", "Token {token}", "Basic eDp5"])
def test_without_a_key_in_force_nothing_is_taken(source, token, header):
    address = f"/api/v1/sources/{source.uuid}/ingest/"
    headers = {"HTTP_AUTHORIZATION": header.format(token=token)} if header else {}
    answer = APIClient().post(address, {"url": URL}, **headers)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_no_other_token_opens_it_and_it_opens_nothing_else(source, token, alice, capsys):
    call_command("issue_token", "--user", "alice")
    staff: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {capsys.readouterr().out.strip()}"}
    assert APIClient().post(f"/api/v1/sources/{source.uuid}/ingest/", {"url": URL}, **staff).status_code == 401
    assert APIClient().get("/api/v1/claims/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_a_key_is_for_its_source_alone(send, make_source):
    assert send(to=make_source("Wire", "aggregator"), content="x").status_code == 403


def test_a_source_that_is_not_there_is_told_from_another_by_nobody(token):
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert APIClient().post(f"/api/v1/sources/{uuid4()}/ingest/", {}, **headers).status_code == 403


def test_the_address_holds_with_and_without_its_slash(source, token):
    given = {"url": URL, "retrieved_at": timezone.now().isoformat(), "text": RECORD}
    address = f"/api/v1/sources/{source.uuid}/ingest"
    assert APIClient().post(address, given, HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 201


def test_a_revoked_key_opens_nothing_and_what_it_sent_stays(send, bob):
    send(content=html(PLAN))
    key = keys.revoke_key(by=bob, key=IngestKey.objects.get())
    assert key.revoked_at
    assert send(content=html(RECORD)).status_code == 401
    assert Snapshot.objects.count() == 1
    with pytest.raises(InvalidInput, match="already"):
        keys.revoke_key(by=bob, key=key)


def test_only_a_digest_of_a_key_is_kept_and_its_use_is_noted(send, token):
    key = IngestKey.objects.get()
    assert token.startswith("ik_")
    assert token not in str(vars(key))
    assert key.last_used_at is None
    send(content=html(PLAN))
    key.refresh_from_db()
    assert key.last_used_at


@pytest.mark.parametrize(("who", "may"), [("alice", False), ("bob", True), ("charlie", False)])
def test_reviewers_make_and_revoke_keys(request, source, who, may):
    user = request.getfixturevalue(who)
    if may:
        key, _ = keys.make_key(by=user, source=source, name="Ours")
        assert AuditEntry.objects.filter(subject_type="source", action="ingest key made", visibility="staff").exists()
        keys.revoke_key(by=user, key=key)
        return
    with pytest.raises(PermissionDenied):
        keys.make_key(by=user, source=source, name="Ours")
    key = IngestKey.objects.create(source=source, name="x", digest="x", created_by=user)
    with pytest.raises(PermissionDenied):
        keys.revoke_key(by=user, key=key)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "The Ledger’s  scraper"])
def test_a_key_has_a_name_of_its_own(source, token, bob, name):
    with pytest.raises(InvalidInput, match="name"):
        keys.make_key(by=bob, source=source, name=name)


# --- The command -----------------------------------------------------------------------------------------------


def test_a_key_is_made_listed_and_revoked_at_the_command_line(source, bob, capsys, send):
    call_command("ingest_key", "make", "--source", source.slug, "--name", "Cron", "--by", "bob")
    made = capsys.readouterr().out.strip()
    assert send(key=made, content=html(PLAN)).status_code == 201
    call_command("ingest_key", "list")
    listed = capsys.readouterr().out
    assert "Cron" in listed
    assert made not in listed
    call_command("ingest_key", "revoke", str(IngestKey.objects.get(name="Cron").uuid), "--by", "bob")
    assert send(key=made, content=html(RECORD)).status_code == 401


@pytest.mark.parametrize(
    "words",
    [
        ("make", "--source", "nowhere", "--name", "x", "--by", "bob"),
        ("make", "--source", "operator", "--name", "x", "--by", "mallory"),
        ("make", "--source", "operator", "--name", "x", "--by", "alice"),
        ("make", "--source", "operator", "--name", " ", "--by", "bob"),
        ("revoke", "nonsense", "--by", "bob"),
        ("revoke", "01932c4e-0000-7000-8000-000000000000", "--by", "bob"),
    ],
)
def test_the_command_says_what_is_wrong(source, alice, bob, words):
    with pytest.raises(CommandError, match=r"\w+: \w+"):
        call_command("ingest_key", *words)
