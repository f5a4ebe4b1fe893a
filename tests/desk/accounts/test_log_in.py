"""The one log-in: by name or address, with a second factor; a forgotten password; nobody signs up by themselves."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse

from claims.services import InvalidInput
from claims.services.users import make_user
from tests.desk.admin_pages import text_of

LOG_IN = "/accounts/login/"
RIGHT = "correct horse battery"


def is_in(client) -> bool:
    return client.get(reverse("desk:home")).status_code == 200


@pytest.mark.parametrize("name", ["dora", "DORA@city.example"])
def test_people_log_in_by_name_or_address(client, dora, name):
    assert client.post(LOG_IN, {"login": name, "password": RIGHT}).url == reverse("desk:home")
    assert is_in(client)


@pytest.mark.parametrize("page", ["admin:index", "desk:sources"])
def test_every_page_of_the_staff_leads_to_the_one_log_in_and_back(client, dora, page):
    answer = client.get(reverse(page), follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{LOG_IN}?next=")
    again = client.post(answer.redirect_chain[-1][0], {"login": "dora", "password": RIGHT, "next": reverse(page)})
    assert again.url == reverse(page)


def test_the_log_in_leads_to_no_other_site(client, dora):
    client.force_login(dora)
    assert client.get("/admin/login/?next=https://elsewhere.example/").url == reverse("desk:home")


def test_who_is_on_no_desk_is_told_so_instead_of_being_sent_round(client, desk, charlie):
    client.force_login(charlie)
    answer = client.get(reverse("desk:home"), follow=True)
    assert answer.status_code == 403
    assert "on no desk" in answer.content.decode()


def test_nobody_signs_up(client, desk):
    assert "People join by invitation" in text_of(client, "/accounts/signup/")
    client.post("/accounts/signup/", {"username": "eve", "password1": RIGHT, "email": ""})
    assert not User.objects.exists()


def test_a_password_does_not_open_an_account_with_a_second_factor_at_any_door(client, dora):
    Authenticator.objects.create(user=dora, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    for door in (LOG_IN, "/admin/login/"):
        client.post(door, {"login": "dora", "username": "dora", "password": RIGHT})
        assert not is_in(client)
    client.post(LOG_IN, {"login": "dora", "password": RIGHT})
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(client)


def test_a_forgotten_password_is_reset_by_mail(client, dora):
    client.post("/accounts/password/reset/", {"email": "dora@city.example"})
    (message,) = mail.outbox
    assert message.to == ["dora@city.example"]
    path = next(word for word in message.body.split() if "/password/reset/key/" in word).partition("testserver")[2]
    form = client.get(path, follow=True)
    answer = client.post(
        form.redirect_chain[-1][0], {"password1": "another horse entirely", "password2": "another horse entirely"}
    )
    assert answer.status_code == 302
    assert client.post(LOG_IN, {"login": "dora", "password": "another horse entirely"}).status_code == 302


def test_where_mail_is_only_kept_the_page_says_what_to_do(client, dora, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "on its way" in text_of(client, "/accounts/password/reset/done/")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    html = text_of(client, "/accounts/password/reset/done/")
    assert "has no mail server" in html
    assert "EMAIL_URL" in html


def test_logging_out_asks_for_a_post(client, dora):
    client.force_login(dora)
    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)


ADDRESSES = reverse("account_email")


@pytest.mark.parametrize("address", ["dora@city.example", "Dora@City.Example", "dora@home.example"])
def test_nobody_puts_the_address_of_another_on_their_account(client, dora, alice, address):
    EmailAddress.objects.create(user=dora, email="dora@home.example")
    User.objects.filter(pk=dora.pk).update(email="Dora@City.example")
    client.force_login(alice)
    answer = client.post(ADDRESSES, {"action_add": "", "email": address})
    assert "Another account has this address." in answer.content.decode()
    assert not EmailAddress.objects.filter(user=alice).exists()


def test_an_address_is_added_after_the_password_was_shown_again(client, dora):
    client.post(LOG_IN, {"login": "dora", "password": RIGHT})
    given = {"action_add": "", "email": "dora@home.example"}
    asked = client.post(ADDRESSES, given)
    assert "/reauthenticate/" in asked.url
    assert not EmailAddress.objects.filter(email="dora@home.example").exists()
    client.post(asked.url, {"password": RIGHT})
    client.post(ADDRESSES, given)
    assert EmailAddress.objects.get(email="dora@home.example").user == dora


def test_an_account_is_made_with_no_address_of_another_and_with_its_own_in_the_case_that_is_looked_up(client, dora):
    EmailAddress.objects.create(user=dora, email="dora@home.example")
    for address in ("Dora@city.example", "dora@home.example"):
        with pytest.raises(InvalidInput, match="there is an account with this address"):
            make_user(username="eve", password=RIGHT, email=address)
    made = make_user(username="eve", password=RIGHT, email="Eve@City.example")
    client.post(LOG_IN, {"login": "Eve@City.example", "password": RIGHT})
    assert client.session["_auth_user_id"] == str(made.pk)
