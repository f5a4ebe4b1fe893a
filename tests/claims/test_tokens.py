"""Tokens are shown once and open what they should."""

import pytest
from django.core.management import CommandError, call_command


def issued(capsys, *arguments: str) -> dict[str, str]:
    call_command("issue_token", *arguments)
    return {"HTTP_AUTHORIZATION": f"Bearer {capsys.readouterr().out.strip()}"}


def test_a_newsroom_reads_with_its_token_and_nobody_with_another(client, capsys, claim):
    header = issued(capsys, "--newsroom", "The Ledger")
    assert client.get("/api/v1/claims/", **header).status_code == 200
    assert client.get("/api/v1/claims/", HTTP_AUTHORIZATION="Bearer nr_wrong").status_code == 401


@pytest.mark.parametrize("token", ["\x00", "nr_\x00", "ik_\x00", "é", "a b", "x" * 9000, ""])
def test_what_is_no_token_is_a_401(client, claim, token):
    for path in ("/api/v1/claims/", f"/api/v1/claims/{claim.uuid}/"):
        assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_journalists_token_reads_the_desks_drafts(client, capsys, claim, alice):
    header = issued(capsys, "--user", "alice")
    assert client.get(f"/api/v1/claims/{claim.uuid}/", **header).status_code == 200
    assert client.get(f"/api/v1/claims/{claim.uuid}/").status_code == 404


def test_a_token_for_nobody_is_refused(db):
    with pytest.raises(CommandError, match="no active user"):
        call_command("issue_token", "--user", "mallory")
