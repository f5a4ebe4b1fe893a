"""API tokens as pages: made for a purpose, shown once, revoked; each in the history of the desk."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from knox.models import AuthToken

from claims import services
from claims.models import NewsroomToken
from tests.desk.accounts.test_members import told
from tests.desk.admin_pages import text_of


def shown(html: str) -> str:
    return re.findall(r'<code class="secret">([^<]+)</code>', html)[0]


def asked(client, token: str) -> int:
    return client.get("/api/v1/claims/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code


def test_a_token_is_shown_once_works_and_is_revoked(client, desk, alice):
    client.force_login(alice)
    path = reverse("desk:tokens")
    made = client.post(path, {"button": "make", "name": "The scraper", "days": "90"})
    token = shown(made.content.decode())
    assert [row.named.name for row in made.context["tokens"]] == ["The scraper"]
    assert 'value="The scraper"' not in made.content.decode()
    html = text_of(client, path)
    assert "The scraper" in html
    assert token not in html
    assert asked(client, token) == 200
    row = AuthToken.objects.get()
    assert 89 <= (row.expiry - row.created).days <= 90
    client.post(path, {"button": f"revoke-{row.token_key}"})
    assert asked(client, token) == 401
    assert told(desk)[-2:] == [("alice", "token made"), ("alice", "token revoked")]


def test_nobody_revokes_the_token_of_another_but_an_administrator(client, desk, alice, bob, dora):
    services.make_token(by=alice, desk=desk, name="The scraper", days=30)
    row = AuthToken.objects.get()
    client.force_login(bob)
    assert "The scraper" not in text_of(client, reverse("desk:tokens"))
    client.post(reverse("desk:tokens"), {"button": f"revoke-{row.token_key}"})
    with pytest.raises(PermissionDenied):
        services.revoke_token(by=bob, token=row)
    assert AuthToken.objects.exists()
    services.revoke_token(by=dora, token=row)
    assert not AuthToken.objects.exists()


def test_an_outsider_makes_none(desk, charlie):
    with pytest.raises(PermissionDenied):
        services.make_token(by=charlie, desk=desk, name="x", days=30)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_no_token_is_good_for_ever(desk, alice, days):
    with pytest.raises(services.InvalidInput, match="days"):
        services.make_token(by=alice, desk=desk, name="x", days=days)


def test_a_token_of_the_command_line_is_listed_and_revoked_too(client, desk, alice):
    row, _ = AuthToken.objects.create(alice)
    client.force_login(alice)
    assert "made on the command line" in text_of(client, reverse("desk:tokens"))
    client.post(reverse("desk:tokens"), {"button": f"revoke-{row.token_key}"})
    assert not AuthToken.objects.exists()


def test_a_superuser_gives_a_newsroom_a_token_and_takes_it(client, desk, dora):
    User.objects.filter(pk=dora.pk).update(is_superuser=True)
    client.force_login(dora)
    path = reverse("desk:newsrooms", args=[desk.slug])
    sent = {"button": "make", "newsroom": "The Ledger", "name": "their site", "days": "365"}
    made = client.post(path, sent)
    assert [row.name for row in made.context["tokens"]] == ["their site"]
    assert 'value="The Ledger"' not in made.content.decode()
    token = shown(made.content.decode())
    assert asked(client, token) == 200
    client.post(path, {"button": f"revoke-{NewsroomToken.objects.get().pk}"})
    assert asked(client, token) == 401
    assert told(desk)[-2:] == [("dora", "newsroom token made"), ("dora", "newsroom token revoked")]


@pytest.mark.parametrize("who", ["alice", "dora"])
def test_others_do_not_see_the_newsrooms(client, desk, alice, dora, who):
    """They read every desk: the administrator of one has no say."""
    user = User.objects.get(username=who)
    client.force_login(user)
    assert client.get(reverse("desk:newsrooms", args=[desk.slug])).status_code == 404
    with pytest.raises(PermissionDenied):
        services.make_newsroom_token(by=user, desk=desk, newsroom="The Ledger", name="x", days=30)
