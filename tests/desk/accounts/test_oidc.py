"""Single sign-on at a real provider on loopback: by the e-mail address that it verified, asked by our own client."""

import json
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib.auth.models import User
from django.urls import reverse

from desk.accounts.oidc import Session
from tests.desk.admin_pages import text_of
from tests.loopback import LoopbackSite

START = "/accounts/oidc/sso/login/"


def _part(said: dict) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def answer(provider: LoopbackSite, path: str, said: dict) -> None:
    provider.set(path, json.dumps(said), content_type="application/json")


@pytest.fixture
def provider(settings):
    """An identity provider that knows one person: Dora."""
    with LoopbackSite() as site:
        base = site.url("/realm")
        client = {"client_id": "tracker", "secret": "s3cret"}
        its_settings = {"server_url": base, "oauth_pkce_enabled": True}
        app = {"provider_id": "sso", "name": "Newsroom login", **client, "settings": its_settings}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        answer(
            site,
            "/realm/.well-known/openid-configuration",
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/me",
                "jwks_uri": f"{base}/keys",
            },
        )
        knows(site, "dora@city.example")
        yield site


def knows(provider: LoopbackSite, email: str, *, verified: bool = True) -> None:
    person = {"sub": "d-1", "email": email, "email_verified": verified}
    answer(provider, "/realm/me", person)
    token = {"iss": provider.url("/realm"), "aud": "tracker", "exp": 4102444800, "iat": 0, **person}
    id_token = f"{_part({'alg': 'RS256', 'kid': '1'})}.{_part(token)}.{_part({})}"
    answer(provider, "/realm/token", {"access_token": "abc", "token_type": "Bearer", "id_token": id_token})


def come_from(client, provider: LoopbackSite):
    """Log in there and come back."""
    sent = client.post(START)
    assert sent.url.startswith(provider.url("/realm/authorize"))
    asked = parse_qs(urlsplit(sent.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(f"{START}callback/", {"code": "xyz", "state": asked["state"][0]}, follow=True)


def test_somebody_with_an_account_is_logged_in_by_their_verified_address(client, dora, provider):
    assert "Log in by Newsroom login" in text_of(client, "/accounts/login/")
    assert come_from(client, provider).redirect_chain[-1][0] == reverse("desk:home")
    assert client.get(reverse("desk:home")).context["user"] == dora
    (asked,) = [seen for seen in provider.requests if seen.path == "/realm/token"]
    assert b"client_secret=s3cret" in asked.body


@pytest.mark.parametrize(("email", "verified"), [("eve@city.example", True), ("dora@city.example", False)])
def test_nobody_else_gets_in_and_no_account_is_made(client, dora, provider, email, verified):
    knows(provider, email, verified=verified)
    html = come_from(client, provider).content.decode()
    assert "People join by invitation" in html
    assert client.get(reverse("desk:home")).status_code == 302
    assert User.objects.count() == 1


def test_single_sign_on_leaves_the_password_as_it_is(client, dora, provider):
    User.objects.filter(pk=dora.pk).update(email="Dora@City.example")
    come_from(client, provider)
    assert client.get(reverse("desk:home")).context["user"] == dora
    dora.refresh_from_db()
    assert dora.check_password("correct horse battery")
    address = EmailAddress.objects.get(user=dora)
    assert (address.email, address.verified, address.primary) == ("dora@city.example", True, True)


def test_an_address_that_two_accounts_have_opens_neither(client, dora, charlie, provider):
    EmailAddress.objects.create(user=charlie, email="dora@city.example", verified=True)
    assert "People join by invitation" in come_from(client, provider).content.decode()
    assert client.get(reverse("desk:home")).status_code == 302
    assert EmailAddress.objects.get().user == charlie


def test_a_provider_that_fails_is_said_and_nobody_is_logged_in(client, dora, provider):
    provider.set("/realm/token", "down", status=500)
    answered = come_from(client, provider)
    assert "Third-Party Login Failure" in answered.content.decode()
    assert client.get(reverse("desk:home")).status_code == 302


def test_without_a_provider_there_is_no_such_door(client, desk):
    assert "Log in by" not in text_of(client, "/accounts/login/")
    assert client.post(START).status_code == 404


def test_what_cannot_be_asked_or_read_is_an_error_of_the_log_in(provider):
    provider.set("/realm/broken", "{", content_type="application/json")
    with Session() as session:
        with pytest.raises(OAuth2Error, match="could not be asked"):
            session.get(provider.url("/realm/nowhere")).raise_for_status()
        with pytest.raises(OAuth2Error, match="no JSON"):
            session.get(provider.url("/realm/broken")).json()
