"""The pages of people in a real browser: the first minutes, a passkey, members, tokens; and the frame around them."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from claims import services
from claims.models import Desk, Membership
from tests.browser.looking import DESKTOP, PHONE, faults, in_browser, on_desk_and_phone, violations

pytestmark = in_browser


@pytest.fixture(autouse=True)
def no_attempts_before():
    cache.clear()


@pytest.fixture
def dora(transactional_db, desk) -> User:
    user = User.objects.create_superuser("dora", email="dora@city.example", password="correct horse battery")
    Membership.objects.create(user=user, desk=desk, role="administrator")
    return user


@pytest.fixture
def peopled(dora, alice, bob, claim, desk) -> str:
    """A desk with members, an invitation, tokens of both kinds and a claim assigned; the token of the invitation."""
    services.assign(by=bob, claim=claim, to=dora)
    services.make_token(by=dora, desk=desk, name="The scraper of the city pages", days=90)
    services.make_newsroom_token(by=dora, desk=desk, newsroom="The Ledger", name="their site", days=365)
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    _, token = services.invite(by=dora, desk=desk, role="reviewer", note="Emil Egger, emil@city.example")
    return token


def inside(desk: Desk) -> dict[str, str]:
    return {
        "home": reverse("desk:home"),
        "account": reverse("desk:account"),
        "tokens": reverse("desk:tokens"),
        "settings": reverse("desk:settings", args=[desk.slug]),
        "members": reverse("desk:members", args=[desk.slug]),
        "newsrooms": reverse("desk:newsrooms", args=[desk.slug]),
        "password": reverse("account_change_password"),
        "address": reverse("account_email"),
        "factors": reverse("mfa_index"),
        "tables": reverse("admin:index"),
        "erasure": reverse("desk:erasure"),
        "users": reverse("admin:auth_user_changelist"),
    }


def outside(token: str) -> dict[str, str]:
    return {
        "log-in": reverse("account_login"),
        "reset": reverse("account_reset_password"),
        "reset done": reverse("account_reset_password_done"),
        "sign-up": reverse("account_signup"),
        "invitation": reverse("desk:invitation", args=[token]),
    }


@on_desk_and_phone
def test_every_page_is_accessible_keeps_the_policy_and_fits(peopled, open_page, dora, desk, width, scheme):
    wrong = {}
    for name, path in outside(peopled).items():
        page, complaints = open_page(path, width=width, scheme=scheme)
        if found := faults(page, complaints):
            wrong[name] = found
    for name, path in inside(desk).items():
        page, complaints = open_page(path, width=width, user=dora, scheme=scheme)
        if found := faults(page, complaints):
            wrong[name] = found
    assert not wrong


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_newcomer_goes_from_nothing_to_a_link_for_a_colleague(transactional_db, open_page, capsys, width):
    call_command("first_desk", "--code")
    code = re.findall(r"^ {4}(\S+)$", capsys.readouterr().out, re.MULTILINE)[0]
    page, complaints = open_page("/", width=width)
    assert faults(page, complaints) == []
    page.get_by_label("Setup code").fill(code)
    page.get_by_label("Name of the desk").fill("City desk")
    page.get_by_label("User name").fill("anna")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Set up the desk").click()
    page.wait_for_url("**/members/")
    page.get_by_label("For whom").fill("Emil")
    page.get_by_label("Role:", exact=True).select_option("reviewer")
    page.get_by_role("button", name="Make a link").click()
    link = page.inner_text(".secret")
    assert faults(page, complaints) == []

    other, complaints = open_page(re.sub("^http://[^/]+", "", link), width=width)
    other.get_by_label("User name").fill("emil")
    other.get_by_label("Password").fill("correct horse battery")
    other.get_by_role("button", name="Make the account and join").click()
    other.wait_for_url("**/desk/")
    assert "Begin with an article" in other.inner_text("main")
    assert faults(other, complaints) == []


def log_in(page) -> None:
    """Log in as Dora, and show it once more where something of the account is to be changed."""
    page.get_by_label("User name or e-mail address").fill("dora")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/reauthenticate/**")
    assert violations(page) == []
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Confirm").click()


def at_localhost(page, path: str) -> str:
    """Passkeys belong to a name: browsers refuse them for an address in digits."""
    return re.sub(r"^http://[^:/]+", "http://localhost", page.url.partition("/accounts")[0]) + path


def test_a_passkey_is_added_and_logs_in_without_a_password(dora, open_page):
    page, complaints = open_page(reverse("account_login"))
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto(at_localhost(page, reverse("account_login") + "?next=" + reverse("mfa_add_webauthn")))
    log_in(page)
    page.wait_for_url("**/webauthn/add/")
    assert violations(page) == []
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    assert violations(page) == []
    assert Authenticator.objects.filter(user=dora, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/desk/")
    assert not complaints


def test_an_app_is_activated_by_its_picture_and_its_page_is_accessible(dora, open_page):
    page, complaints = open_page(reverse("account_login") + "?next=" + reverse("mfa_activate_totp"))
    log_in(page)
    page.wait_for_url("**/totp/activate/")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 50
    assert faults(page, complaints) == []


def test_htmx_works_under_the_policy_sends_the_token_and_evaluates_nothing(dora, open_page):
    page, complaints = open_page(reverse("desk:home"), user=dora)
    config = page.evaluate("[htmx.config.allowEval, htmx.config.includeIndicatorStyles, htmx.config.selfRequestsOnly]")
    assert config == [False, False, True]
    with page.expect_request("**/desk/tokens/") as sent:
        page.evaluate("htmx.ajax('POST', '/desk/tokens/', {target: '#content', select: '#content', swap: 'outerHTML'})")
    assert sent.value.headers["x-csrftoken"]
    page.wait_for_selector("h1:has-text('API tokens')")
    assert not complaints


def test_a_failed_request_is_said(dora, open_page):
    page, _ = open_page(reverse("desk:home"), user=dora)
    page.evaluate("htmx.ajax('GET', '/desk/nowhere/', '#content')")
    page.wait_for_selector("#said:has-text('refused this (404)')")


def test_a_word_explains_itself_by_keyboard_and_without_script(dora, browser, live_server, client):
    client.force_login(dora)
    context = browser.new_context(java_script_enabled=False)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.goto(live_server.url + reverse("desk:sources"))
    word = page.get_by_role("button", name="tier")
    assert not page.locator(".means").is_visible()
    word.focus()
    page.keyboard.press("Enter")
    assert page.locator(".means").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".means").is_visible()
    context.close()
